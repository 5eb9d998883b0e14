"""Both sides of every sheet, by the feeder or by hand, in the order one reads them."""

from __future__ import annotations

import pytest

from drivers.scanner import ScannerError, ScannerState, ScanProfile, Sides, Source
from drivers.scanner.fake import FakeScanner
from drivers.scanner.sane import SaneScanner
from tests.workbench.sane import SaneHouse

BOTH = ScanProfile(75, sides=Sides.BOTH)
BY_HAND = ScanProfile(75, sides=Sides.BY_HAND)


@pytest.fixture(params=[pytest.param("sane", marks=pytest.mark.device), "fake"])
def stand(request, tmp_path):
    """Hands that lay sheets in, and the scanner: the real driver over a simulated feeder, and the fake."""
    if request.param == "fake":
        fake = FakeScanner()
        yield fake, fake
        return
    with SaneHouse(tmp_path) as house:
        yield house, SaneScanner(house.device, page_budget=100, config=house.config)


def backs_of(scanner, count):
    """The numbers of a turned stack's pages, and the state that ended it."""
    numbers = []
    try:
        for page in scanner.scan_batch(ScanProfile(75, sides=Sides.BY_HAND, fronts=count)):
            numbers.append(page.number)
    except ScannerError as error:
        return numbers, error.state
    return numbers, None


def test_a_feeder_with_two_eyes_gives_front_and_back_of_each_sheet(stand, sheets, colour_of):
    hands, scanner = stand
    red, green, blue = sheets
    hands.load([red, blue], backs=[green, red])
    pages = list(scanner.scan_batch(BOTH))
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert [colour_of(page) for page in pages] == ["red", "green", "blue", "red"]


def test_a_back_is_told_from_a_front_and_needs_no_turning(stand, sheets):
    hands, scanner = stand
    hands.load(sheets[:2])
    pages = list(scanner.scan_batch(BOTH))
    assert [page.back for page in pages] == [False, True, False, True]
    hands.load(sheets[:2])
    assert [page.back for page in scanner.scan_batch(ScanProfile(75))] == [False, False]
    assert not any(page.turnable for page in pages)


def test_a_stack_that_is_to_be_turned_by_hand_says_so_of_its_fronts(stand, sheets):
    hands, scanner = stand
    hands.load(sheets)
    assert [page.turnable for page in scanner.scan_batch(BY_HAND)] == [True, True, True]


def test_a_sheet_on_the_glass_is_no_stack(stand, sheets):
    hands, scanner = stand
    if isinstance(hands, FakeScanner):
        hands.one_sided, hands.glass = True, sheets[0]
    else:
        hands.glass(sheets[0])
    (page,) = scanner.scan_batch(ScanProfile(75))
    assert (page.back, page.turnable) == (False, False)


def test_an_empty_back_is_a_page_too(stand, sheets):
    hands, scanner = stand
    hands.load(sheets)
    assert len(list(scanner.scan_batch(BOTH))) == 6


def test_one_side_asked_for_leaves_the_backs_alone(stand, sheets, colour_of):
    hands, scanner = stand
    hands.load(sheets[:1], backs=sheets[1:2])
    assert [colour_of(page) for page in scanner.scan_batch(ScanProfile(75))] == ["red"]


def test_a_stack_turned_by_hand_is_read_in_its_right_order(stand, sheets, colour_of):
    hands, scanner = stand
    red, green, blue = sheets
    hands.load([red, green, blue])
    fronts = list(scanner.scan_batch(BY_HAND))
    assert [page.number for page in fronts] == [1, 3, 5]
    hands.load([red, blue, green])  # turned over: the last sheet's back lies on top
    backs = list(scanner.scan_batch(ScanProfile(75, sides=Sides.BY_HAND, fronts=3)))
    read = sorted(fronts + backs, key=lambda page: page.number)
    assert [page.number for page in read] == [1, 2, 3, 4, 5, 6]
    assert [colour_of(page) for page in read] == ["red", "green", "green", "blue", "blue", "red"]


def test_a_sheet_missing_in_the_turned_stack_is_noticed(stand, sheets):
    hands, scanner = stand
    hands.load(sheets[:2])
    assert backs_of(scanner, 3) == ([6, 4], ScannerState.UNEVEN)


def test_a_sheet_too_many_in_the_turned_stack_is_noticed(stand, sheets):
    hands, scanner = stand
    hands.load(sheets)
    assert backs_of(scanner, 2) == ([4, 2], ScannerState.UNEVEN)


def test_after_an_uneven_stack_it_can_be_laid_in_again(stand, sheets):
    hands, scanner = stand
    hands.load(sheets[:1])
    assert backs_of(scanner, 2)[1] is ScannerState.UNEVEN
    hands.load(sheets[:2])
    assert backs_of(scanner, 2) == ([4, 2], None)


def test_a_jam_in_the_turned_stack_is_a_jam(stand, sheets):
    hands, scanner = stand
    hands.load(sheets)
    if isinstance(hands, FakeScanner):
        hands.jam_after = 1
    else:
        hands.jam(1)
    assert backs_of(scanner, 3) == ([6], ScannerState.JAMMED)


@pytest.mark.device
def test_a_feeder_that_sees_one_side_gives_the_fronts_and_says_so(tmp_path, sheets, colour_of):
    with SaneHouse(tmp_path, has_duplex=False) as house:
        house.load(sheets, backs=sheets)
        scanner = SaneScanner(house.device, page_budget=100, config=house.config)
        pages = list(scanner.scan_batch(BOTH))
        assert [colour_of(page) for page in pages] == ["red", "green", "blue"]
        assert [(page.back, page.turnable) for page in pages] == [(False, True)] * 3
        assert scanner.abilities().both is False


@pytest.mark.device
def test_a_feeder_that_names_no_second_side_gives_fronts_to_be_turned(tmp_path):
    with SaneHouse(tmp_path, test_backend=True) as house:
        scanner = SaneScanner(house.test_device, page_budget=100, config=house.config)
        pages = scanner.scan_batch(ScanProfile(75, source=Source.FEEDER))
        page = next(pages)
        pages.close()
        assert (page.back, page.turnable) == (False, True)
