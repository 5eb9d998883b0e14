"""A page that is not whole is no page: the one before it stays, it is scanned again."""

from __future__ import annotations

import pytest

from drivers.scanner import ScannerError, ScannerState

pytestmark = pytest.mark.device


@pytest.mark.parametrize("inside", [False, True], ids=["on the line", "inside the JPEG"])
def test_a_page_cut_short_is_refused_and_the_one_before_it_stays(
    house, scanner, sheets, colour_of, inside
):
    house.load(sheets)
    house.truncate(1, inside=inside)
    batch = scanner.scan_batch(100)
    assert colour_of(next(batch)) == "red"
    with pytest.raises(ScannerError) as refused:
        next(batch)
    assert refused.value.state is ScannerState.FAILED
    with pytest.raises(StopIteration):
        next(batch)


def test_the_scanner_works_again_after_a_spoilt_page(house, scanner, sheets, colour_of):
    house.load(sheets)
    house.truncate(0)
    with pytest.raises(ScannerError):
        next(scanner.scan_batch(100))
    house.clear()
    house.take_out()
    house.load(sheets)
    assert [colour_of(page) for page in scanner.scan_batch(100)] == ["red", "green", "blue"]
