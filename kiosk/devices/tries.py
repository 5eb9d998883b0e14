"""Wrong codes at this kiosk: guessing is slowed and nobody is locked out."""

from __future__ import annotations

import time
from collections.abc import Callable

FREE = 5  # wrong codes that cost nothing: a slip, or a code of another day
PAUSES = (10.0, 20.0, 40.0, 60.0)  # seconds behind each further one; the words say “a minute”
FORGOTTEN = 600.0  # seconds after the last one: whoever guessed went, and others stand here


class Tries:
    """Of everybody who stands here, for a kiosk does not know who guesses. Lives as long as its service."""

    def __init__(self, steadily: Callable[[], float] = time.monotonic) -> None:
        self._steadily = steadily
        self._wrong, self._last, self._until = 0, 0.0, 0.0

    def pausing(self) -> bool:
        """Whether no code is looked at now, the right one neither: else tries in a pause would cost nothing."""
        return self._steadily() < self._until

    def wrong(self) -> None:
        """A code was none."""
        now = self._steadily()
        if now - self._last > FORGOTTEN:
            self._wrong = 0
        self._wrong, self._last = self._wrong + 1, now
        if self._wrong >= FREE:
            self._until = now + PAUSES[min(self._wrong - FREE, len(PAUSES) - 1)]
