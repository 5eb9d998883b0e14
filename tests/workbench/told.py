"""A centre's events without its doors: cases that arrive, targets that are told of them, a clock that is set."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import text

from central.database import Database
from central.deliveries import Became, Deliveries, Outcome
from central.events import Events
from central.persons import Persons
from central.targets import Targets
from kiosk.contract import AnnouncedFile, Announcement, Receipt, digest
from kiosk.contract.news import NewsItem

BEGIN = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
HOLDER = {
    "number": "001099000001",
    "name": "Nguyễn Văn Thử",
    "birth_date": "1999-02-03",
    "verdict": "proven",
}


class Telling:
    """One process of a centre, as far as events go. `clock` is what it takes for now."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.clock = BEGIN
        self.persons = Persons.of(folder)
        self.events = Events(self.persons, self.now)
        self.targets = Targets(database, self.events, self.now)
        self.deliveries = Deliveries(database, self.now)

    def now(self) -> dt.datetime:
        return self.clock

    def wait(self, **span: float) -> None:
        self.clock += dt.timedelta(**span)

    def receive(self, said: Announcement, *, noted: bool = True) -> Announcement:
        """Announced and received at once; `noted` False: by a process that knows of no events."""
        body = json.dumps(said.to_json()).encode()
        receipt = Receipt(
            *(uuid.uuid4().hex, said.device, said.envelope),
            *(self.clock.isoformat(), said.files, digest(body), "0" * 128),
        )
        with self.database.change() as db:
            db.execute(
                text(
                    "insert into envelopes (device, envelope, code, size, announced_at, body, receipt) "
                    "values (:device, :envelope, :code, :size, :at, :body, :receipt)"
                ),
                {
                    "device": said.device,
                    "envelope": said.envelope,
                    "code": said.code,
                    "size": said.size,
                    "at": receipt.received_at,
                    "body": body,
                    "receipt": json.dumps(receipt.to_json()),
                },
            )
            if noted:
                self.events.received(db, said, receipt.received_at)
        return said

    def tell(self, said: Announcement, status: str, told_by: str = "", seq: int = 1) -> None:
        """As News.tell does at its end."""
        item = NewsItem(said.envelope, said.code, "", status, self.clock.isoformat())
        with self.database.change() as db:
            self.events.told(db, said.device, seq, item, told_by)

    def claim(self, target: str, most: int = 50, seconds: int = 60) -> list[dict[str, Any]]:
        return self.deliveries.claim(target, most, seconds)

    def settle(
        self, target: str, given: dict[str, Any], became: Became = Became.DONE, **more: str
    ) -> str:
        outcome = Outcome(given["event"], given["try"], became, **more)
        return self.deliveries.settle(target, [outcome])[0]["state"]

    def work_off(self, target: str) -> list[dict[str, Any]]:
        """Everything there is for it, in the order in which it is given, each done."""
        worked: list[dict[str, Any]] = []
        while given := self.claim(target):
            for one in given:
                self.settle(target, one, reference=f"R{len(worked)}")
                worked.append(one)
        return worked


def invented(device: str = "kiosk-1", **more: Any) -> Announcement:
    """An announcement of a case of its own."""
    case = uuid.uuid4().hex
    said = Announcement(
        *(uuid.uuid4().hex, device, "Bộ phận Một cửa", case, f"H00.000-{case[:6]}"),
        *("1.001193", "A007", "truc-tiep-co-ho-tro", "2026-11-23T08:00:00+07:00"),
        *("2026-11-23T08:05:00+07:00", HOLDER),
        (AnnouncedFile("to-khai.pdf", "ab" * 32, 1200, "to-khai", 1),),
    )
    return replace(said, **more)


def correcting(said: Announcement) -> Announcement:
    """Further papers of the same case."""
    return replace(said, envelope=uuid.uuid4().hex, corrects=said.envelope)
