"""Times at which somebody may come back instead of waiting in the hall."""

from __future__ import annotations

import datetime as dt

WORTH = 40  # minutes that somebody may have to wait before going away is worth it
SOONEST = 20  # minutes away from here
LAST = 30  # minutes before closing, so that nobody comes back to a closed counter
_STEP = 15  # times are whole quarters of an hour
_APART = 30  # minutes


def return_times(
    wait: tuple[int, int], now: dt.datetime, opens: str, most: int = 3
) -> tuple[dt.datetime, ...]:
    """Up to `most` times of today, soonest first; none where the wait (from, to; minutes) is not long.

    `now` is aware, by the office's clock; `opens` its hours, as in "07:30-11:30 13:00-17:00".
    Whoever comes back keeps their place: the first of them loses nothing of it.
    """
    if wait[1] < WORTH:
        return ()
    hours = [tuple(_at(now, text) for text in part.split("-")) for part in opens.split()]
    last = max(closes for _, closes in hours) - dt.timedelta(minutes=LAST)
    found: list[dt.datetime] = []
    coming = now + dt.timedelta(minutes=max(SOONEST, wait[0]))
    while len(found) < most:
        coming = _open_at(_quarter(coming), hours)
        if coming > last:
            break
        found.append(coming)
        coming += dt.timedelta(minutes=_APART)
    return tuple(found)


def is_open(moment: dt.datetime, opens: str) -> bool:
    """Whether the office is open then by its hours, on whatever day; `moment` is aware, by the office's clock."""
    hours = (part.split("-") for part in opens.split())
    return any(_at(moment, begin) <= moment < _at(moment, end) for begin, end in hours)


def _at(now: dt.datetime, text: str) -> dt.datetime:
    clock = dt.time.fromisoformat(text)
    return now.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def _quarter(moment: dt.datetime) -> dt.datetime:
    over = (moment.minute % _STEP) * 60 + moment.second + moment.microsecond / 1e6
    return moment + dt.timedelta(seconds=_STEP * 60 - over if over else 0)


def _open_at(moment: dt.datetime, hours: list[tuple[dt.datetime, ...]]) -> dt.datetime:
    """The moment itself, or where the office is closed then, when it opens next; past closing as it is."""
    for opens, closes in hours:
        if moment < opens:
            return opens
        if moment < closes:
            return moment
    return moment
