"""Lines as they come from a scanner, put together to what was scanned."""

from __future__ import annotations

from drivers.barcode import Declared, mrz, qr

MOST_LINE = 8192  # bytes


class Assembly:
    """Takes one line after another; an MRZ is complete with its third."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    @property
    def half_way(self) -> bool:
        """Lines of an MRZ are waiting for the next."""
        return bool(self._lines)

    def add(self, line: str) -> Declared | None:
        """What was scanned, None while lines are missing; raises BarcodeError(UNREADABLE)."""
        if not line.strip():
            return None
        if not mrz.looks_like(line):
            self._lines = []
            return qr.parse(line)
        self._lines.append(line)
        if len(self._lines) < mrz.LINES:
            return None
        lines, self._lines = self._lines, []
        return mrz.parse(lines)
