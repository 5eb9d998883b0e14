"""Colours that everybody can read, and millimetres that are millimetres."""

import pytest

from kiosk.settings import Screen
from kiosk.ui.theme import CALM, STARK, Size, Theme
from tests.ui.sights import LANDSCAPE, PORTRAIT

PALETTES = {"calm": CALM, "stark": STARK}
TEXT = [
    ("ink", "paper"), ("ink", "card"), ("ink", "tint"), ("soft", "paper"), ("soft", "card"),
    ("soft", "tint"), ("soft", "shade"), ("on_accent", "accent"), ("on_accent", "accent_pressed"),
    ("stop", "stop_ground"), ("stop", "paper"), ("wait", "wait_ground"), ("ink", "wait_ground"),
    ("ink", "stop_ground"), ("paper", "ink"), ("paper", "done"),
]  # fmt: skip
CONTROLS = [
    ("line", "paper"), ("line", "card"), ("accent_edge", "paper"), ("ink", "paper"), ("done", "card"),
]  # fmt: skip


def luminance(colour) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (part(value) for value in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other) -> float:
    """WCAG 2.2, 1.4.6."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_has_a_contrast_of_7(name, ink, ground):
    palette = PALETTES[name]
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 7


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_the_edge_of_what_is_touched_has_a_contrast_of_3(name, edge, ground):
    palette = PALETTES[name]
    assert contrast(getattr(palette, edge), getattr(palette, ground)) >= 3


@pytest.mark.parametrize("screen", [PORTRAIT, LANDSCAPE, Screen(800, 1280, 10.1)])
def test_a_finger_has_20_millimetres_whatever_the_screen(screen):
    theme = Theme(screen)
    assert theme.touch / screen.per_mm >= 20
    assert theme.touch / screen.per_mm < 20.3


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("screen", [PORTRAIT, LANDSCAPE])
def test_large_letters_are_never_smaller_and_none_below_its_least(screen, size):
    usual, large = Theme(screen), Theme(screen, large=True)
    assert large.type_size(size) >= usual.type_size(size) >= usual.least_type_size(size)
