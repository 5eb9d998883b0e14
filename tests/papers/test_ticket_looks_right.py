"""The ticket as a person sees it; `KIOSK_SNAPSHOTS=write` draws the committed pictures anew."""

import datetime as dt
import os
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageChops

from kiosk.model import Language, Words
from kiosk.papers import ticket as paper
from kiosk.papers.sheet import STRONG, Sheet, font
from tests.papers.conftest import EVERYTHING, FULL

SNAPSHOTS = Path(__file__).parent / "snapshots"
LONG = Words(
    "Xác nhận tình trạng hôn nhân cho người nước ngoài",
    "Certificate of marital status for foreigners",
)
SHOWN = {
    "one-of-several-kiosks": FULL,
    "everything-english": EVERYTHING,
    "only-kiosk": {"kiosk": 0, "what": Words("Đăng ký khai sinh", "Birth registration")},
    "longest": EVERYTHING
    | {
        "kiosk": 12,
        "number": 107,
        "what": LONG,
        "counters": tuple("123456789"),
        "language": Language.VI,
        "ahead": 107,
    },
    "next-in-line": FULL
    | {"ahead": 0, "code": "", "what": None, "errand": Words("Nhận kết quả", "Collect a result")},
    "narrow-paper": FULL | {"width": 384, "what": LONG},
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_ticket_looks_as_it_was_approved(name, draw):
    """Same typeface, same Pillow: the same dots. 0.5 % are left for another FreeType."""
    picture, path = draw(**SHOWN[name]).picture(), SNAPSHOTS / f"{name}.png"
    if os.environ.get("KIOSK_SNAPSHOTS") == "write":
        picture.save(path, optimize=True)
    approved = Image.open(path)
    assert (picture.mode, picture.size) == ("1", approved.size)
    assert np.mean(np.asarray(picture) != np.asarray(approved)) <= 0.005


@pytest.mark.parametrize(("kiosk", "number"), [(0, 7), (1, 7), (12, 107), (3, 888)])
@pytest.mark.parametrize("width", [576, 384])
def test_the_number_is_25_mm_tall_and_stays_on_the_paper(draw, kiosk, number, width):
    rows = np.asarray(draw(kiosk=kiosk, number=number, width=width).picture()) == 0
    inked = rows.any(axis=1)
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate(([0], inked.view(np.int8), [0])))))[::2]
    assert max(runs) >= 25 * 8
    assert not rows[:, :8].any(), "nothing in the left millimetre"
    assert not rows[:, -8:].any(), "nothing in the right millimetre"


def test_the_time_printed_is_the_time_in_vietnam(draw):
    utc = draw(printed_at=dt.datetime(2026, 11, 22, 18, 30, tzinfo=dt.UTC))
    vietnam = draw(printed_at=dt.datetime(2026, 11, 23, 1, 30, tzinfo=paper.OFFICE_ZONE))
    other = draw(printed_at=dt.datetime(2026, 11, 22, 18, 31, tzinfo=dt.UTC))
    assert utc == vietnam
    assert utc != other


def test_the_hour_to_be_back_is_the_hour_in_vietnam(draw):
    def back(zone, hour):
        return draw(back_at=dt.datetime(2026, 11, 22, hour, 30, tzinfo=zone))

    assert back(dt.UTC, 3) == back(paper.OFFICE_ZONE, 10)
    assert back(dt.UTC, 3) != back(dt.UTC, 4)


@pytest.mark.parametrize(
    "more",
    [
        {"field": Words("Hộ tịch", "Civil status")},
        {"counters": ("2",)},
        {"counters": ("2", "3")},
        {"ahead": 0},
        {"ahead": 5},
        {"wait": (15, 30)},
        {"priority": Words("người cao tuổi", "elderly")},
        {"back_at": dt.datetime(2026, 11, 22, 3, 30, tzinfo=dt.UTC)},
        {"errand": Words("Nhận kết quả", "Collect a result")},
        {"sample": True},
        {"number": 8},
        {"code": "H00.021-261122-K01-0008"},
    ],
    ids=str,
)
def test_what_is_known_stands_on_the_ticket_and_what_is_not_does_not(draw, more):
    """Each part makes another ticket, in each language; absent, it leaves no gap."""
    for language in Language:
        assert draw(**more, language=language) != draw(language=language)
    assert draw().height < draw(**FULL).height < draw(**EVERYTHING).height


def test_whoever_leaves_meanwhile_is_told_when_to_be_back_and_not_how_long_to_wait(draw):
    back = {"back_at": dt.datetime(2026, 11, 22, 3, 30, tzinfo=dt.UTC)}
    assert draw(**back, wait=(15, 30)) == draw(**back)


def test_whoever_is_next_is_told_no_waiting_time(draw):
    assert draw(ahead=0, wait=(0, 10)) == draw(ahead=0)


def test_what_a_clerk_reads_stands_in_vietnamese_on_the_english_ticket(draw):
    """Office and title are the same dots; English only adds."""
    vi, en = (draw(language=language).picture() for language in (Language.VI, Language.EN))
    assert en.height > vi.height
    head = (0, 0, 576, 140)
    assert ImageChops.logical_xor(vi.crop(head), en.crop(head)).getbbox() is None


@pytest.mark.parametrize("width", [576, 384])
def test_the_code_is_read_from_the_paper(draw, width):
    (found,) = zxingcpp.read_barcodes(draw(**FULL, width=width).picture().convert("L"))
    assert found.text == "H00.021-261122-K01-0007"


def test_a_ticket_without_a_case_has_no_code(draw):
    assert zxingcpp.read_barcodes(draw(**FULL, code="").picture().convert("L")) == []


@pytest.mark.parametrize("size", [20, 22, 24, 28, 34, 44])
@pytest.mark.parametrize("plain", ["Ô", "Ê", "Â"])
def test_marks_on_capitals_are_whole(size, plain):
    """Ố is taller than Ô by its acute, on the roll as in the typeface."""
    marked = {"Ô": "Ố", "Ê": "Ế", "Â": "Ấ"}[plain]

    def tall(letter):
        sheet = Sheet(576, Language.VI)
        sheet.said(Words(letter, letter), size, STRONG)
        return ImageChops.invert(sheet.picture()).getbbox()

    typeface = font(STRONG, size)
    drawn = tall(marked)[3] - tall(marked)[1]
    (_, top, _, bottom) = typeface.getbbox(marked)
    assert abs(drawn - (bottom - top)) <= 1
    assert tall(plain)[3] - tall(plain)[1] < drawn
