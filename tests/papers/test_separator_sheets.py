"""Separator sheets look as they were approved, and a scanner reads them askew, dirty, small or upside down."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.dossier.page import make_page, profile
from kiosk.model import Words
from kiosk.papers import separator as paper
from kiosk.papers import ticket as ticket_paper
from kiosk.rules.separator import Separator, parsed, part
from kiosk.workspace import PACKAGE
from tests.papers.conftest import ticket

SNAPSHOTS = Path(__file__).parent / "snapshots"
BIRTH = Separator("giay-chung-sinh", "1.001193", 3)
BIRTH_NAME, BIRTH_FOR = Words("Giấy chứng sinh", "Birth notification"), Words("Khai sinh", "Birth")
WIDE = Separator("to-khai", sheets=12)
WIDE_NAME = Words(
    "Tờ khai đề nghị thực hiện trợ cấp xã hội hằng tháng",
    "Application for monthly social allowance",
)
NOTHING = Words("", "")
SHOWN = {
    "separator-roll": lambda: paper.draw(BIRTH, BIRTH_NAME, BIRTH_FOR, 576),
    "separator-narrow": lambda: paper.draw(WIDE, WIDE_NAME, NOTHING, 384),
    "separator-a4": lambda: paper.page(BIRTH, BIRTH_NAME, BIRTH_FOR),
}
DPI = 300


@pytest.mark.parametrize("name", SHOWN)
def test_the_sheet_looks_as_it_was_approved(name):
    """Same typeface, same Pillow: the same dots. 0.5 % are left for another FreeType."""
    picture, path = SHOWN[name](), SNAPSHOTS / f"{name}.png"
    if os.environ.get("KIOSK_SNAPSHOTS") == "write":
        picture.save(path, optimize=True)
    approved = Image.open(path)
    assert (picture.mode, picture.size) == ("1", approved.size)
    assert np.mean(np.asarray(picture) != np.asarray(approved)) <= 0.005


def laid(picture: Image.Image, dots: int, degrees: float, noise: float, soft: float = 1.0):
    """The sheet as a scanner of A4 sees it: on white, `degrees` askew, soft and grainy.

    `dots` an inch is what the sheet was printed with.
    """
    grey = np.asarray(picture.convert("L"), np.uint8)
    scale = DPI / dots
    matrix = cv2.getRotationMatrix2D((grey.shape[1] / 2, grey.shape[0] / 2), -degrees, scale)
    bed = (3508, 2480) if degrees == 90 else (2480, 3508)
    matrix[:, 2] += ((bed[0] - grey.shape[1]) / 2, (bed[1] - grey.shape[0]) / 2)
    seen = cv2.warpAffine(grey, matrix, bed, flags=cv2.INTER_AREA, borderValue=255)
    faded = cv2.GaussianBlur(seen, (0, 0), soft).astype(np.float32) * 0.8 + 30
    chance = np.random.default_rng(7)
    grain = chance.normal(0, noise, (*faded.shape, 3))
    return np.clip(faded[:, :, None] + grain, 0, 255).astype(np.uint8)


def codes(scan):
    return make_page(scan, DPI, profile()).found.codes


@pytest.mark.parametrize("degrees", [0.0, 2.5, -4.0, 90.0, 180.0])
def test_a_page_of_a4_is_read_however_it_lies(degrees):
    found = codes(laid(paper.page(BIRTH, BIRTH_NAME, BIRTH_FOR), DPI, degrees, noise=8))
    assert {parsed(code) for code in found} == {BIRTH}


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("degrees", [1.5, 177.0])
def test_a_slip_from_the_roll_is_read(width, degrees):
    found = codes(laid(paper.draw(WIDE, WIDE_NAME, NOTHING, width), 203, degrees, noise=10))
    assert {parsed(code) for code in found} == {WIDE}


def test_a_worn_sheet_is_read_by_its_other_code():
    scan = laid(paper.page(BIRTH, BIRTH_NAME, BIRTH_FOR), DPI, 1.0, noise=12, soft=1.6)
    scan[1150:1700, 900:1250] = 90  # a stain over half of the upper one
    assert {parsed(code) for code in codes(scan)} == {BIRTH}


def test_our_queue_ticket_is_read_as_the_beginning_of_the_next_document():
    drawn = ticket_paper.draw(ticket(), 576).picture()
    assert [parsed(code) for code in codes(laid(drawn, 203, 2.0, noise=8))] == [Separator()]


def test_a_scanned_batch_is_parted():
    sheet = laid(paper.page(BIRTH, BIRTH_NAME, BIRTH_FOR), DPI, 1.0, noise=8)
    blank = np.full((3508, 2480, 3), 245, np.uint8)
    parted = part([codes(scan) for scan in (blank, sheet, blank, blank)])
    assert [one.pages for one in parted.parts] == [(0,), (2, 3)]
    assert parted.incomplete[0].separator == BIRTH, "two of three sheets"


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "kiosk.papers", "separator", *arguments],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
    )


def test_a_sheet_is_printed_by_hand_and_poppler_shows_it(tmp_path):
    out = tmp_path / "sheet.pdf"
    done = run("--document", "to-khai", "--sheets", "3", "-o", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{out}: tach1::to-khai:3\n"
    subprocess.run(
        ["pdftoppm", "-r", "300", "-png", "-singlefile", out, tmp_path / "shown"], check=True
    )
    shown = cv2.imread(str(tmp_path / "shown.png"))
    assert shown.shape[:2] == pytest.approx((3508, 2480), abs=2)
    assert {parsed(code) for code in codes(shown)} == {Separator("to-khai", sheets=3)}


def test_a_slip_for_the_roll_is_drawn_by_hand(tmp_path):
    out = tmp_path / "slip.png"
    done = run("--document", "to-khai", "--procedure", "1.001193", "--width", "384", "-o", str(out))
    assert done.returncode == 0
    assert Image.open(out).width == 384


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--document", "to-khia"), "there is no document to-khia; there are"),
        (("--document", "to-khai", "--procedure", "9.999999"), "there is no procedure 9.999999"),
        (("--document", "to-khai", "--sheets", "0"), "from 1 to 99 sheets"),
        (("--document", "to-khai", "-o", "/nowhere/sheet.pdf"), "cannot be written"),
    ],
)
def test_a_wrong_call_is_told_in_one_sentence(tmp_path, arguments, said):
    done = run("-o", str(tmp_path / "sheet.pdf"), *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "sheet.pdf").exists()
