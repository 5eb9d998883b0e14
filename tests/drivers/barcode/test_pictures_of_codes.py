"""Which pictures of a card's code are read; the real decoder on drawn pictures of an invented card."""

import numpy as np
import pytest

from drivers.barcode import qr
from drivers.barcode.decoder import Frame, texts
from tests.drivers.barcode.held_cards import DESK, code, held, sights
from tests.drivers.barcode.test_qr import MAI

LEAST = {  # of 24; docs/card.md tells what was measured
    "plain": 24,
    "grainy": 24,
    "very grainy": 20,
    "tilted": 20,
    "dim": 24,
    "very dim": 20,
    "glaring": 22,
    "soft": 18,
    "small": 24,
    "very small": 14,
    "very near": 22,
}


def frame(picture):
    height, width = picture.shape
    return Frame(width, height, picture.tobytes())


def test_a_card_is_read_at_any_angle_in_bad_light_and_from_far():
    found = {
        sight: sum(MAI in texts(frame(picture)) for picture in pictures)
        for sight, pictures in sights(MAI)
    }
    assert found.keys() == LEAST.keys()
    assert {sight: n for sight, n in found.items() if n < LEAST[sight]} == {}


def test_a_card_of_2024_with_a_whole_family_on_it():
    card = MAI + "|" + "|".join(f"Giàng Văn Ví Dụ {n}|01006000000{n}" for n in range(4))
    assert qr.parse(*texts(frame(held(code(card, 4), 17)))).name == "Giàng Thị Mai"


def test_nothing_is_read_where_there_is_nothing():
    luck = np.random.default_rng(2)
    empty = np.full((720, 1280), DESK, np.uint8)
    noise = luck.integers(0, 256, (720, 1280)).astype(np.uint8)
    assert texts(frame(empty)) == texts(frame(noise)) == texts(Frame(1, 1, b"\0")) == []


def test_two_cards_side_by_side_are_two_texts():
    other = MAI.replace("0123|", "0999|")
    both = np.hstack([code(MAI, 4), code(other, 4)])
    assert sorted(texts(frame(both))) == sorted([MAI, other])


def test_a_picture_that_is_not_as_large_as_it_says():
    with pytest.raises(ValueError, match="reshape"):
        texts(Frame(10, 10, b"\0"))
