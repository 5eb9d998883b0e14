"""What lies in the feeder becomes pages: all of it, whole, in order."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from PIL import Image

from drivers.scanner import ScanProfile, frames
from drivers.scanner.orders import profile_text
from drivers.scanner.sane import SaneScanner
from tests.workbench.sane import SaneHouse

pytestmark = pytest.mark.device

INCH = 25.4


def test_three_sheets_arrive_whole_and_in_order(house, scanner, sheets, colour_of):
    house.load(sheets)
    pages = list(scanner.scan_batch(ScanProfile(300)))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [colour_of(page) for page in pages] == ["red", "green", "blue"]
    assert house.status()["sheets"] == 0


@pytest.mark.parametrize("dpi", [300, 200])
def test_a_page_is_a_colour_jpeg_of_a_whole_a4_sheet(house, scanner, sheets, dpi):
    house.load(sheets[:1])
    (page,) = scanner.scan_batch(ScanProfile(dpi))
    with Image.open(io.BytesIO(page.jpeg)) as picture:
        picture.load()
        assert picture.format == "JPEG"
        assert picture.mode == "RGB"
        assert picture.size == (page.width, page.height)
        assert picture.info["dpi"] == (dpi, dpi)
    assert page.dpi == dpi
    assert page.width == pytest.approx(210 / INCH * dpi, abs=2)
    assert page.height == pytest.approx(297 / INCH * dpi, abs=2)


def test_a_resolution_the_scanner_lacks_is_rounded_up(house, scanner, sheets):
    house.load(sheets[:1])
    (page,) = scanner.scan_batch(ScanProfile(250))
    assert page.dpi == 300


def test_a_second_stack_is_a_batch_of_its_own(house, scanner, sheets, colour_of):
    house.load(sheets[:2])
    assert len(list(scanner.scan_batch(ScanProfile(100)))) == 2
    house.load(sheets[2:])
    (page,) = scanner.scan_batch(ScanProfile(100))
    assert page.number == 1
    assert colour_of(page) == "blue"


def test_a_scanner_with_a_glass_alone_gives_its_one_sheet_once(tmp_path, sheets, colour_of):
    with SaneHouse(tmp_path, has_feeder=False) as house:
        house.glass(sheets[1])
        pages = list(SaneScanner(house.device, config=house.config).scan_batch(ScanProfile(100)))
    assert [colour_of(page) for page in pages] == ["green"]


def test_one_page_comes_for_each_asking(tmp_path):
    """The scan child pulls nothing by itself: SANE's test feeder holds ten sheets, two are asked for."""
    with SaneHouse(tmp_path, test_backend=True) as house:
        command = [
            sys.executable,
            "-m",
            "drivers.scanner.worker",
            "scan",
            house.test_device,
            profile_text(ScanProfile(75)),
        ]
        run = subprocess.run(
            command, input=b"next\nnext\nstop\n", stdout=subprocess.PIPE, env=house.env, check=True
        )
    with os.fdopen(os.memfd_create("said"), "w+b") as said:
        said.write(run.stdout)
        said.seek(0)
        reader = frames.FrameReader(said.fileno())
        for number in (1, 2):
            header, jpeg = reader.read(60)
            assert header["number"] == number
            assert jpeg.endswith(b"\xff\xd9")
        with pytest.raises(frames.TornFrame):  # it said nothing more
            reader.read(60)
