"""Whether the clock can be right: against a counter that nobody sets, and against what was written before."""

from __future__ import annotations

import ctypes
import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.faults import Fault

JUMP = dt.timedelta(minutes=5)  # more than any clock is wrong by without having been set
LONG = dt.timedelta(days=60)  # longer than a kiosk stands switched off with its clock in doubt
TIME_ERROR = (
    5  # adjtimex(2): the kernel's clock is not synchronised; setting it by hand makes it so
)
FOLLOWED = Path("/run/systemd/timesync/synchronized")  # laid there when a time server was followed
_TIMEX = 256  # bytes, more than struct timex has anywhere; all zero asks and changes nothing


def since_boot() -> float:
    """Seconds that no setting of the clock changes; the time asleep is among them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def synchronised() -> bool:
    """Whether the clock follows another one just now, by the kernel; where nobody may ask it, by systemd-timesyncd.

    False where neither says so.
    """
    asked = ctypes.create_string_buffer(_TIMEX)
    told: int = ctypes.CDLL(None, use_errno=True).adjtimex(asked)
    return 0 <= told < TIME_ERROR if told >= 0 else FOLLOWED.exists()


class ClockWatch:
    """Remembers how clock and counter stood to each other. `ask`: whether the clock follows another one."""

    def __init__(
        self,
        clock: Callable[[], dt.datetime],
        counter: Callable[[], float] = since_boot,
        ask: Callable[[], bool] = synchronised,
    ) -> None:
        self._clock, self._counter, self._ask = clock, counter, ask
        self._began: dt.datetime | None = None  # when the counter was at 0

    def look(self, latest: dt.datetime | None, doubted: bool) -> Fault | None:
        """CLOCK_WRONG where it was set by more than JUMP, or stands before `latest`; None: nothing speaks against it.

        `latest`: the last moment of which somebody wrote while the clock was not `doubted`. One that
        follows another is right, whatever was written. A clock that is doubted and far ahead stays so over a
        restart; any other is taken for set right.
        """
        now = self._clock()
        began = now - dt.timedelta(seconds=self._counter())
        if self._ask():
            self._began = began
            return None
        if self._began is None:
            self._began = began
        jumped = abs(began - self._began) > JUMP
        behind = latest is not None and now < latest - JUMP
        ahead = doubted and latest is not None and now > latest + LONG
        return Fault.CLOCK_WRONG if jumped or behind or ahead else None
