"""An empty feeder is told by its name."""

from __future__ import annotations

from drivers.scanner import ScannerState


def test_an_empty_feeder_is_said_to_be_empty(stand, scan):
    _, scanner = stand
    assert scanner.state() is ScannerState.EMPTY
    assert scan(scanner) == ([], ScannerState.EMPTY)


def test_a_feeder_that_runs_empty_ends_its_batch_without_a_fault(stand, scan, sheets):
    hands, scanner = stand
    hands.load(sheets)
    pages, ended = scan(scanner)
    assert (len(pages), ended) == (3, None)
    assert scanner.state() is ScannerState.EMPTY
