"""The ticket as a person sees it; `KIOSK_SNAPSHOTS=write` draws the committed pictures anew."""

import datetime as dt
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops

from kiosk.model import Language
from kiosk.papers import ticket as paper

SNAPSHOTS = Path(__file__).parent / "snapshots"
SHOWN = {
    "one-of-several-kiosks": {},
    "only-kiosk-english": {
        "kiosk": 0,
        "vi": "Đăng ký khai sinh",
        "en": "Birth registration",
        "sample": False,
        "language": Language.EN,
    },
    "longest": {
        "kiosk": 12,
        "number": 107,
        "vi": "Xác nhận tình trạng hôn nhân cho người nước ngoài",
        "en": "Certificate of marital status for foreigners",
        "language": Language.EN,
    },
    "narrow-paper": {"kiosk": 0, "vi": "Cấp bản sao trích lục hộ tịch", "width": 384},
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_ticket_looks_as_it_was_approved(name, draw):
    """Same typeface, same Pillow: the same dots. 0.5 % are left for another FreeType."""
    picture, path = draw(**SHOWN[name]), SNAPSHOTS / f"{name}.png"
    if os.environ.get("KIOSK_SNAPSHOTS") == "write":
        picture.save(path, optimize=True)
    approved = Image.open(path)
    assert (picture.mode, picture.size) == ("1", approved.size)
    assert np.mean(np.asarray(picture) != np.asarray(approved)) <= 0.005


@pytest.mark.parametrize(("kiosk", "number"), [(0, 7), (1, 7), (12, 107), (3, 888)])
@pytest.mark.parametrize("width", [576, 384])
def test_the_number_is_25_mm_tall_and_stays_on_the_paper(draw, kiosk, number, width):
    rows = np.asarray(draw(kiosk=kiosk, number=number, width=width)) == 0
    inked = rows.any(axis=1)
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate(([0], inked.view(np.int8), [0])))))[::2]
    assert max(runs) >= 25 * 8
    assert not rows[:, :8].any(), "nothing in the left millimetre"
    assert not rows[:, -8:].any(), "nothing in the right millimetre"


def test_the_time_printed_is_the_time_in_vietnam(draw):
    utc = draw(at=dt.datetime(2026, 11, 22, 18, 30, tzinfo=dt.UTC))
    vietnam = draw(at=dt.datetime(2026, 11, 23, 1, 30, tzinfo=paper.OFFICE_ZONE))
    other = draw(at=dt.datetime(2026, 11, 22, 18, 31, tzinfo=dt.UTC))
    assert utc.tobytes() == vietnam.tobytes()
    assert utc.tobytes() != other.tobytes()


def test_a_sample_procedure_says_so(draw):
    assert draw(sample=True).height > draw(sample=False).height


def test_vietnamese_stands_on_the_english_ticket_too(draw):
    """The first words under the rule are the same in both; English only adds."""
    vi, en = draw(language=Language.VI), draw(language=Language.EN)
    assert en.height > vi.height
    head = (0, 0, 576, 100)  # the office's Vietnamese name
    assert ImageChops.logical_xor(vi.crop(head), en.crop(head)).getbbox() is None


def test_every_ticket_is_different_in_its_number_and_its_code(draw):
    assert draw(number=7).tobytes() != draw(number=8).tobytes()
