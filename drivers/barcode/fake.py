"""A barcode reader that is not there: hold a text before it, pull its plug; from any thread."""

from __future__ import annotations

import threading

from drivers.barcode import BarcodeError, BarcodeState, Declared
from drivers.barcode.assembled import Assembly


class FakeScanner:
    """What is held before it waits until it is scanned."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: list[str] = []
        self._plugged = True
        self._closed = 0

    def hold(self, text: str) -> None:
        """A QR code, or the lines of an MRZ."""
        with self._changed:
            self._held.append(text)
            self._changed.notify_all()

    def unplug(self) -> None:
        with self._changed:
            self._plugged = False
            self._changed.notify_all()

    def plug_in(self) -> None:
        with self._changed:
            self._plugged = True

    def state(self) -> BarcodeState | None:
        return None if self._plugged else BarcodeState.SCANNER_GONE

    def scan(self, wait: float) -> Declared:
        with self._changed:
            closed = self._closed
            self._changed.wait_for(
                lambda: self._held or not self._plugged or self._closed != closed, wait
            )
            if not self._plugged:
                raise BarcodeError(BarcodeState.SCANNER_GONE)
            if not self._held:
                raise BarcodeError(BarcodeState.NOTHING)
            text = self._held.pop(0)
        assembly = Assembly()
        for line in text.splitlines():
            declared = assembly.add(line)
            if declared is not None:
                return declared
        raise BarcodeError(BarcodeState.UNREADABLE)

    def ignore(self) -> None:
        with self._changed:
            self._held.clear()

    def close(self) -> None:
        """Forgets what is held before it."""
        with self._changed:
            self._held.clear()
            self._closed += 1
            self._changed.notify_all()
