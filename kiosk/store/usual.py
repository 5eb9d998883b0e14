"""How long counters took on past days: reckoned here for ticket and board alike, so that both say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kiosk.rules.queue.standing import standing
from kiosk.rules.queue.waiting import Times, served
from kiosk.store.queue_log import QueueLog

_EVE = dt.timedelta(days=1)
_SPAN = dt.timedelta(days=14)  # over a week without an open office, too
_MOST = (
    5000  # entries: days of a large hall, all of a small one, and a fraction of a second to read
)


class UsualTimes:
    """Read once a day, on the thread of its log's connection. Raises StoreError."""

    def __init__(self, log: QueueLog) -> None:
        self._log = log
        self._day: dt.date | None = None
        self._times: Mapping[str, Times] = {}

    def of(self, day: dt.date, now: dt.datetime) -> Mapping[str, Times]:
        """By field, from the days before the eve of `day`: that eve is told with the day itself."""
        if day != self._day:
            heard = self._log.between(day - _SPAN, day - _EVE, now, _MOST)
            self._times, self._day = served(standing(heard)), day
        return self._times
