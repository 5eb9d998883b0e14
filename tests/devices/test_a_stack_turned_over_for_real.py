"""Two-sided papers through the real SANE stack, from a network scanner whose feeder sees fronts only."""

import io
import threading

import pytest
from PIL import Image, ImageStat

from drivers.scanner.sane import SaneScanner
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from tests.devices.office import CASE, FORM
from tests.workbench.sane import SaneHouse

pytestmark = pytest.mark.device
COLOURS = {"red": (200, 60, 60), "green": (60, 170, 60), "blue": (60, 60, 200)}


class Real(SaneScanner):
    """With the handle by which the office lets go of a scanner at the end of a test."""

    held = False
    let = threading.Event()


@pytest.fixture
def house(tmp_path):
    with SaneHouse(tmp_path / "sane", has_duplex=False) as house:
        yield house


@pytest.fixture
def screen(kiosk, house):
    kiosk.scanner = Real(house.device, page_budget=100, config=house.config)
    return kiosk.start()


@pytest.fixture
def sheets(tmp_path):
    """A sheet of each colour, by its name."""
    found = {}
    for name, colour in COLOURS.items():
        noise = Image.effect_noise((620, 877), 30).convert("RGB")
        found[name] = tmp_path / f"{name}.sheet.png"
        Image.blend(noise, Image.new("RGB", noise.size, colour), 0.8).save(found[name])
    return found


@pytest.fixture
def colours(books):
    """The colours of the document's pages, in order."""

    def colours():
        key, found = books.cases.key(CASE), []
        for page in books.pages():
            with Image.open(io.BytesIO(books.vault.read(key, page.path))) as picture:
                mean = ImageStat.Stat(picture.reduce(16)).mean
            found.append(max(zip(COLOURS, mean, strict=True), key=lambda pair: pair[1])[0])
        return found

    return colours


def test_the_backs_of_a_real_stack_lie_behind_their_fronts(house, screen, sheets, colours):
    house.load([sheets["red"], sheets["blue"]])
    screen.ask(do.ScanBatch(CASE, FORM))
    fronts = screen.next(ev.BatchScanned)
    assert (len(fronts.pages), fronts.fronts) == (2, 2)
    house.load([sheets["green"], sheets["blue"]])  # the last sheet's back comes first
    screen.ask(do.ScanBatch(CASE, FORM, fronts=2))
    both = screen.next(ev.BatchScanned)
    assert (len(both.pages), both.fronts) == (4, 0)
    assert colours() == ["red", "blue", "blue", "green"]


def test_a_sheet_missing_in_a_real_stack_is_told_and_the_fronts_stay(
    house, screen, sheets, colours
):
    house.load([sheets["red"], sheets["blue"]])
    screen.ask(do.ScanBatch(CASE, FORM))
    screen.next(ev.BatchScanned)
    house.load([sheets["green"]])
    screen.ask(do.ScanBatch(CASE, FORM, fronts=2))
    assert screen.fault() is Fault.SCANNER_UNEVEN
    assert colours() == ["red", "blue"]


def test_sheets_from_the_glass_are_no_stack(house, screen, sheets):
    house.glass(sheets["red"])
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.next(ev.BatchScanned).fronts == 0
