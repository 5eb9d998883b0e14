"""The queue's log as it grows: what the hall, its holders and its heads are by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.hall.holding import Holding, holding
from kiosk.rules.queue import standing
from kiosk.rules.queue.entries import Heard
from kiosk.rules.queue.standing import Hall
from kiosk.rules.queue.waiting import Times
from kiosk.store.moments import office_day
from kiosk.store.queue_log import QueueLog, Steady
from kiosk.store.usual import UsualTimes

_DAY = dt.timedelta(days=1)
_SET = 10.0  # seconds by which a wall clock that nobody sets does not leave the steady one


@dataclass(frozen=True)
class Seen:
    """How the hall stands as of one reading of the log; never changed."""

    hall: Hall = field(default_factory=Hall)
    holding: Holding = Holding({}, ())
    heads: Mapping[int, int] = field(default_factory=dict)  # last seq of each kiosk
    heard: tuple[Heard, ...] = ()  # of today and yesterday, as they were kept here
    usual: Mapping[str, Times] = field(default_factory=dict)  # by field, of the days before

    def said_off(self, kiosk: int, heard: float) -> bool:
        """Whether somebody said that this machine is off, and nothing came of it since; `heard` of its desk last."""
        return self.holding.said_off(kiosk, self.heads.get(kiosk, 0), heard)


class Story:
    """On the thread of its log's connection. The day is the office's, by `clock`, whatever the machine's time zone."""

    def __init__(
        self, log: QueueLog, clock: Callable[[], dt.datetime], steadily: Callable[[], Steady]
    ) -> None:
        self._log, self._clock, self._steadily = log, clock, steadily
        self._usual = UsualTimes(log)
        self._told, self._heard = standing.Story(), tuple[Heard, ...]()
        self._day: dt.date | None = None
        self._began = 0.0  # of the steady clock, by the wall
        self._version = self._last = 0
        self.seen = Seen()

    def read(self) -> bool:
        """Whether anything is new: an entry, by whichever process, or the day, or the clock. Raises StoreError."""
        now = self._clock()
        day, version = office_day(now), self._log.version()
        began = now.timestamp() - self._steadily().seconds
        # What was written before this machine started has its moment by the wall clock.
        anew = day != self._day or abs(began - self._began) > _SET
        if not anew and version == self._version:
            return False
        if anew:
            self._told, self._heard, self._last = standing.Story(), (), 0
        # Yesterday's too: numbers drawn before a clock was set are of the day they were drawn on.
        new, self._last = self._log.since(day - _DAY, now, self._last)
        self._told.hear(new)
        self._heard += new
        held, usual = holding(self._heard), self._usual.of(day, now)
        self.seen = Seen(self._told.hall(), held, self._log.heads(), self._heard, usual)
        self._day, self._version, self._began = day, version, began
        return True
