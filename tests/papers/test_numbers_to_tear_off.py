"""Numbers printed beforehand, for the day on which every machine is down."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.papers import numbers
from kiosk.workspace import PACKAGE
from tests.papers.conftest import OFFICE

SNAPSHOTS = Path(__file__).parent / "snapshots"
SETTINGS = PACKAGE.parent / "docs" / "kiosk.toml"


@pytest.mark.parametrize(("name", "nth"), [("numbers-slips", 0), ("numbers-list", 1)])
def test_the_page_looks_as_it_was_approved(name, nth):
    picture = list(numbers.pages(OFFICE.vi, numbers.labels("M", 12, 20)))[nth]
    path = SNAPSHOTS / f"{name}.png"
    if os.environ.get("KIOSK_SNAPSHOTS") == "write":
        picture.save(path, optimize=True)
    approved = Image.open(path)
    assert (picture.mode, picture.size) == ("1", approved.size)
    assert np.mean(np.asarray(picture) != np.asarray(approved)) <= 0.005


def test_each_number_is_there_once_and_has_three_digits():
    made = numbers.labels("M", 1, 100)
    assert made[0] == "M-001"
    assert made[-1] == "M-100"
    assert len(set(made)) == 100


@pytest.mark.parametrize(("count", "pages"), [(1, 2), (20, 2), (21, 3), (34, 3), (35, 4), (100, 8)])
def test_twenty_slips_a_page_and_then_the_list(count, pages):
    assert len(list(numbers.pages(OFFICE.vi, numbers.labels("M", 1, count)))) == pages


def test_nothing_lies_where_printers_do_not_print():
    for picture in numbers.pages(OFFICE.vi, numbers.labels("W", 980, 999)):
        black = np.asarray(picture) == 0
        assert not black[:94].any()
        assert not black[-94:].any()
        assert not black[:, :94].any()
        assert not black[:, -94:].any()


def run(*arguments):
    command = [sys.executable, "-m", "kiosk.papers", "numbers", "--settings", SETTINGS]
    return subprocess.run(
        [*command, *arguments], cwd=PACKAGE.parent, capture_output=True, text=True
    )


def test_they_are_printed_by_hand_and_poppler_counts_the_pages(tmp_path):
    out = tmp_path / "numbers.pdf"
    done = run("--from", "41", "--to", "60", "-o", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{out}: M-041 ... M-060\n"
    told = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True).stdout
    assert "Pages:           2" in told
    assert "(A4)" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "0"), "numbers go from 1 to 999"),
        (("--from", "9", "--to", "8"), "the first before the last"),
        (("--to", "1000"), "numbers go from 1 to 999"),
        (("--series", "MM"), "a series is one capital letter"),
        (("--settings", "/nowhere.toml"), "/nowhere.toml is missing"),
        (("-o", "/nowhere/numbers.pdf"), "cannot be written"),
    ],
)
def test_a_wrong_call_is_told_in_one_sentence(tmp_path, arguments, said):
    done = run("-o", tmp_path / "numbers.pdf", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "numbers.pdf").exists()
