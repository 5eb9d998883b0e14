"""How the threads of kiosk-sync stand: each says before whatever it does until when it is heard of again."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

STEP = 600.0  # seconds for one step of any thread: twice the longest, an upload that is laid down after 270 s


class Round:
    """One thread's. `asking`: when what it asks of another machine is over at the latest (time.monotonic)."""

    def __init__(self, leaving: threading.Event, asking: Callable[[], float] = float) -> None:
        self._leaving, self._asking = leaving, asking
        self._due = -math.inf

    @property
    def goes_on(self) -> bool:
        """Whether the thread has begun and is not overdue; from any thread."""
        return time.monotonic() <= max(self._due, self._asking())

    def begin(self) -> None:
        """A step begins."""
        self._due = time.monotonic() + STEP

    def rest(self, seconds: float = math.inf) -> None:
        """Nothing is done for so long, or until the service is to leave; then a step begins."""
        self._due = time.monotonic() + seconds + STEP
        self._leaving.wait(None if seconds == math.inf else seconds)
        self.begin()
