"""Feeder or glass: the paper decides, and there is time to lay it in."""

from __future__ import annotations

import threading
import time

import pytest

from drivers.scanner import ScannerError, ScannerState, ScanProfile, Source
from drivers.scanner.sane import Abilities, SaneScanner
from tests.workbench.sane import SaneHouse, fault_told

pytestmark = pytest.mark.device

LONG = 60.0  # seconds, longer than any of these tests needs


def until(holds):
    while not holds():
        time.sleep(0.02)


def colours(scanner, profile, colour_of):
    return [colour_of(page) for page in scanner.scan_batch(profile)]


def test_paper_in_the_feeder_is_taken_before_paper_on_the_glass(house, scanner, sheets, colour_of):
    house.glass(sheets[2])
    house.load(sheets[:2])
    assert colours(scanner, ScanProfile(75), colour_of) == ["red", "green"]


def test_with_the_feeder_empty_the_sheet_on_the_glass_is_taken_once(
    house, scanner, sheets, colour_of
):
    house.glass(sheets[2])
    assert colours(scanner, ScanProfile(75), colour_of) == ["blue"]


def test_a_feeder_that_cannot_be_asked_is_tried_and_then_the_glass_is_taken(tmp_path):
    """SANE's test scanner tells of an empty feeder only when it is pulled from."""
    with SaneHouse(tmp_path, test_backend=True) as house:  # its glass says it too
        assert fault_told(house, "SANE_STATUS_NO_DOCS") is ScannerState.EMPTY


def test_neither_in_the_feeder_nor_on_the_glass_is_empty(house, scanner):
    with pytest.raises(ScannerError) as empty:
        next(scanner.scan_batch(ScanProfile(75)))
    assert empty.value.state is ScannerState.EMPTY


def test_the_glass_by_name_leaves_the_feeder_alone(house, scanner, sheets, colour_of):
    house.load(sheets[:1])
    house.glass(sheets[1])
    assert colours(scanner, ScanProfile(75, source=Source.GLASS), colour_of) == ["green"]
    assert house.status()["sheets"] == 1


def test_a_blank_sheet_on_the_glass_is_a_page_when_the_glass_was_meant(house, scanner):
    assert len(list(scanner.scan_batch(ScanProfile(75, source=Source.GLASS)))) == 1


def test_the_feeder_by_name_never_takes_the_glass(house, scanner, sheets):
    house.glass(sheets[0])
    with pytest.raises(ScannerError) as empty:
        next(scanner.scan_batch(ScanProfile(75, source=Source.FEEDER)))
    assert empty.value.state is ScannerState.EMPTY


def test_paper_laid_in_while_it_waits_is_scanned(house, scanner, sheets, colour_of):
    late = threading.Timer(1.5, house.load, [sheets])
    late.start()
    profile = ScanProfile(75, wait=LONG)
    assert colours(scanner, profile, colour_of) == ["red", "green", "blue"]
    late.join()


def test_nothing_is_pulled_at_while_a_network_scanner_says_it_is_empty(house, scanner, sheets):
    pages = scanner.scan_batch(ScanProfile(75, source=Source.FEEDER, wait=1.2))
    with pytest.raises(ScannerError) as empty:
        next(pages)
    assert empty.value.state is ScannerState.EMPTY
    assert house.status()["jobs"] == 0


def test_waiting_for_paper_can_be_stopped(house, scanner, workers):
    came = []
    waiting = threading.Thread(
        target=lambda: came.extend(scanner.scan_batch(ScanProfile(75, wait=3600)))
    )
    waiting.start()
    until(lambda: house.status()["asked"] > 1)
    scanner.stop()
    waiting.join()
    assert came == []


def test_stopping_ends_a_batch_after_the_page_in_hand(house, scanner, sheets, colour_of):
    house.load(sheets)
    pages = scanner.scan_batch(ScanProfile(75))
    assert colour_of(next(pages)) == "red"
    scanner.stop()
    assert list(pages) == []
    assert house.status()["sheets"] == 2


def test_stopping_without_a_batch_changes_nothing(house, scanner, sheets):
    scanner.stop()
    house.load(sheets)
    assert len(list(scanner.scan_batch(ScanProfile(75)))) == 3


def test_a_scanner_tells_what_it_has(house, scanner, tmp_path):
    assert scanner.abilities() == Abilities(feeder=True, glass=True, both=True)
    with SaneHouse(tmp_path / "small", has_feeder=False) as small:
        glass = SaneScanner(small.device, config=small.config)
        assert glass.abilities() == Abilities(feeder=False, glass=True, both=False)
    assert glass.abilities() is None
