"""How much of the office's line papers may take, hour by hour."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable, Iterator

from kiosk.contract.rules.settings import hours
from kiosk.settings import SettingsError
from kiosk.store.moments import OFFICE_ZONE
from kiosk.sync.connection import Body


class SpentError(Exception):
    """From this hour on nothing may be sent, or the service is to end."""


class Budget:
    """Of a text such as "7-17 128, 17-7 0": hours at the office, kbit/s; hours not named have no bound."""

    def __init__(self, text: str) -> None:
        """Raises SettingsError."""
        try:
            rates = hours(text)
        except ValueError as error:
            raise SettingsError(f"centre.budget {error}") from None
        self._rates = [math.inf if rate is None else rate * 1000 / 8 for rate in rates]  # bytes/s

    def at(self, now: float) -> float:
        """Bytes a second that may be sent at `now`, seconds since 1970; infinite without a bound."""
        return self._rates[dt.datetime.fromtimestamp(now, OFFICE_ZONE).hour]


class Paced:
    """A body whose pieces come no faster than the hour's budget; iterating raises SpentError too.

    `pause` waits so many seconds and is True when the service is to end.
    """

    def __init__(
        self,
        body: Body,
        budget: Budget,
        clock: Callable[[], float],
        pause: Callable[[float], bool],
    ) -> None:
        self._body, self._budget, self._clock, self._pause = body, budget, clock, pause

    def __len__(self) -> int:
        return len(self._body)

    def __iter__(self) -> Iterator[bytes]:
        handed = time.monotonic()
        for whole in self._body:
            for piece in self._small(whole):
                rate = self._budget.at(self._clock())
                if not rate:
                    raise SpentError
                yield piece
                # What the line took itself is not waited for again.
                wait = len(piece) / rate - (time.monotonic() - handed)
                if wait > 0 and self._pause(wait):
                    raise SpentError
                handed = time.monotonic()

    def _small(self, whole: bytes) -> Iterator[bytes]:
        """A second's worth each: a centre gives a body up that is silent for half a minute."""
        most = self._budget.at(self._clock())
        size = len(whole) if math.isinf(most) else max(1, int(most))
        return (whole[at : at + size] for at in range(0, len(whole), size))
