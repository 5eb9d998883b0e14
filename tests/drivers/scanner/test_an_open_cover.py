"""An open cover is told by its name, and closing it is enough."""

from __future__ import annotations

import pytest

from drivers.scanner import ScannerError, ScannerState, ScanProfile


def test_an_open_cover_is_said_to_be_open(stand, scan, sheets):
    hands, scanner = stand
    hands.load(sheets)
    hands.cover(True)
    assert scanner.state() is ScannerState.COVER_OPEN
    assert scan(scanner) == ([], ScannerState.COVER_OPEN)
    hands.cover(False)
    assert scanner.state() is ScannerState.READY


def test_a_cover_opened_between_two_pages_keeps_the_first(stand, sheets, colour_of):
    hands, scanner = stand
    hands.load(sheets)
    batch = scanner.scan_batch(ScanProfile(75))
    assert colour_of(next(batch)) == "red"
    hands.cover(True)
    with pytest.raises(ScannerError) as opened:
        next(batch)
    assert opened.value.state is ScannerState.COVER_OPEN
    hands.cover(False)
    rest = [colour_of(page) for page in scanner.scan_batch(ScanProfile(75))]
    assert rest == ["green", "blue"]
