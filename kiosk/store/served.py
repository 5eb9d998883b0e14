"""How much of its opening hours the kiosk was there for citizens: a screen runs, and visits may begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.rules.queue.returning import is_open
from kiosk.store.database import reading, storing
from kiosk.store.moments import OFFICE_ZONE

SLOT = 5  # minutes: what a look counts for
MOST_DAYS = 366  # that are looked at


@dataclass(frozen=True)
class Uptime:
    """Since `since`: minutes that the kiosk was there, of those in which its office was open."""

    since: dt.date
    there: int
    wanted: int

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where the office was not open yet."""
        return min(1.0, self.there / self.wanted) if self.wanted else 1.0


class Served:
    """One row a day. Raises StoreError."""

    def __init__(self, db: Database, opens: str) -> None:
        """`opens`: the office's hours, as in "07:30-11:30 13:00-17:00"."""
        self._db, self._opens = db, opens
        self._noted: tuple[dt.date, int] | None = None

    def note(self, now: dt.datetime) -> bool:
        """The kiosk is there just now; True where that counted: once a slot, and only in opening hours."""
        local = now.astimezone(OFFICE_ZONE)
        at = (local.date(), _slot(local))
        if at == self._noted or not is_open(_begin(local), self._opens):
            return False
        with storing():
            counted = self._db.conn.execute(
                "insert into served (day, slots, last) values (?, 1, ?) on conflict (day) do update "
                "set slots = slots + 1, last = excluded.last where last < excluded.last",
                (local.date().isoformat(), at[1]),
            )
        self._noted = at
        return counted.rowcount == 1

    def uptime(self, works: Callable[[dt.date], bool], now: dt.datetime) -> Uptime | None:
        """Up to the slot before this one, of a year at most; None where nothing was ever noted.

        `works`: whether the office is open on that day. A day on which the kiosk was dead counts against it.
        """
        local = now.astimezone(OFFICE_ZONE)
        today = local.date()
        with reading(self._db):
            rows = self._db.conn.execute(
                "select day, slots, last from served where day <= ? order by day desc limit ?",
                (today.isoformat(), MOST_DAYS),
            ).fetchall()
        counted = {dt.date.fromisoformat(day): (slots, last) for day, slots, last in rows}
        if not counted:
            return None
        first = max(min(counted), today - dt.timedelta(days=MOST_DAYS))
        there = wanted = 0
        for day in _days(first, today):
            if not works(day):
                continue
            slots, last = counted.get(day, (0, -1))
            until = _slot(local) if day == today else 24 * 60 // SLOT
            wanted += _wanted(day, until, self._opens)
            there += slots - (day == today and last >= until)
        return Uptime(first, there * SLOT, wanted * SLOT)


def _slot(local: dt.datetime) -> int:
    return (local.hour * 60 + local.minute) // SLOT


def _begin(local: dt.datetime) -> dt.datetime:
    """Where its slot begins: a slot counts where the office is open from its first minute on."""
    return local.replace(minute=local.minute - local.minute % SLOT, second=0, microsecond=0)


def _wanted(day: dt.date, until: int, opens: str) -> int:
    """Slots of that day's hours before slot `until`."""
    midnight = dt.datetime.combine(day, dt.time(), OFFICE_ZONE)
    moments = (midnight + dt.timedelta(minutes=SLOT * slot) for slot in range(until))
    return sum(is_open(moment, opens) for moment in moments)


def _days(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    return tuple(first + dt.timedelta(days=n) for n in range((last - first).days + 1))
