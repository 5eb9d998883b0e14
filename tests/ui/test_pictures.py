"""The comparison of pictures is itself tried: it must see what a citizen would see."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.workbench.pictures import SHARE, alike, difference, keepable


def screen(left: int = 300, colour: str = "#ffb23e", size: tuple[int, int] = (1080, 1920)):
    """A screen with one button of the least size."""
    picture = Image.new("RGB", size, "#fbfaf6")
    width, height = 400, 112
    ImageDraw.Draw(picture).rounded_rectangle(
        (left, 600, left + width, 600 + height), 12, fill=colour, outline="#9a5b00", width=3
    )
    return keepable(picture)


def test_a_picture_is_like_itself():
    assert difference(screen(), screen())[0] == 0


@pytest.mark.parametrize("size", [(1080, 1920), (1280, 800)])
@pytest.mark.parametrize("moved", [20, -20])
def test_a_button_moved_by_20_pixels_is_seen(size, moved):
    assert not alike(moved_screen(0, size), moved_screen(moved, size))


def moved_screen(by: int, size: tuple[int, int]):
    """A screen as they are: a row of buttons at its foot, one of them moved."""
    picture = Image.new("RGB", size, "#fbfaf6")
    pen = ImageDraw.Draw(picture)
    for at in range(5):
        left = 40 + at * 200 + (by if at == 2 else 0)
        pen.rounded_rectangle(
            (left, 500, left + 170, 620), 12, fill="white", outline="#5f7e88", width=3
        )
        pen.rectangle((left + 60, 530, left + 110, 560), fill="#0d2d38")
        pen.rectangle((left + 30, 575, left + 140, 600), fill="#0d2d38")
    pen.rounded_rectangle(
        (300 + by, 300, 900 + by, 420), 12, fill="#ffb23e", outline="#9a5b00", width=3
    )
    return keepable(picture)


def test_a_button_that_vanished_is_seen():
    gone = keepable(Image.new("RGB", (1080, 1920), "#fbfaf6"))
    assert not alike(screen(), gone)


def test_another_colour_of_the_button_is_seen():
    assert not alike(screen(), screen(colour="#e0e0e0"))


def test_the_noise_of_another_machines_smoothing_passes():
    noise = np.random.default_rng(7).integers(-7, 8, (960, 540, 3))
    noisy = np.clip(np.asarray(screen(), dtype=np.int16) + noise, 0, 255).astype(np.uint8)
    assert alike(screen(), Image.fromarray(noisy))


def test_a_few_pixels_more_than_allowed_do_not_pass():
    pixels = np.asarray(screen()).copy()
    wrong = int(pixels.shape[0] * pixels.shape[1] * SHARE) + 1
    rows, columns = np.unravel_index(np.arange(wrong), pixels.shape[:2])
    pixels[rows, columns] = 0
    assert not alike(screen(), Image.fromarray(pixels))


def test_another_size_is_seen():
    assert difference(screen(), Image.new("RGB", (10, 10)))[0] == 1.0
