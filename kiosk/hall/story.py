"""The queue's log as it grows: what the hall, its holders and its heads are by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.hall.holding import Holding, holding
from kiosk.rules.queue.entries import Heard
from kiosk.rules.queue.standing import Hall, standing
from kiosk.store.moments import office_day
from kiosk.store.queue_log import QueueLog

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """How the hall stands as of one reading of the log; never changed."""

    hall: Hall = field(default_factory=Hall)
    holding: Holding = Holding({}, ())
    heads: Mapping[int, int] = field(default_factory=dict)  # last seq of each kiosk
    heard: tuple[Heard, ...] = ()  # of today and yesterday, as they were kept here

    def said_off(self, kiosk: int, heard: float) -> bool:
        """Whether somebody said that this machine is off, and nothing came of it since; `heard` of its desk last."""
        return self.holding.said_off(kiosk, self.heads.get(kiosk, 0), heard)


class Story:
    """On the thread of its log's connection. The day is the office's, by `clock`, whatever the machine's time zone."""

    def __init__(self, log: QueueLog, clock: Callable[[], dt.datetime]) -> None:
        self._log, self._clock = log, clock
        self._day: dt.date | None = None
        self._version = self._last = 0
        self.seen = Seen()

    def read(self) -> bool:
        """Whether anything is new: an entry, by whichever process, or the day. Raises StoreError."""
        now = self._clock()
        day, version = office_day(now), self._log.version()
        if day == self._day and version == self._version:
            return False
        known = self.seen.heard if day == self._day else ()
        after = self._last if day == self._day else 0
        # Yesterday's too: numbers drawn before a clock was set are of the day they were drawn on.
        new, self._last = self._log.since(day - _DAY, now, after)
        heard = known + new
        self.seen = Seen(standing(heard), holding(heard), self._log.heads(), heard)
        self._day, self._version = day, version
        return True

    def forget(self) -> None:
        """The next reading begins anew: what was kept has been put right."""
        self._day = None
