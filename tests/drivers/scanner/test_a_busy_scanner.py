"""Another computer scans: it is told, and waited for by nobody."""

from __future__ import annotations

from drivers.scanner import ScannerState


def test_a_busy_scanner_is_said_to_be_busy(stand, scan, sheets):
    hands, scanner = stand
    hands.load(sheets)
    hands.busy(True)
    assert scanner.state() is ScannerState.BUSY
    assert scan(scanner) == ([], ScannerState.BUSY)
    hands.clear()
    pages, ended = scan(scanner)
    assert (len(pages), ended) == (3, None)
