"""An office that listens to a centre, and the province's hand at the centre's side."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kiosk.contract.news import NewsItem, ResultNamed
from kiosk.settings import CentreSettings, Secret
from kiosk.store.cases import Cases
from kiosk.store.journal import Journal
from kiosk.store.news import News
from kiosk.store.outbox import Envelope
from kiosk.store.results import ResultFiles, Results
from kiosk.sync.budget import Budget
from kiosk.sync.news import EVERY, Listener
from kiosk.sync.results import IDLE, Fetching
from kiosk.sync.transport import Centre
from tests.sync.conftest import Office
from tests.workbench.centre import CentreHouse
from tests.workbench.keys import public_of


class Ear:
    """The office's two errands, against any address."""

    def __init__(self, office: Office, url: str, token: str, budget: str = "") -> None:
        self.office = office
        self.news, self.results = News(office.db), Results(office.db)
        self.files = ResultFiles(Cases(office.db), office.vault)
        settings = CentreSettings(url, Secret(token), key=public_of("centre"))
        self.centre = Centre(settings)
        self.listener = Listener(
            office.questions(url, token), self.news, self.results, lambda: office.now
        )
        self.fetching = Fetching(
            self.centre, self.results, self.files,
            lambda: office.outbox.pressing(int(office.now)), Budget(budget), lambda: office.now,
        )  # fmt: skip

    def close(self) -> None:
        self.centre.close()

    def hear(self) -> None:
        """Everything that is new."""
        while self.listener.run() < EVERY:
            pass

    def fetch(self) -> float:
        """Pieces until the errand wants to wait; for how long."""
        while not (wait := self.fetching.run()):
            pass
        return wait

    def fetch_all(self) -> None:
        assert self.fetch() == IDLE

    def statuses(self, envelope: Envelope) -> list[str]:
        return [told.status for told in self.news.history(envelope.case_code)]

    def told(self, event: str) -> list[dict[str, str | int]]:
        rows = Journal(self.office.db).since(most=10_000)
        return [row.fields for row in rows if row.event == event]


class Province:
    """What the province's systems do at a centre: the same functions as `python -m central status`, and worse."""

    def __init__(self, centre: CentreHouse, folder: Path) -> None:
        self.centre, self.folder = centre, folder

    def tell(self, envelope: Envelope, status: str = "in-hand", **other: Any) -> NewsItem:
        usual = {"official": "", "at": "2026-11-23T10:00:00+07:00"}
        item = NewsItem(envelope.id, envelope.case_code, status=status, **{**usual, **other})
        with self.centre.news() as news:
            news.tell(self.centre.device, item)
        return item

    def result(self, envelope: Envelope, data: bytes, until: str = "") -> ResultNamed:
        file = self.folder / f"{uuid.uuid4().hex}.pdf"
        file.write_bytes(data)
        with self.centre.news() as news:
            return news.keep(self.centre.device, envelope.case_code, file, "application/pdf", until)

    def decide(self, envelope: Envelope, data: bytes, **other: Any) -> ResultNamed:
        """The case is decided, and this is its result; `other` spoils what is said of it."""
        result = replace(self.result(envelope, data), **other)
        self.tell(envelope, "decided", result=result)
        return result

    def say(self, **item: Any) -> None:
        """Any item at all, told as it is."""
        self.change(
            "insert into news (device, seq, mark, envelope, item, told_at) "
            "select 'kiosk-1', coalesce(max(seq), 0) + 1, :mark, '', :item, '' from news",
            {"mark": secrets.token_hex(16), "item": json.dumps(item)},
        )

    def spoiled(self, item: NewsItem, **other: Any) -> None:
        self.say(**{"kind": "status", **asdict(item), **other})

    def change(self, order: str, *rows: dict[str, Any]) -> None:
        """Something that no centre does by itself; with rows, for each of them."""
        self.centre.change(order, *rows)


def received(office: Office, centre: CentreHouse, size: int = 1000) -> Envelope:
    """A case that the centre has."""
    envelope = office.hand_in(size)
    courier = office.courier(centre.url, centre.token)
    while office.outbox.waiting():
        courier.carry()
    return envelope
