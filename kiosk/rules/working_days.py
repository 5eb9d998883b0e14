"""Working days and working hours: when something handed in is settled, with holidays and the days worked for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kiosk.contract.rules.slots import Holidays

_FREE = frozenset({5, 6})  # Saturday and Sunday, by date.weekday()
_SOON = dt.timedelta(hours=1)
_BEFORE_AND_AFTER = dt.timedelta(minutes=30)
_LONGEST = 60  # days off in a row that a calendar may have before it is taken for nonsense


@dataclass(frozen=True)
class WorkingDays:
    """`holidays`: None where nobody said any, and then no date is sure.

    `confirmed`: the years whose days the province has published; those of other years may still be changed by it.
    """

    holidays: Holidays | None = None
    confirmed: frozenset[int] = frozenset()

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

    def on_or_after(self, day: dt.date) -> dt.date:
        """That day, or the next on which the office works (Civil Code, article 148)."""
        return day if self.works(day) else self.after(day)

    def _next(self, day: dt.date) -> dt.date:
        for ahead in range(1, _LONGEST):
            if self.works(day + dt.timedelta(ahead)):
                return day + dt.timedelta(ahead)
        return day + dt.timedelta(1)


@dataclass(frozen=True)
class Hours:
    """When the office works on a working day: spans that do not overlap, in order."""

    spans: tuple[tuple[dt.time, dt.time], ...]

    @property
    def opens(self) -> dt.time:
        return self.spans[0][0]

    @property
    def closes(self) -> dt.time:
        return self.spans[-1][1]

    def of(self, day: dt.date, zone: dt.tzinfo | None) -> list[tuple[dt.datetime, dt.datetime]]:
        """They as moments of a day."""
        return [
            (dt.datetime.combine(day, begin, zone), dt.datetime.combine(day, end, zone))
            for begin, end in self.spans
        ]


def hours(opens: str) -> Hours:
    """Of [queue] opens, as "07:30-11:30 13:00-17:00"."""
    pairs = (part.partition("-") for part in opens.split())
    return Hours(
        tuple(
            sorted(
                (dt.time.fromisoformat(begin), dt.time.fromisoformat(end))
                for begin, _, end in pairs
            )
        )
    )


def somebody_may_come(now: dt.datetime, opens: str, days: WorkingDays) -> bool:
    """Whether it is a working day, from half an hour before the office opens until half an hour after it closes.

    The break at noon counts as open. `now` is aware, by the office's clock; `opens` as in kiosk.toml.
    """
    day = hours(opens)
    begins = dt.datetime.combine(now.date(), day.opens, now.tzinfo) - _BEFORE_AND_AFTER
    ends = dt.datetime.combine(now.date(), day.closes, now.tzinfo) + _BEFORE_AND_AFTER
    return days.works(now.date()) and begins <= now < ends


def settled_on(
    handed_in: dt.datetime, cut: str, days: WorkingDays, at_cut: bool = False
) -> dt.date:
    """When a procedure of the same day is settled that is handed in then, by the office's own clock.

    Behind `cut` ("15:00"), and on a day off, it is the next working day; at the cut itself too, but for `at_cut`.
    """
    day, last = handed_in.date(), dt.time.fromisoformat(cut)
    time = handed_in.time()
    if days.works(day) and (
        time < last or (at_cut and time.replace(second=0, microsecond=0) == last)
    ):
        return day
    return days.after(day)


@dataclass(frozen=True)
class Today:
    """What is told of the day before papers are scanned."""

    late: bool = False  # what is to be settled the same day is settled later, handed in now
    settled: dt.date | None = None  # then, where the calendar says so
    closes: dt.time | None = None  # told in the last hour


def today(now: dt.datetime, cut: str, opens: str, days: WorkingDays, at_cut: bool = False) -> Today:
    """`now` is aware, by the office's clock; `cut`, `opens` and `at_cut` as in kiosk.toml."""
    settled = settled_on(now, cut, days, at_cut)
    closes = hours(opens).closes
    ends = now.replace(hour=closes.hour, minute=closes.minute, second=0, microsecond=0)
    soon = dt.timedelta(0) < ends - now <= _SOON
    late = settled != now.date()
    return Today(late, settled if late and days.known else None, closes if soon else None)
