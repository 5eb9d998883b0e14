"""A feeder of pictures in place of paper, and everything that can happen to it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from drivers.scanner import ScannerError, ScannerState


class Feeder:
    """Sheets waiting to be pulled, top first; may be mishandled from any thread.

    `jam_after`: so many more sheets come through, then one sticks and stays in the feeder until `clear`.
    """

    def __init__(self) -> None:
        self.jam_after: int | None = None
        self.cover_open = False
        self.busy = False
        self.gone = False
        self._sheets: list[tuple[Path, Path | None]] = []
        self._pulled = 0
        self._lock = threading.Lock()

    def load(self, pictures: Sequence[Path], backs: Sequence[Path] = ()) -> None:
        """Lay pictures under what is there; `backs` are as many, or nothing stands on their backs."""
        if len(backs) not in (0, len(pictures)):
            raise ValueError("as many backs as fronts, or none")
        with self._lock:
            for number, picture in enumerate(pictures):
                self._sheets.append((picture, backs[number] if backs else None))

    def clear(self) -> None:
        """A person put everything right: paper freed and laid back, cover closed, line plugged in."""
        self.jam_after = None
        self.cover_open = self.busy = self.gone = False

    def take_out(self) -> None:
        """Take every sheet out."""
        with self._lock:
            self._sheets.clear()

    @property
    def sheets(self) -> int:
        """Sheets still in it."""
        return len(self._sheets)

    @property
    def pulled(self) -> int:
        """Sheets that came through, since the beginning."""
        return self._pulled

    def state(self) -> ScannerState:
        """READY or what stands in the way."""
        if self.gone:
            return ScannerState.GONE
        if self.busy:
            return ScannerState.BUSY
        if self.cover_open:
            return ScannerState.COVER_OPEN
        if self.jam_after == 0 and self._sheets:
            return ScannerState.JAMMED
        return ScannerState.READY if self._sheets else ScannerState.EMPTY

    def pull(self) -> tuple[Path, Path | None]:
        """The next sheet's front and back; raises ScannerError with what stands in the way."""
        with self._lock:
            state = self.state()
            if state is not ScannerState.READY:
                raise ScannerError(state)
            if self.jam_after is not None:
                self.jam_after -= 1
            self._pulled += 1
            return self._sheets.pop(0)
