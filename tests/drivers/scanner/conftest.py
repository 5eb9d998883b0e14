"""Scanners for the tests of this room, and the three sheets laid into them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from drivers.scanner import ScannerError, ScanProfile
from drivers.scanner.fake import FakeScanner
from drivers.scanner.sane import SaneScanner
from tests.workbench.sane import SaneHouse

COLOURS = {"red": (200, 60, 60), "green": (60, 170, 60), "blue": (60, 60, 200)}


@pytest.fixture
def sheets(tmp_path):
    """Three A4 pictures, one red, one green, one blue."""
    paths = []
    for name, colour in COLOURS.items():
        path = tmp_path / f"{name}.png"
        noise = Image.effect_noise((827, 1170), 30).convert("RGB")
        Image.blend(noise, Image.new("RGB", noise.size, colour), 0.8).save(path)
        paths.append(path)
    return paths


@pytest.fixture
def house(tmp_path):
    with SaneHouse(tmp_path) as house:
        yield house


@pytest.fixture
def scanner(house):
    return SaneScanner(house.device, page_budget=100, config=house.config)


@pytest.fixture
def colour_of():
    return colour


def colour(page) -> str:
    """Which of the sheets a scanned page shows."""
    with Image.open(io.BytesIO(page.jpeg)) as picture:
        mean = ImageStat.Stat(picture.reduce(16)).mean
    return max(zip(COLOURS, mean, strict=True), key=lambda pair: pair[1])[0]


def worker_processes(parent: int) -> list[int]:
    """The scan children of a process, by what the kernel says of it."""
    children = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        children += [int(pid) for pid in (task / "children").read_text().split()]
    return [
        pid
        for pid in children
        if b"drivers.scanner.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


@pytest.fixture
def workers():
    return worker_processes


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


@pytest.fixture
def scan():
    return scan_all


def scan_all(scanner):
    """The pages that came, and the state that ended the batch (None: its end)."""
    pages = []
    try:
        for page in scanner.scan_batch(ScanProfile(75)):
            pages.append(page)
    except ScannerError as error:
        return pages, error.state
    return pages, None
