"""What the centre tells each device of its cases: statuses in one sequence a device, and results to hand over.

news                 one row a status
results              one row a result; its bytes are the object results/ab/abc..., by their sha256
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from central import greetings
from central.database import Database
from central.events import Events
from central.objects import Objects
from central.papers import named
from kiosk.contract.acts import ToldAct
from kiosk.contract.news import MOST_NEWS, MOST_RESULT, NewsItem, OnlineCase, ResultNamed

ROOM = 40 * 1024  # bytes of items in one answer
RESULTS = "results"  # folder of objects
_MARK = "select mark from news where device = :device and seq = :after"
_LAST = "select coalesce(max(seq), 0) from news where device = :device"


class NoResultError(Exception):
    """No result of this id was named to this device. `over`: it was, and is not valid any more."""

    def __init__(self, over: bool) -> None:
        super().__init__("over" if over else "unknown")
        self.over = over


class TooLargeError(Exception):
    """A result is empty, or larger than a kiosk takes."""


@dataclass(frozen=True)
class Given:
    """A result's bytes as a device may fetch them: an object of so many."""

    name: str
    size: int
    media_type: str


class News:
    """Any number of processes at once. Its methods raise OSError or SQLAlchemyError."""

    def __init__(
        self,
        database: Database,
        objects: Objects,
        now: Callable[[], dt.datetime],
        events: Events,
    ) -> None:
        self._database, self._objects, self._now = database, objects, now
        self._events = events

    def tell(self, device: str, item: NewsItem, told_by: str = "") -> bool:
        """Put it at the end of the device's sequence; False: it is what was told of the envelope last.

        `told_by`: the target that says so, and need not be told.
        """
        return self.go_on(device, item.envelope, lambda last: item, told_by) is not None

    def go_on(
        self,
        device: str,
        envelope: str,
        following: Callable[[NewsItem | None], NewsItem],
        told_by: str = "",
    ) -> NewsItem | None:
        """As `tell`, with what follows the item told of the envelope last; None: it is the same one.

        Nobody else tells the device anything meanwhile: of two at once neither takes away what the other said.
        """
        with self._database.change() as db:
            greetings.lock(db, device)  # a sequence without gaps is written by one at a time
            last = _last(db, device, envelope)
            item = following(last)
            if last == item:
                return None
            seq = self._append(db, device, item.envelope, json.dumps(item.to_json()))
            self._events.told(db, device, seq, item, told_by)
        return item

    def tell_online(self, device: str, case: OnlineCase) -> bool:
        """A case that was filed online, or how it stands by now; False: it is what was told of it last."""
        item = json.dumps(case.to_json())
        with self._database.change() as db:
            greetings.lock(db, device)
            last = _last_item(db, device, case.id)
            if last != item:
                self._append(db, device, case.id, item)
        return last != item

    def _append(self, db: Connection, device: str, envelope: str, item: str) -> int:
        """Its number; part of a transaction that holds the device's lock."""
        row = {
            "device": device,
            "mark": secrets.token_hex(16),
            "envelope": envelope,
            "item": item,
            "at": self._moment(),
        }
        insert = text(
            "insert into news (device, seq, mark, envelope, item, told_at) "
            f"values (:device, ({_LAST}) + 1, :mark, :envelope, :item, :at) returning seq"
        )
        return int(db.execute(insert, row).scalar_one())

    def keep(self, device: str, code: str, file: Path, media_type: str, until: str) -> ResultNamed:
        """The file's bytes are safe here, to be named in an item; the same file of a case is the same result,
        good until the day named last.

        Raises TooLargeError.
        """
        if not 0 < file.stat().st_size <= MOST_RESULT:
            raise TooLargeError
        data = file.read_bytes()
        sha256, size = hashlib.sha256(data).hexdigest(), len(data)
        self._objects.put(named(sha256, RESULTS), data)
        with self._database.change() as db:
            id = db.execute(
                text(
                    "insert into results "
                    "(id, device, code, sha256, size, media_type, valid_until, named_at) "
                    "values (:id, :device, :code, :sha256, :size, :media_type, :until, :at) "
                    "on conflict (device, code, sha256) "
                    "do update set valid_until = excluded.valid_until returning id"
                ),
                {
                    "id": secrets.token_hex(16),
                    "device": device,
                    "code": code,
                    "sha256": sha256,
                    "size": size,
                    "media_type": media_type,
                    "until": until,
                    "at": self._moment(),
                },
            ).scalar_one()
        return ResultNamed(id, f"{code}_{id[:8]}{file.suffix}", sha256, size, media_type, until)

    def page(self, device: str, after: int, mark: str, most: int) -> dict[str, Any]:
        """What follows the item of that number and mark; everything, where it is none of ours."""
        with self._database.look() as db:
            known = db.execute(text(_MARK), {"device": device, "after": after}).scalar()
            after = after if mark and known == mark else 0
            last = db.execute(text(_LAST), {"device": device}).scalar_one()
            rows = db.execute(
                text(
                    "select seq, mark, item from news where device = :device and seq > :after "
                    "and seq <= :last order by seq limit :most"
                ),
                {
                    "device": device,
                    "after": after,
                    "last": last,
                    "most": max(1, min(most, MOST_NEWS)),
                },
            ).all()
        return {"after": after, "last": last, "items": list(_fitting(rows))}

    def given(self, device: str, id: str) -> Given:
        """A result that was named to this device; raises NoResultError."""
        with self._database.look() as db:
            row = db.execute(
                text(
                    "select sha256, size, media_type, valid_until from results "
                    "where id = :id and device = :device"
                ),
                {"id": id, "device": device},
            ).first()
        if row is None:
            raise NoResultError(over=False)
        if row.valid_until and row.valid_until < self._now().date().isoformat():
            raise NoResultError(over=True)
        return Given(named(row.sha256, RESULTS), row.size, row.media_type)

    def piece(self, given: Given, first: int, last: int) -> bytes:
        """From its byte `first` to its byte `last`."""
        return self._objects.read(given.name, first, last + 1 - first)

    def note(self, device: str, id: str, here: str, handed: str) -> bool:
        """When it arrived at the office, and when ("" for not yet) it was handed over; the first word stays.

        False: no result of this id was named to this device.
        """
        with self._database.change() as db:
            changed = db.execute(
                text(
                    "update results set here_at = coalesce(here_at, :here), "
                    "handed_at = coalesce(handed_at, nullif(:handed, '')) "
                    "where id = :id and device = :device"
                ),
                {"here": here, "handed": handed, "id": id, "device": device},
            )
            if handed:
                self._events.handed(db, device, id)
        return changed.rowcount == 1

    def acted(self, device: str, acts: Sequence[ToldAct]) -> tuple[str, ...]:
        """Which of these acts are noted now, in one transaction; an act told twice is noted once."""
        with self._database.change() as db:
            return tuple(act.id for act in acts if self._events.acted(db, device, act))

    def results(self) -> Iterator[dict[str, Any]]:
        """Every result and what became of it, in the order of naming; for programs."""
        with self._database.look() as db:
            rows = db.execute(
                text(
                    "select id, device, code, sha256, size, valid_until, here_at, handed_at "
                    "from results order by named_at, id"
                )
            ).all()
        return (dict(row._mapping) for row in rows)

    def _moment(self) -> str:
        return self._now().isoformat(timespec="microseconds")


def _last(db: Connection, device: str, envelope: str) -> NewsItem | None:
    item = _last_item(db, device, envelope)
    return NewsItem.from_json(json.loads(item)) if item else None


def _last_item(db: Connection, device: str, envelope: str) -> str | None:
    item: str | None = db.execute(
        text(
            "select item from news where device = :device and envelope = :envelope "
            "order by seq desc limit 1"
        ),
        {"device": device, "envelope": envelope},
    ).scalar()
    return item


def _fitting(rows: Sequence[Row[Any]]) -> Iterator[dict[str, Any]]:
    """As many as an answer takes, one at least."""
    used = 0
    for row in rows:
        used += len(row.item) + 100
        if used > ROOM and used > len(row.item) + 100:
            return
        yield {"seq": row.seq, "mark": row.mark, **json.loads(row.item)}
