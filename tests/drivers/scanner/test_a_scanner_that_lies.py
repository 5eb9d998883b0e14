"""A scanner whose pages are not of the size it announced: the rows that came are counted, no page is skewed."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from drivers.scanner import ScannerError, ScannerState, ScanProfile
from drivers.scanner.sane import SaneScanner
from tests.workbench.sane import SaneHouse

pytestmark = pytest.mark.device

A4_AT_75 = (620, 877)


@pytest.fixture
def odd(tmp_path):
    """SANE's test scanner with one of its settings odd: a function from old to new lines."""
    with SaneHouse(tmp_path, test_backend=True) as house:
        conf = house.config / "test.conf"

        def scanner(old, new):
            text = conf.read_text()
            assert old in text
            conf.write_text(text.replace(old, new))
            return SaneScanner(house.test_device, page_budget=100, config=house.config)

        yield scanner


def first(scanner):
    pages = scanner.scan_batch(ScanProfile(75))
    page = next(pages)
    pages.close()
    with Image.open(io.BytesIO(page.jpeg)) as picture:
        picture.load()
        assert picture.size == (page.width, page.height)
        return picture


@pytest.mark.parametrize("units", [-600, 600])
def test_a_page_shorter_or_longer_than_asked_for_comes_at_the_size_asked_for(
    house, scanner, sheets, units
):
    house.load(sheets[:2])
    house.lie(units)
    sizes = [(page.width, page.height) for page in scanner.scan_batch(ScanProfile(75))]
    assert sizes == [pytest.approx(A4_AT_75, abs=2)] * 2


def test_a_scanner_that_cannot_know_a_sheets_length_before_is_believed_after(odd):
    picture = first(odd("hand-scanner false", "hand-scanner true"))
    assert picture.height > 0
    assert picture.width > 0


def test_sizes_that_are_only_true_once_the_sheet_moves_are_asked_then(odd):
    picture = first(odd("fuzzy-parameters false", "fuzzy-parameters true"))
    assert picture.size == pytest.approx(A4_AT_75, abs=2)


def test_rows_with_something_behind_them_are_cut_where_they_end(odd):
    picture = first(odd("ppl-loss 0", "ppl-loss 7"))
    straight = first(odd("ppl-loss 7", "ppl-loss 0"))
    assert picture.size == (straight.width - 7, straight.height)
    # A row too long by one pixel would turn upright bars into slanting ones.
    column = 2 * picture.width // 3
    ours = [picture.getpixel((column, row)) for row in range(0, picture.height, 50)]
    theirs = [straight.getpixel((column, row)) for row in range(0, picture.height, 50)]
    near = [
        all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))
        for one, other in zip(ours, theirs, strict=True)
    ]
    assert all(near)


def test_colours_sent_one_after_the_other_are_refused_rather_than_mixed(odd):
    with pytest.raises(ScannerError) as refused:
        first(odd("three-pass false", "three-pass true"))
    assert refused.value.state is ScannerState.FAILED


def test_a_sheet_twice_as_long_is_a_whole_page_of_the_size_asked_for(
    house, scanner, tmp_path, colour_of
):
    long = tmp_path / "long.png"
    noise = Image.effect_noise((413, 1170), 30).convert("RGB")
    Image.blend(noise, Image.new("RGB", noise.size, (200, 60, 60)), 0.8).save(long)
    house.load([long])
    (page,) = scanner.scan_batch(ScanProfile(75))
    assert (page.width, page.height) == pytest.approx(A4_AT_75, abs=2)
    house.load([long])
    (page,) = scanner.scan_batch(ScanProfile(75, height=2 * 297.0))
    assert page.height == pytest.approx(2 * A4_AT_75[1], abs=3)


def test_a_sheet_longer_than_the_glass_is_as_long_as_the_glass(tmp_path, sheets):
    with SaneHouse(tmp_path, has_feeder=False) as house:
        house.glass(sheets[0])
        scanner = SaneScanner(house.device, page_budget=100, config=house.config)
        (page,) = scanner.scan_batch(ScanProfile(75, height=1000.0))
    assert page.height == pytest.approx(355.6 / 25.4 * 75, abs=2)


def test_a_scanner_that_never_stops_sending_ends_its_child_only(odd, house, scanner, sheets):
    endless = odd("geometry_max 300.0", "geometry_max 30000.0")
    pages = endless.scan_batch(ScanProfile(1200, width=3000.0, height=6000.0))
    with pytest.raises(ScannerError) as refused:
        next(pages)
    assert refused.value.state is ScannerState.FAILED
    house.load(sheets)
    assert len(list(scanner.scan_batch(ScanProfile(75)))) == 3
