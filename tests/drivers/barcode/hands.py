"""Hands that hold codes before a scanner, and the line they come over."""

from __future__ import annotations

import contextlib
import os
import pty
import time
import tty
from pathlib import Path

from drivers.barcode import BarcodeError, BarcodeState, Declared, Scanner

LONG = 60.0  # seconds: a loaded machine is slow, a scanner that hangs is slower


def outcome(scanner: Scanner, wait: float = 0.5) -> Declared | BarcodeState:
    """What scans in a row lead to, in short waits as the kiosk asks; NOTHING after a minute."""
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        try:
            return scanner.scan(wait)
        except BarcodeError as error:
            if error.state is not BarcodeState.NOTHING:
                return error.state
    return BarcodeState.NOTHING


def state_of(scanner: Scanner, wait: float) -> BarcodeState | None:
    """How one scan fails; None when it does not."""
    try:
        scanner.scan(wait)
    except BarcodeError as error:
        return error.state
    return None


class Plug:
    """A serial line with a scanner on it, which can be pulled; `device` is its file."""

    def __init__(self, folder: Path) -> None:
        self.device = folder / "scanner"
        self._ends: tuple[int, int] | None = None
        self.plug_in()

    def plug_in(self) -> None:
        self._ends = pty.openpty()
        tty.setraw(self._ends[1])
        os.set_blocking(self._ends[0], False)
        self.device.symlink_to(os.ttyname(self._ends[1]))

    def pull(self) -> None:
        if self._ends is not None:
            self.device.unlink()
            for end in self._ends:
                os.close(end)
            self._ends = None

    def send(self, data: bytes) -> None:
        assert self._ends
        with contextlib.suppress(BlockingIOError):
            os.write(self._ends[0], data)
