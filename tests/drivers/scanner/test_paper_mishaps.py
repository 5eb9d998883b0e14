"""A jam, an empty feeder, an open cover: each is told by its name and costs no page."""

from __future__ import annotations

import pytest

from drivers.scanner import ScannerError, ScannerState, ScanProfile
from drivers.scanner.fake import FakeScanner
from drivers.scanner.sane import SaneScanner
from tests.workbench.sane import SaneHouse


class Fake:
    """FakeScanner with the same hands on it as the house has."""

    def __init__(self):
        self.scanner = FakeScanner()
        self.load = self.scanner.load
        self.clear = self.scanner.clear

    def jam(self, after):
        self.scanner.jam_after = after

    def cover(self, is_open):
        self.scanner.cover_open = is_open

    def busy(self, on):
        self.scanner.busy = on

    def gone(self, on):
        self.scanner.gone = on


@pytest.fixture(params=[pytest.param("sane", marks=pytest.mark.device), "fake"])
def stand(request, tmp_path):
    """A scanner and the hands on it: the real driver over a simulated network scanner, and the fake."""
    if request.param == "fake":
        fake = Fake()
        yield fake, fake.scanner
        return
    with SaneHouse(tmp_path) as house:
        yield house, SaneScanner(house.device, page_budget=100, config=house.config)


def scan(scanner):
    """The pages that came, and the state that ended the batch (None: its end)."""
    pages = []
    try:
        for page in scanner.scan_batch(ScanProfile(75)):
            pages.append(page)
    except ScannerError as error:
        return pages, error.state
    return pages, None


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_jam_keeps_the_pages_before_it(stand, sheets, colour_of, before):
    hands, scanner = stand
    hands.load(sheets)
    hands.jam(before)
    pages, ended = scan(scanner)
    assert ended is ScannerState.JAMMED
    assert [colour_of(page) for page in pages] == ["red", "green", "blue"][:before]
    assert scanner.state() is ScannerState.JAMMED


def test_after_a_jam_is_freed_the_rest_comes_and_no_sheet_is_lost(stand, sheets, colour_of):
    hands, scanner = stand
    hands.load(sheets)
    hands.jam(1)
    first, _ = scan(scanner)
    hands.clear()
    rest, ended = scan(scanner)
    assert ended is None
    assert [colour_of(page) for page in first + rest] == ["red", "green", "blue"]


def test_an_empty_feeder_is_said_to_be_empty(stand):
    _, scanner = stand
    assert scanner.state() is ScannerState.EMPTY
    assert scan(scanner) == ([], ScannerState.EMPTY)


def test_an_open_cover_is_said_to_be_open(stand, sheets):
    hands, scanner = stand
    hands.load(sheets)
    hands.cover(True)
    assert scanner.state() is ScannerState.COVER_OPEN
    assert scan(scanner) == ([], ScannerState.COVER_OPEN)
    hands.cover(False)
    assert scanner.state() is ScannerState.READY


def test_a_busy_scanner_is_said_to_be_busy(stand, sheets):
    hands, scanner = stand
    hands.load(sheets)
    hands.busy(True)
    assert scanner.state() is ScannerState.BUSY


def test_a_scanner_without_power_is_gone_and_comes_back(stand, sheets):
    hands, scanner = stand
    hands.load(sheets)
    hands.gone(True)
    assert scanner.state() is ScannerState.GONE
    assert scan(scanner) == ([], ScannerState.GONE)
    hands.gone(False)
    pages, ended = scan(scanner)
    assert (len(pages), ended) == (3, None)
