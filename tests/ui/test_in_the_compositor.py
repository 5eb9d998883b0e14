"""The kiosk in its compositor, cage with XWayland: it is drawn and touched, and no chord of a keyboard leaves it."""

import os
import signal
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.workbench.cage import SIZE, Cage
from tests.workbench.touchscreen import Touchscreen

PROJECT = Path(__file__).parents[2]
CONTRAST = (920, 718)  # the switch, lower right
SETTINGS = """
[screen]
width = 1024
height = 768
diagonal = 15.0
fullscreen = true
"""
ALONE = ("Escape", "F1", "F11", "F12", "Print", "Super_L", "Menu", "Alt_L", "Tab")
HELD = (
    *(f"ctrl+alt+{key}" for key in ("F1", "F2", "F3", "F7", "Delete", "BackSpace", "Escape", "t")),
    *(f"alt+{key}" for key in ("F4", "Tab", "Escape", "space", "F2", "Print")),
    *(f"ctrl+{key}" for key in ("e", "q", "c", "w", "Escape", "shift+Escape")),
    *(f"super+{key}" for key in ("l", "d", "Return", "q")),
)


@pytest.fixture
def shown(tmp_path):
    """The whole ui, without any device, as its unit starts it."""
    (tmp_path / "kiosk.toml").write_text(SETTINGS)
    (tmp_path / "run").mkdir()
    kiosk = ("-m", "kiosk.ui", "--settings", tmp_path / "kiosk.toml", "--state", tmp_path / "state")
    with (
        Touchscreen(tmp_path, *SIZE) as glass,
        Cage(tmp_path / "run", [sys.executable, *map(str, kiosk)], glass.env["DISPLAY"]) as cage,
    ):
        assert glass.comes_to_show(lambda picture: len(picture.getcolors(10**6)) > 100)
        yield glass, cage


def head(picture: Image.Image) -> bytes:
    """Without the fees, which turn by themselves."""
    return picture.crop((0, 0, SIZE[0], SIZE[1] // 2)).tobytes()


def test_no_chord_leaves_it_and_a_touch_reaches_it(shown):
    glass, cage = shown
    before = head(glass.picture())
    glass.keys(*ALONE, *HELD)
    assert cage.process.poll() is None
    assert head(glass.picture()) == before
    glass.touch(*CONTRAST)
    assert glass.comes_to_show(lambda picture: picture.getpixel((0, SIZE[1] // 2)) == (0, 0, 0))


def test_when_the_screen_dies_the_compositor_ends_too_and_shows_nothing_on_its_way(shown):
    glass, cage = shown
    (app,) = children(cage.process.pid)
    os.kill(app, signal.SIGKILL)
    cage.process.wait(15)
    assert glass.comes_to_show(
        lambda picture: picture.getcolors(1) == [(SIZE[0] * SIZE[1], (0, 0, 0))]
    )


def children(parent: int) -> list[int]:
    """The Python ones: XWayland is a child too."""
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [
        each
        for each in map(int, told.split())
        if b"kiosk.ui" in Path(f"/proc/{each}/cmdline").read_bytes()
    ]
