"""The eraser: what the centre has for long enough leaves the kiosk, a few cases at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from contextlib import suppress

from kiosk.store.erasing import EraseError, Erasing, Hold, Why
from kiosk.store.retention import Retention

REST = 600.0  # seconds between two looks
BITE = 5  # cases in one go: a citizen's page waits for none of them noticeably
PAUSE = 2.0  # seconds between two of them
_LONGEST = 2 * REST  # seconds that count as worked at most: whoever was stopped did not work


class Eraser:
    """Erases what Retention says is over, unless something holds it. Raises StoreError."""

    def __init__(
        self,
        retention: Retention,
        erasing: Erasing,
        clock: Callable[[], dt.datetime],
        elapsed: Callable[[], float],
        forgiven: Collection[Hold] = (),
    ) -> None:
        """`elapsed`: seconds that never jump. `forgiven`: what holds no case on this kiosk."""
        self._retention, self._erasing = retention, erasing
        self._clock, self._elapsed, self._counted = clock, elapsed, elapsed()
        self._forgiven = frozenset(forgiven)
        self._begun = False

    def step(self) -> float:
        """Count the days, erase a few; seconds until it is worth asking again."""
        if not self._begun:
            self._erasing.sweep()
            self._begun = True
        now = self._clock()
        self._retention.worked(self._minutes(), now)
        self._retention.begin()
        self._erasing.finish()
        erased = 0
        for case in self._retention.over():
            if erased == BITE:
                return PAUSE
            erased += self._erased(case, now)
        self._retention.blank_registers(now)
        return REST

    def _minutes(self) -> int:
        """Whole minutes since the last time; what is left of one is counted with the next."""
        since = self._elapsed() - self._counted
        minutes = int(min(since, _LONGEST) // 60)
        self._counted += minutes * 60 if since <= _LONGEST else since
        return minutes

    def _erased(self, case: str, now: dt.datetime) -> bool:
        standing = self._erasing.standing(case)
        for hold in Hold:
            if hold in standing.holds - self._forgiven:
                self._retention.keep(case, standing.code, hold, now)
                return False
        with suppress(EraseError):  # something came in between
            return self._erasing.erase(case, Why.RETENTION, now)
        return False
