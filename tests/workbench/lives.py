"""A kiosk's days in the store: cases opened, scanned, sealed, corrected, sent, forgotten and erased, one visit a day.

`python -m tests.workbench.lives STATE VISITS SEED` lives so many visits with real documents and says on its
output what was acknowledged. The same seed lives the same day: begun anew on a state that an end at any moment left
behind, it goes on where it was.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import io
import json
import os
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

from kiosk.dossier.make import make_documents
from kiosk.faults import Fault
from kiosk.model import CaseState, Document, Language, Page
from kiosk.store.cases import Cases
from kiosk.store.correcting import CorrectError, Correcting
from kiosk.store.database import KioskDatabase, open_database, read_anew
from kiosk.store.erasing import Erasing, Why
from kiosk.store.links import Links
from kiosk.store.noted import NotedOutbox
from kiosk.store.originals import Originals
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.retention import Retention
from kiosk.store.sealing import seal
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from kiosk.sync.eraser import Eraser
from kiosk.workspace import Workspace
from tests.workbench.acknowledged import FURTHER
from tests.workbench.keys import signed_by
from tests.workbench.traced import SAYS

DEVICE = "kiosk-1"
MORNING = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
NOON = int(MORNING.timestamp()) + 3600  # seconds since 1970
PAPERS = ("to-khai", "giay-chung-sinh")
KEPT_DAYS = 1  # at work, after the receipt
HOUR, STEPS = 3600.0, 4  # seconds; the eraser rests that often meanwhile
SEAL_BUDGET = 120.0  # seconds, on a busy machine

Say = Callable[..., None]
Make = Callable[[KioskDatabase, str], tuple[Document, ...]]


class Life:
    """Visits in one database; `say("ticket", case, ...)` hears of each thing the moment it is acknowledged."""

    def __init__(self, db: KioskDatabase, seed: int, say: Say, make: Make) -> None:
        self._db, self._say, self._make = db, say, make
        self._chance, self._line = random.Random(seed), random.Random(seed + 1)
        self._vault = Vault(db.workspace.vault)
        self._cases, self._pages = Cases(db), Pages(db, self._vault)
        self._links = Links(db, DEVICE, partial(signed_by, DEVICE))
        self._outbox = NotedOutbox(db, lambda: MORNING.timestamp())
        self._erasing = Erasing(db, self._vault)
        self._days, self._elapsed = 0, 0.0
        self._sealed, self._erased = list[str](), set[str]()
        self._eraser = Eraser(
            *(Retention(db, KEPT_DAYS), self._erasing),
            *(lambda: MORNING + dt.timedelta(self._days), lambda: self._elapsed),
        )

    def begin(self) -> None:
        """What services do when they start, whatever went before."""
        Originals(self._db, self._vault).sweep()
        Outbox(self._db).take_back(NOON)
        self._erasing.sweep()

    def visit(self) -> None:
        """A day: one citizen hands in a case or goes away, an older case gets a paper, what waits is carried, a
        case is erased since somebody wants it, and others since their days are over.
        """
        self._days += 1
        self._hand_in()
        self._correct(self._chance.choice(self._sealed))
        for _ in range(self._line.randrange(5)):
            self._carry()
        Originals(self._db, self._vault).remove_delivered(MORNING)
        wanted = self._chance.choice(self._sealed)
        if self._days % 3 == 0 or self._chance.random() < 0.2:
            self._erase(wanted)
        self._retain()

    def _hand_in(self) -> None:
        case = f"{self._chance.getrandbits(128):032x}"
        self._cases.open(case, MORNING)
        self._say("opened", case)
        for paper in PAPERS:
            self._scan(case, paper)
        leaves, same_day = self._chance.random() < 0.3, self._chance.random() < 0.2
        if (
            leaves and self._sealed
        ):  # the first one never: there is something to tell of, whatever the seed
            self._cases.forget(case, MORNING)
            self._say("forgotten", case)
            return
        drawn = Tickets(self._db).of(case)
        ticket = drawn or seal(
            self._db,
            case=case,
            procedure="1.001193",
            language=Language.VI,
            series="A",
            kiosk=0,
            agency="H00.000",
            device=DEVICE,
            office="Bộ phận Một cửa",
            documents=self._make(self._db, case),
            now=MORNING,
            same_day=same_day,
        )
        self._say("ticket", case, ticket.label, ticket.code)
        Tickets(self._db).handed(case, MORNING)
        self._say("handed", case)
        self._sealed.append(case)

    def _correct(self, case: str) -> None:
        """A further paper, as it comes from a counter: the batch tells whether it is in already."""
        batch, paper = f"{self._chance.getrandbits(128):032x}", self._chance.randbytes(2000)
        correcting = Correcting(self._db, DEVICE, "Bộ phận Một cửa")
        try:
            if (done := correcting.of(batch)) is None:
                correcting.must_be_free(case)
                path = self._vault.write(Cases(self._db).key(case), case, f"added-{batch}", paper)
                digest = hashlib.sha256(paper).hexdigest()
                further = Document(FURTHER, "", path, digest, len(paper), 1)
                done = correcting.add(case, batch, (further,), MORNING)
        except CorrectError:  # erased, or refused at the centre
            return
        self._say("corrected", case, batch, done.envelope)

    def _erase(self, case: str) -> None:
        key = self._wrapped(case)
        self._erasing.erase(case, Why.CITIZEN, MORNING, undelivered=True)
        self._say_erased({case: key})

    def _retain(self) -> None:
        """What kiosk-sync does in an hour of a day."""
        keys = {case: self._wrapped(case) for case in self._sealed}
        for _ in range(STEPS):
            self._elapsed += HOUR / STEPS
            self._eraser.step()
        self._say_erased(keys)

    def _wrapped(self, case: str) -> str:
        query = "select wrapped from case_keys where case_id = ?"
        row = self._db.conn.execute(query, (case,)).fetchone()
        return row[0].hex() if row else ""

    def _say_erased(self, keys: dict[str, str]) -> None:
        """That a case is erased, and, once nothing of its key is on the disk, that too."""
        query = "select case_id, cleared from erasures"
        for case, cleared in self._db.conn.execute(query).fetchall():
            if case not in self._erased:
                self._erased.add(case)
                self._say("erased", case)
                if cleared and keys.get(case):
                    self._say("cleared", case, keys[case])

    def _scan(self, case: str, paper: str) -> None:
        jpeg, twice = picture(self._chance), self._chance.random() < 0.3
        kept = self._pages.of(case, paper)
        if self._cases.state(case) is not CaseState.OPEN:
            return
        page = kept[0] if kept else self._page(case, paper, jpeg)
        self._say("page", case, paper, hashlib.sha256(jpeg).hexdigest())
        if twice:
            self._page(case, paper, jpeg, replacing=page.id)
            self._say("page", case, paper, hashlib.sha256(jpeg).hexdigest())

    def _page(self, case: str, paper: str, jpeg: bytes, replacing: str = "") -> Page:
        return self._pages.add(case, paper, jpeg, 200, 280, 75, MORNING, replacing)

    def _carry(self) -> None:
        """What the courier does to the outbox with one envelope."""
        sent = self._outbox.claim(NOON, 1)
        if sent is None:
            return
        if not sent.announced:
            link = self._links.of(sent.id, sent.body)
            self._say("linked", sent.id, str(link.seq), link.signature)
            self._outbox.announced(sent, NOON)
            self._say("announced", sent.id, sent.case_code)
            return
        what = self._line.random()
        if what < 0.1:
            self._outbox.refused(sent, "conflict")
            self._say("refused", sent.id, sent.case_code)
        elif what < 0.3:
            self._outbox.postponed(sent, NOON, Fault.CENTRE_UNREACHABLE.value)
        else:
            receipt = f"{self._line.getrandbits(128) | 0xA << 124:032x}"
            self._outbox.delivered(sent, json.dumps({"id": receipt}))
            self._say("delivered", sent.id, receipt)


def picture(chance: random.Random) -> bytes:
    """A scan of nothing: noise as JPEG, never the same."""
    size = (200, 280)
    jpeg = io.BytesIO()
    noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    noise.save(jpeg, "JPEG", dpi=(75, 75), quality=30)
    return jpeg.getvalue()


def made(db: KioskDatabase, case: str) -> tuple[Document, ...]:
    """The documents of a case as kiosk-devices makes them, in a child."""
    pages = Pages(db, Vault(db.workspace.vault))
    papers = tuple((paper, pages.files(case, paper)) for paper in PAPERS)
    return make_documents(db.workspace, Cases(db).key(case), case, papers, SEAL_BUDGET)


def invented(db: KioskDatabase, case: str) -> tuple[Document, ...]:
    """Documents of which there are only the rows."""
    return tuple(Document(paper, "", f"{case}/dossier:0:100", "ab" * 32, 72, 1) for paper in PAPERS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("state", type=Path)
    parser.add_argument("visits", type=int)
    parser.add_argument("seed", type=int)
    given = parser.parse_args()

    def say(*words: str) -> None:
        os.write(1, f"{SAYS}{' '.join(words)}\n".encode())  # one call, in one piece

    db = open_database(Workspace(given.state))
    assert isinstance(db, KioskDatabase)
    read_anew(db)  # as every service that writes does at its start
    life = Life(db, given.seed, say, made)
    life.begin()
    for _ in range(given.visits):
        life.visit()
    os._exit(0)  # nobody says goodbye at a power cut


if __name__ == "__main__":
    main()
