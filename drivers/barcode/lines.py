"""A scanner that types lines, whatever it types them on: waiting, unplugging, closing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from drivers.barcode import BarcodeError, BarcodeState, Declared
from drivers.barcode.assembled import Typed

SLICE = 0.1  # seconds of one wait for bytes: how soon `close` is heard
MOST_OLD = 256  # reads of what waits; one that floods its line gives more
UNATTENDED = 5.0  # seconds without a scan, after which what waits may be the citizen's before


class Line(Protocol):
    """An open device that bytes come from; OSError from any of these means that it is gone."""

    def read(self, wait: float) -> bytes:
        """What has come, as soon as there is something; b"" when nothing came within `wait` seconds."""
        ...

    def close(self) -> None: ...


class LineScanner:
    """Keeps its line open between scans; one unplugged and back is opened again by the next scan."""

    def __init__(
        self,
        find: Callable[[], Path | None],
        open_line: Callable[[Path], Line],
        typed: Typed | None = None,
    ) -> None:
        """`find` gives the device's file, None when it is not plugged in; `open_line` may raise OSError."""
        self._find = find
        self._open = open_line
        self._typed = typed or Typed()
        self._line: Line | None = None
        self._scanned = 0.0
        self._turn = threading.Lock()  # held while the line is in use
        self._closing = threading.Event()

    def state(self) -> BarcodeState | None:
        try:
            found = self._find()
            there = found is not None and found.exists()
        except OSError:
            there = False
        return None if there else BarcodeState.SCANNER_GONE

    def scan(self, wait: float) -> Declared:
        until = time.monotonic() + wait
        with self._turn:
            try:
                return self._next(until)
            except OSError:
                self._let_go()
                raise BarcodeError(BarcodeState.SCANNER_GONE) from None
            finally:
                self._scanned = time.monotonic()

    def ignore(self) -> None:
        with self._turn:
            try:
                self._throw_away(self._ready())
            except OSError:
                self._let_go()
            self._scanned = time.monotonic()

    def close(self) -> None:
        self._closing.set()
        with self._turn:
            self._let_go()
            self._closing.clear()

    def _next(self, until: float) -> Declared:
        """Raises BarcodeError, OSError."""
        line = self._ready()
        while True:
            left = until - time.monotonic()
            self._typed.take(line.read(max(0.0, min(SLICE, left))))
            declared = self._typed.next()
            if declared is not None:
                return declared
            if left <= 0 or self._closing.is_set():
                raise BarcodeError(BarcodeState.NOTHING)

    def _ready(self) -> Line:
        """The line, open; raises OSError."""
        if self._line is None:
            found = self._find()
            if found is None:
                raise FileNotFoundError
            self._line = self._open(found)
        elif time.monotonic() - self._scanned > UNATTENDED:
            self._throw_away(self._line)
        return self._line

    def _throw_away(self, line: Line) -> None:
        """Raises OSError."""
        for _ in range(MOST_OLD):
            if not line.read(0):
                break
        self._typed.forget()

    def _let_go(self) -> None:
        self._typed.forget()
        line, self._line = self._line, None
        if line is not None:
            line.close()
