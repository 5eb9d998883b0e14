"""A page that is not whole is no page: the one before it stays, it is scanned again."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PIL import Image

from drivers.scanner import ScannerError, ScannerState, ScanProfile
from tests.workbench import papers
from tests.workbench.sane import SaneHouse

pytestmark = pytest.mark.device


@pytest.mark.parametrize("inside", [False, True], ids=["on the line", "inside the JPEG"])
def test_a_page_cut_short_is_refused_and_the_one_before_it_stays(
    house, scanner, sheets, colour_of, inside
):
    house.load(sheets)
    house.truncate(1, inside=inside)
    batch = scanner.scan_batch(ScanProfile(100))
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
        next(scanner.scan_batch(ScanProfile(100)))
    house.clear()
    house.take_out()
    house.load(sheets)
    assert [colour_of(page) for page in scanner.scan_batch(ScanProfile(100))] == [
        "red",
        "green",
        "blue",
    ]


def test_a_blank_sheet_is_a_page_however_white_it_is(house, scanner, tmp_path):
    blank = tmp_path / "blank.png"
    Image.new("RGB", (827, 1170), "white").save(blank)
    house.load([blank, blank])
    assert len(list(scanner.scan_batch(ScanProfile(100)))) == 2


def test_invented_papers_cut_in_their_empty_half_are_refused_too(house, scanner, tmp_path):
    paper = tmp_path / "paper.png"
    papers.draw("can-cuoc", 1).save(paper, compress_level=1)
    house.load([paper])
    house.truncate(0, inside=True)
    with pytest.raises(ScannerError) as refused:
        next(scanner.scan_batch(ScanProfile(300)))
    assert refused.value.state is ScannerState.FAILED


# Cancelled half way, python-sane hands out the rows it has and raises nothing.
CANCEL_HALF_WAY = """
import threading
import sane
from drivers.scanner import ScanProfile, Source, options, pulling

class Cancelled:
    def __init__(self, device):
        self.device = device

    def __getattr__(self, name):
        return getattr(self.device, name)

    def start(self):
        self.device.start()
        threading.Timer(2, self.device.cancel).start()

sane.init()
device = sane.open("test:0")
options.choose(device, ScanProfile(), Source.FEEDER)
device.read_delay = True
device.read_delay_duration = 200_000
try:
    pulling.pull(Cancelled(device))
except RuntimeError as error:
    print(error)
"""


def test_a_page_short_of_rows_is_refused_although_sane_calls_it_good(tmp_path):
    with SaneHouse(tmp_path, test_backend=True) as house:
        command = [sys.executable, "-c", CANCEL_HALF_WAY]
        said = subprocess.run(command, env=house.env, stdout=subprocess.PIPE, check=True).stdout
    assert said.endswith(b" of 3507 rows\n")
