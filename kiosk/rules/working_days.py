"""Working days: on which one something handed in is settled, with holidays and the days worked for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kiosk.contract.rules.slots import Holidays

_FREE = frozenset({5, 6})  # Saturday and Sunday, by date.weekday()
_SOON = dt.timedelta(hours=1)
_LONGEST = 60  # days off in a row that a calendar may have before it is taken for nonsense


@dataclass(frozen=True)
class WorkingDays:
    """`holidays`: as the province has them; None where it has said nothing, and then no date is sure."""

    holidays: Holidays | None = None

    @property
    def known(self) -> bool:
        return self.holidays is not None

    def works(self, day: dt.date) -> bool:
        """Whether the office works on that day."""
        if self.holidays and day in self.holidays.worked:
            return True
        off = bool(self.holidays and day in self.holidays.off)
        return day.weekday() not in _FREE and not off

    def after(self, day: dt.date, count: int = 1) -> dt.date:
        """The working day so many behind `day`, which itself does not count (Civil Code, article 147)."""
        for _ in range(count):
            day = self._next(day)
        return day

    def _next(self, day: dt.date) -> dt.date:
        for ahead in range(1, _LONGEST):
            if self.works(day + dt.timedelta(ahead)):
                return day + dt.timedelta(ahead)
        return day + dt.timedelta(1)


def settled_on(handed_in: dt.datetime, cut: str, days: WorkingDays) -> dt.date:
    """When a procedure of the same day is settled that is handed in then, by the office's own clock.

    From `cut` ("15:00") on, and on a day off, it is the next working day.
    """
    day = handed_in.date()
    if days.works(day) and handed_in.time() < dt.time.fromisoformat(cut):
        return day
    return days.after(day)


@dataclass(frozen=True)
class Today:
    """What is told of the day before papers are scanned."""

    late: bool = False  # what is to be settled the same day is settled later, handed in now
    settled: dt.date | None = None  # then, where the calendar says so
    closes: dt.time | None = None  # told in the last hour


def today(now: dt.datetime, cut: str, opens: str, days: WorkingDays) -> Today:
    """`now` is aware, by the office's clock; `cut` and `opens` as in kiosk.toml."""
    settled = settled_on(now, cut, days)
    closes = max(dt.time.fromisoformat(part.partition("-")[2]) for part in opens.split())
    ends = now.replace(hour=closes.hour, minute=closes.minute, second=0, microsecond=0)
    soon = dt.timedelta(0) < ends - now <= _SOON
    late = settled != now.date()
    return Today(late, settled if late and days.known else None, closes if soon else None)
