"""A network scanner's feeder runs ahead of its backend's readers: here no sheet is pulled that nobody keeps."""

from __future__ import annotations

import pytest

from drivers.scanner import ScanProfile, Sides
from drivers.scanner.sane import SaneScanner, list_scanners
from tests.workbench.sane import SaneHouse

pytestmark = pytest.mark.device


@pytest.mark.parametrize("kept", [1, 2])
def test_sheets_nobody_asked_for_stay_in_the_feeder(house, scanner, sheets, kept):
    house.load(sheets * 4)
    pages = scanner.scan_batch(ScanProfile(75))
    for _ in range(kept):
        next(pages)
    pages.close()
    assert house.status()["sheets"] == len(sheets) * 4 - kept
    assert house.status()["pulled"] == kept


def test_what_a_closed_batch_left_is_scanned_by_the_next(house, scanner, sheets, colour_of):
    house.load(sheets)
    first = scanner.scan_batch(ScanProfile(75))
    assert colour_of(next(first)) == "red"
    first.close()
    assert [colour_of(page) for page in scanner.scan_batch(ScanProfile(75))] == ["green", "blue"]


def test_a_scanner_taken_because_it_is_the_first_is_held_back_too(house, sheets):
    house.load(sheets)
    pages = SaneScanner(config=house.config, page_budget=100).scan_batch(ScanProfile(75))
    next(pages)
    pages.close()
    assert house.status()["pulled"] == 1


def test_the_second_of_two_network_scanners_is_the_one_that_scans(
    house, sheets, colour_of, tmp_path
):
    with SaneHouse(tmp_path / "second") as second:
        conf = (house.config / "airscan.conf").read_text()
        line = (second.config / "airscan.conf").read_text().splitlines()[1]
        other = line.replace("Simulated", "The other: upstairs")
        (house.config / "airscan.conf").write_text(
            conf.replace("[devices]\n", f"[devices]\n{other}\n")
        )
        house.load(sheets[:1])
        second.load(sheets[1:])
        found = {info.device for info in list_scanners(house.config)}
        assert found == {"airscan:e0:The other: upstairs", "airscan:e1:Simulated"}
        for device, colours in zip(sorted(found), (["green", "blue"], ["red"]), strict=True):
            scanner = SaneScanner(device, page_budget=100, config=house.config)
            assert [colour_of(page) for page in scanner.scan_batch(ScanProfile(75))] == colours


def test_of_a_sheet_with_two_sides_the_back_comes_before_the_next_sheet(
    house, scanner, sheets, colour_of
):
    red, green, blue = sheets
    house.load([red, blue], backs=[green, red])
    pages = scanner.scan_batch(ScanProfile(75, sides=Sides.BOTH))
    assert colour_of(next(pages)) == "red"
    assert colour_of(next(pages)) == "green"
    pages.close()
    assert house.status()["sheets"] == 1


def test_no_file_of_a_batch_is_left_behind(house, scanner, sheets, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    house.load(sheets)
    pages = scanner.scan_batch(ScanProfile(75))
    next(pages)
    pages.close()
    assert list((tmp_path / "temporary").iterdir()) == []
