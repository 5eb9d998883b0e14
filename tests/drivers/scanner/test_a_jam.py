"""A jam: it is told by its name, and costs no page that came before it."""

from __future__ import annotations

import pytest

from drivers.scanner import ScannerState


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_jam_keeps_the_pages_before_it(stand, scan, sheets, colour_of, before):
    hands, scanner = stand
    hands.load(sheets)
    hands.jam(before)
    pages, ended = scan(scanner)
    assert ended is ScannerState.JAMMED
    assert [colour_of(page) for page in pages] == ["red", "green", "blue"][:before]
    assert scanner.state() is ScannerState.JAMMED


def test_after_a_jam_is_freed_the_rest_comes_and_no_sheet_is_lost(stand, scan, sheets, colour_of):
    hands, scanner = stand
    hands.load(sheets)
    hands.jam(1)
    first, _ = scan(scanner)
    hands.clear()
    rest, ended = scan(scanner)
    assert ended is None
    assert [colour_of(page) for page in first + rest] == ["red", "green", "blue"]
