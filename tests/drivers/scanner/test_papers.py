"""The invented papers of tests and demo: whole A4 sheets, always the same, nobody's."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.workbench import papers
from tests.workbench.papers.people import family


@pytest.fixture(scope="module")
def drawn():
    return {kind: papers.draw(kind, 7) for kind in papers.kinds()}


def inked(picture, wanted):
    """How many pixels of a quarter-size picture show a colour clearly more than the others."""
    red, green, blue = picture.reduce(4).split()
    others = {"red": (green, blue), "blue": (red, green)}[wanted]
    this = {"red": red, "blue": blue}[wanted]
    most = ImageChops.lighter(*others)
    return sum(ImageChops.subtract(this, most).histogram()[30:])


def test_every_paper_is_a_colour_a4_at_300_dpi(drawn):
    assert len(drawn) == 4
    for picture in drawn.values():
        assert (picture.mode, picture.size) == ("RGB", (2480, 3508))


def test_the_paper_is_not_quite_white_and_mostly_empty(drawn):
    for picture in drawn.values():
        assert all(235 < value < 254 for value in ImageStat.Stat(picture).median)


def test_every_paper_is_filled_in_with_blue_ink(drawn):
    for picture in drawn.values():
        assert inked(picture, "blue") > 1000


def test_the_official_ones_have_a_red_seal_and_the_citizens_own_have_none(drawn):
    sealed = {kind for kind, picture in drawn.items() if inked(picture, "red") > 500}
    assert sealed == {"giay-chung-sinh", "can-cuoc"}


def test_the_same_paper_is_the_same_to_the_pixel_and_another_family_has_another(drawn):
    kind = "to-khai-ct01"
    assert papers.draw(kind, 7).tobytes() == drawn[kind].tobytes()
    assert papers.draw(kind, 8).tobytes() != drawn[kind].tobytes()


def test_nobody_has_such_a_number():
    for seed in range(50):
        people = family(seed)
        for person in (people.mother, people.father, people.child):
            assert len(person.number) == 12
            assert person.number.startswith("000")  # no province's code


def test_a_folder_of_them_is_written_by_one_command(tmp_path):
    command = [sys.executable, "-m", "tests.workbench.papers", str(tmp_path)]
    subprocess.run(command, stdout=subprocess.PIPE, check=True)
    written = sorted(tmp_path.glob("*.png"))
    assert [path.name for path in written] == sorted(f"{kind}-1.png" for kind in papers.kinds())
    with Image.open(written[0]) as picture:
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
