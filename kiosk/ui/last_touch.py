"""When the screen was last touched, left behind for the doctor; a panel that died is noticed by it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SPARING = 600.0  # seconds between two notes: a memory card is written seldom


class LastTouch:
    """Touches the file `at` at most every ten minutes; a full disk stops no touch."""

    def __init__(self, at: Path, now: Callable[[], float]) -> None:
        """`now`: seconds of a clock that never goes back."""
        self._at = at
        self._now = now
        self._noted: float | None = None

    def touched(self) -> None:
        now = self._now()
        if self._noted is not None and now - self._noted < SPARING:
            return
        self._noted = now
        with suppress(OSError):
            self._at.touch()
