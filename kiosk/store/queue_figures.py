"""What the office knows of its queue: figures from the log, sums of days whose log is gone, questions opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.statistics import Day, Stay, days, stays
from kiosk.store.database import storing, writing
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.queue_log import QueueLog

KEPT = dt.timedelta(days=400)  # the log: a year and the month in which its report is written
_EVE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Sum:
    """Stays of one day alike in all that they are told apart by, once the log is gone. Times are sums of seconds."""

    day: dt.date
    field: str
    counter: int
    hour: int
    priority: str
    errand: str
    stays: int
    missed: int
    waiting: int
    walkings: int  # how many of them pressed "start"
    walking: int
    services: int
    service: int


@dataclass(frozen=True)
class Opened:
    """How often an answer was opened on a day; `procedure` is "" for a question of the office."""

    day: dt.date
    procedure: str
    question: str
    times: int


class QueueFigures:
    """Of nobody: numbers, times and counts. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db, self._log = db, QueueLog(db, 0)

    def between(
        self, first: dt.date, last: dt.date, now: dt.datetime
    ) -> tuple[tuple[Stay, ...], tuple[Day, ...]]:
        """Every stay of these days at a counter, and what became of their numbers; of days whose log is kept."""
        heard, _ = self._log.since(first - _EVE, now)
        told = [stay for stay in stays(heard, OFFICE_ZONE) if first <= stay.day <= last]
        return tuple(told), tuple(day for day in days(heard) if first <= day.day <= last)

    def sums(self, first: dt.date, last: dt.date) -> tuple[Sum, ...]:
        """Of days whose log was dropped, oldest first."""
        with storing():
            rows = self._db.conn.execute(
                "select * from queue_days where day between ? and ? "
                "order by day, field, counter, hour, priority, errand",
                (first.isoformat(), last.isoformat()),
            ).fetchall()
        return tuple(Sum(dt.date.fromisoformat(row[0]), *row[1:]) for row in rows)

    def opened(self, procedure: str, question: str, now: dt.datetime) -> None:
        """An answer was opened, by nobody in particular."""
        with storing():
            self._db.conn.execute(
                "insert into questions_opened (day, procedure, question, times) values (?, ?, ?, 1) "
                "on conflict do update set times = times + 1",
                (office_day(now).isoformat(), procedure, question),
            )

    def questions(self, first: dt.date, last: dt.date) -> tuple[Opened, ...]:
        """How often which answer was opened, oldest day first."""
        with storing():
            rows = self._db.conn.execute(
                "select day, procedure, question, times from questions_opened "
                "where day between ? and ? order by day, procedure, question",
                (first.isoformat(), last.isoformat()),
            ).fetchall()
        return tuple(Opened(dt.date.fromisoformat(row[0]), *row[1:]) for row in rows)

    def sum_up(self, now: dt.datetime) -> None:
        """The log of days that are KEPT no longer becomes sums; asked again, nothing changes.

        What goes of each kiosk's entries is the beginning of them, so that the rest has no gap, and never the last.
        """
        limit = (office_day(now) - KEPT).isoformat()
        with writing(self._db):
            (old,) = self._db.conn.execute(
                "select exists (select 1 from queue_log where day < ?)", (limit,)
            ).fetchone()
            if not old:
                return
            heard, _ = self._log.since(dt.date.min, now)
            gone = [s for s in stays(heard, OFFICE_ZONE) if s.day.isoformat() < limit]
            self._write(gone)
            self._db.conn.execute(
                "delete from queue_log as old where old.seq < coalesce("
                "(select min(seq) from queue_log where origin = old.origin and day >= ?), "
                "(select max(seq) from queue_log where origin = old.origin))",
                (limit,),
            )

    def _write(self, gone: Sequence[Stay]) -> None:
        for key, part in _alike(gone).items():
            walked = [stay.walking for stay in part if stay.walking is not None]
            served = [stay.service for stay in part if stay.service is not None]
            self._db.conn.execute(
                "insert into queue_days values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "on conflict do nothing",
                (
                    *(key[0].isoformat(), *key[1:]),
                    *(len(part), sum(stay.end is Kind.MISSED for stay in part)),
                    sum(stay.waiting for stay in part),
                    *(len(walked), sum(walked), len(served), sum(served)),
                ),
            )


def _alike(gone: Sequence[Stay]) -> dict[tuple[dt.date, str, int, int, str, str], list[Stay]]:
    parts: dict[tuple[dt.date, str, int, int, str, str], list[Stay]] = {}
    for stay in gone:
        key = (
            *(stay.day, stay.field, stay.counter, stay.hour),
            *(stay.priority.value, stay.errand.value),
        )
        parts.setdefault(key, []).append(stay)
    return parts
