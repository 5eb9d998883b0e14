"""What a scanner types, put together to what was scanned: bytes to lines, lines to a code."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable

from drivers.barcode import BarcodeError, BarcodeState, Declared, mrz, qr

MOST_LINE = 8192  # bytes
MOST_LINES = 64  # whole ones that wait; the oldest goes first
SILENCE = 2.0  # seconds after which the rest of a line, or of an MRZ, will not come any more
LINE_END = re.compile(rb"[\r\n]")


class Assembly:
    """Takes one line after another; an MRZ is complete with its third."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    @property
    def half_way(self) -> bool:
        """Lines of an MRZ are waiting for the next."""
        return bool(self._lines)

    def add(self, line: str, marks_lost: bool = False) -> Declared | None:
        """What was scanned, None while lines are missing; raises BarcodeError(UNREADABLE).

        `marks_lost`: it came a way that Vietnamese letters do not survive (see qr.parse).
        """
        if not line.strip():
            return None
        whole = mrz.split(line)
        if not whole:
            self._lines = []
            return qr.parse(line, marks_lost)
        self._lines += whole
        if len(self._lines) < mrz.LINES:
            return None
        lines, self._lines = self._lines[-mrz.LINES :], []
        return mrz.parse(lines)


class Typed:
    """Bytes as they come, in pieces or heaps; what follows a code is kept for the next scan."""

    def __init__(self, ascii_only: bool = False, now: Callable[[], float] = time.monotonic) -> None:
        """`ascii_only`: a way on which letters with marks come whole or not at all, as from keys."""
        self._ascii_only = ascii_only
        self._now = now
        self.forget()

    def forget(self) -> None:
        """Throw away what came so far."""
        self._begun = bytearray()
        self._lines: deque[bytes | None] = deque(maxlen=MOST_LINES)  # None: one too long
        self._assembly = Assembly()
        self._too_long = False
        self._last = self._now()

    def take(self, data: bytes) -> None:
        """What came now; b"" when nothing did. Keeps no more than it can use, however much comes."""
        if not data:
            return
        self._last = self._now()
        *complete, rest = LINE_END.split(bytes(self._begun) + data)
        for line in complete:
            self._end(line)
        self._begun = bytearray(rest)
        if len(self._begun) > MOST_LINE:
            self._begun.clear()
            self._too_long = True

    def next(self) -> Declared | None:
        """The next whole code, None when there is none yet.

        Raises BarcodeError(UNREADABLE) once for each code that is none, or whose rest does not come.
        """
        while self._lines:
            line = self._lines.popleft()
            if line is None:
                raise BarcodeError(BarcodeState.UNREADABLE)
            declared = self._assembly.add(*_text(line, self._ascii_only))
            if declared is not None:
                return declared
        started = self._begun or self._too_long or self._assembly.half_way
        if started and self._now() - self._last > SILENCE:
            self.forget()
            raise BarcodeError(BarcodeState.UNREADABLE)
        return None

    def _end(self, line: bytes) -> None:
        whole = None if self._too_long or len(line) > MOST_LINE else line
        self._too_long = False
        if whole is None or whole.strip():
            self._lines.append(whole)


def _text(line: bytes, ascii_only: bool) -> tuple[str, bool]:
    """The line's letters, and whether some are lost: no UTF-8, or none but those a keyboard has."""
    try:
        return line.decode("utf-8"), ascii_only and line.isascii()
    except UnicodeDecodeError:
        return line.decode("ascii", "replace"), True
