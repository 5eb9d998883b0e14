"""An office with sealed cases in a real store, whose courier can be pointed anywhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.contract import EVIDENCE, Announcement
from kiosk.faults import Fault
from kiosk.model import Document, Language
from kiosk.settings import CentreSettings, Secret
from kiosk.store.cases import Cases
from kiosk.store.correcting import Correcting
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.health import Health
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.links import Links
from kiosk.store.noted import NotedOutbox
from kiosk.store.outbox import Envelope, Outbox, OutboxRow
from kiosk.store.reckoning import Reckoning
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from kiosk.sync.budget import Budget
from kiosk.sync.courier import Courier
from kiosk.sync.greeting import Greeter
from kiosk.sync.identity import Identity
from kiosk.sync.questions import Questions
from kiosk.sync.service import SealedPapers
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace
from tests.sync.certified import CertifiedOffice
from tests.workbench.authority import Authority
from tests.workbench.centre import CentreHouse
from tests.workbench.keys import public_of, seed_of

MORNING = dt.datetime(2026, 11, 2, 1, 30, tzinfo=dt.UTC)


class Office:
    """A kiosk's store with invented cases; its clock stands still unless a test moves it."""

    def __init__(self, folder: Path, device: str = "kiosk-1") -> None:
        self.device = device
        self.workspace = Workspace(folder)
        self.db = open_database(self.workspace)
        self.outbox = Outbox(self.db)
        self.vault = Vault(self.workspace.vault)
        self.now = MORNING.timestamp()
        self.elapsed = 0.0
        self._centres: list[Centre] = []

    def close(self) -> None:
        for centre in self._centres:
            centre.close()
        self.db.close()

    def hand_in(self, *sizes: int, evidence: bool = False, same_day: bool = False) -> Envelope:
        """A sealed case with one document of each size; its envelope as it was put into the outbox.

        `evidence`: what proves its card goes along. `same_day`: to be settled today.
        """
        case = uuid.uuid4().hex
        cases = Cases(self.db)
        cases.open(case, MORNING)
        documents = tuple(
            self._document(cases.key(case), case, number, size)
            for number, size in enumerate(sizes, start=1)
        )
        proof = None
        if evidence:
            made = self._document(cases.key(case), case, 0, 700)
            proof = replace(made, id=EVIDENCE, pages=0)
        seal(
            self.db,
            case=case,
            procedure="1.001193",
            language=Language.VI,
            series="A",
            kiosk=0,
            agency="H00.000",
            device=self.device,
            office="Bộ phận Một cửa",
            documents=documents,
            now=MORNING,
            evidence=proof,
            same_day=same_day,
        )
        id, code, body = self.db.conn.execute(
            "select id, case_code, body from outbox order by seq desc limit 1"
        ).fetchone()
        return Envelope(id, code, body, 0)

    def add(self, case: str, size: int) -> str:
        """Further papers of a sealed case; the envelope they are in."""
        document = self._document(Cases(self.db).key(case), case, 9, size)
        correcting = Correcting(self.db, self.device, "Bộ phận Một cửa")
        return correcting.add(case, uuid.uuid4().hex, (document,), self.moment()).envelope

    def _document(self, key: bytes, case: str, number: int, size: int) -> Document:
        data = random.randbytes(size)
        path = self.vault.write(key, case, f"document-{number}", data)
        digest = hashlib.sha256(data).hexdigest()
        return Document(f"giay-{number}", "", path, digest, size, 1)

    def courier(
        self,
        url: str,
        token: str,
        pause: Callable[[float], bool] = lambda _: False,
        proxy: str = "",
        budget: str = "",
        greeter: Greeter | None = None,
        **tls: str,
    ) -> Courier:
        """A courier that never really waits, unless it is given a `pause`; `tls`: `ca`, `certificate`."""
        centre = self._centre(url, token, proxy, **tls)
        return Courier(
            NotedOutbox(self.db, lambda: self.now),
            SealedPapers(Documents(self.db), Cases(self.db), self.vault),
            greeter or Links(self.db, self.device, Identity(seed_of(self.device)).sign),
            centre,
            clock=lambda: self.now,
            jitter=lambda: 1.0,
            pause=pause,
            budget=Budget(budget),
            twin=greeter.twin if greeter else lambda: None,
        )

    def questions(self, url: str, token: str) -> Questions:
        sign = Identity(seed_of(self.device)).sign
        return Questions(self._centre(url, token), self.device, sign)

    def beside(self) -> Questions:
        """What is asked over the connection of the last courier."""
        return Questions(self._centres[-1], self.device, Identity(seed_of(self.device)).sign)

    def greeter(self, url: str, token: str) -> Greeter:
        """A kiosk-sync that has just started, as far as it greets."""
        return Greeter(
            self.questions(url, token),
            Links(self.db, self.device, Identity(seed_of(self.device)).sign),
            Reckoning(self.db, self.moment),
            self.moment,
            lambda: self.elapsed,
        )

    def moment(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.now, dt.UTC)

    def events(self, event: JournalEvent) -> list[dict[str, str | int]]:
        """What the journal says of such events."""
        return [row.fields for row in Journal(self.db).since(0, 10_000) if row.event is event]

    def faults(self) -> dict[str, Fault | None]:
        """What the desk hears, by device."""
        return {row.device: row.fault for row in Health(self.db).devices()}

    def _centre(self, url: str, token: str, proxy: str = "", **tls: str) -> Centre:
        key = public_of("centre")
        settings = CentreSettings(url, Secret(token), Secret(proxy), key=key, **tls)
        self._centres.append(Centre(settings, self.workspace.certificate_key))
        self._centres[-1].rely_on(self.beside().time)
        return self._centres[-1]

    def row(self, envelope: Envelope) -> OutboxRow:
        return next(row for row in self.outbox.rows() if row.id == envelope.id)

    @staticmethod
    def announced(envelope: Envelope) -> Announcement:
        return Announcement.from_json(json.loads(envelope.body))

    def plain(self, envelope: Envelope) -> bytes:
        """The bytes of its files, one after another."""
        case = self.announced(envelope).case
        key = Cases(self.db).key(case)
        return b"".join(self.vault.read(key, doc.path) for doc in Documents(self.db).of(case))

    def only(self, centre: CentreHouse, *envelopes: Envelope) -> bool:
        """Whether the centre has exactly these cases, once each, every file as it was announced."""
        have = [
            (case["envelope"], [(file["name"], file["sha256"]) for file in case["files"]])
            for case in centre.received()
        ]
        want = [
            (envelope.id, [(file.name, file.sha256) for file in self.announced(envelope).files])
            for envelope in envelopes
        ]
        return sorted(have) == sorted(want)

    def receipts_match(self, centre: CentreHouse) -> bool:
        """Whether kiosk and centre hold the same receipt of every case the centre has."""
        return all(
            json.loads(self.outbox.receipt(case["envelope"]))["id"] == case["receipt"]
            for case in centre.received()
        )

    def receipts_match_here(self, centre: CentreHouse, *envelopes: Envelope) -> bool:
        """Whether this kiosk holds the centre's receipts of these envelopes."""
        receipts = {case["envelope"]: case["receipt"] for case in centre.received()}
        return all(
            json.loads(self.outbox.receipt(envelope.id))["id"] == receipts[envelope.id]
            for envelope in envelopes
        )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "kiosk")
    yield office
    office.close()


@pytest.fixture
def centre(
    build_centre: Callable[..., AbstractContextManager[CentreHouse]], tmp_path: Path
) -> Iterator[CentreHouse]:
    with build_centre(tmp_path) as house:
        yield house


@pytest.fixture
def another_office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "kiosk-2", device="kiosk-2")
    yield office
    office.close()


@pytest.fixture
def same_office(office: Office) -> Callable[[], closing[Office]]:
    """Opens the office's store once more, for another thread."""
    return lambda: closing(Office(office.workspace.root))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with Authority(tmp_path_factory.mktemp("authority")).serve() as house:
        yield house


@pytest.fixture
def authority(house: Authority) -> Iterator[Authority]:
    with house.mended() as authority:
        yield authority


@pytest.fixture
def certified_office(tmp_path: Path, authority: Authority) -> Iterator[CertifiedOffice]:
    office = CertifiedOffice(tmp_path, authority)
    yield office
    office.db.close()
