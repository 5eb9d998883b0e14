"""A scanner without power or line is gone, and works again when it is back."""

from __future__ import annotations

import pytest

from drivers.scanner import ScannerError, ScannerState, ScanProfile


def test_a_scanner_without_power_is_gone_and_comes_back(stand, scan, sheets):
    hands, scanner = stand
    hands.load(sheets)
    hands.gone(True)
    assert scanner.state() is ScannerState.GONE
    assert scan(scanner) == ([], ScannerState.GONE)
    hands.gone(False)
    pages, ended = scan(scanner)
    assert (len(pages), ended) == (3, None)


def test_a_scanner_unplugged_between_two_pages_keeps_the_first(stand, sheets, colour_of):
    hands, scanner = stand
    hands.load(sheets)
    batch = scanner.scan_batch(ScanProfile(75))
    assert colour_of(next(batch)) == "red"
    hands.gone(True)
    with pytest.raises(ScannerError) as unplugged:
        next(batch)
    assert unplugged.value.state is ScannerState.GONE
    hands.gone(False)
    rest = [colour_of(page) for page in scanner.scan_batch(ScanProfile(75))]
    assert rest == ["green", "blue"]
