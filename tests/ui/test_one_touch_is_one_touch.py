"""Fingers on a touchscreen reach the kiosk once each, where they are, however the panel was turned."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workbench.touchscreen import Touchscreen

PANEL = (640, 400)
PROJECT = Path(__file__).parents[2]
# An app that draws a red square in the lower left corner of what people see, and says what touches it.
CHILD = """
import json, sys
from kiosk.settings import Screen
from kiosk.ui.config import configure
width, height, rotation = map(int, sys.argv[1:])
configure(Screen(width, height, 10.0, rotation=rotation, fullscreen=True))
from kivy.base import runTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

def say(*words):
    print(json.dumps(words), flush=True)

glass = Widget()
with glass.canvas:
    Color(1, 0, 0)
    Rectangle(pos=(0, 0), size=(60, 60))
Window.bind(on_touch_down=lambda _, at: say("down", at.x, at.y))
Window.bind(on_touch_up=lambda _, at: say("up", at.x, at.y))
Clock.schedule_once(lambda _: say("size", *Window.size), 0.5)
runTouchApp(glass)
"""


@pytest.fixture(params=[0, 90, 180, 270], ids=lambda degrees: f"turned-by-{degrees}")
def turned(request, tmp_path):
    """A glass whose panel was turned clockwise by so many degrees; its app's words, line by line."""
    upright = PANEL if request.param % 180 == 0 else PANEL[::-1]
    with Touchscreen(tmp_path, *PANEL) as glass:
        app = subprocess.Popen(
            [sys.executable, "-c", CHILD, *map(str, (*upright, request.param))],
            env={**os.environ, **glass.env},
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert json.loads(app.stdout.readline()) == ["size", *upright]
            yield request.param, glass, app
        finally:
            app.kill()
            app.wait()
            app.stdout.close()


def test_a_touch_lands_where_people_see_what_they_touch(turned):
    degrees, glass, app = turned
    # Lower left as people see it: turned clockwise by 90 degrees the panel's lower right corner comes there.
    corners = {0: (20, 380), 90: (620, 380), 180: (620, 20), 270: (20, 20)}
    at = corners[degrees]
    assert glass.comes_to_show(lambda picture: picture.getpixel(at) == (255, 0, 0))
    glass.touch(*at)
    down, up = (json.loads(app.stdout.readline()) for _ in range(2))
    assert [down[0], up[0]] == ["down", "up"]
    assert all(12 <= place <= 28 for place in (*down[1:], *up[1:]))


def test_a_second_finger_is_no_second_touch(turned):
    _, glass, app = turned
    glass.down(320, 200, finger=1)
    glass.touch(200, 100, finger=2)
    glass.up(320, 200, finger=1)
    glass.touch(320, 200, finger=3)
    heard = [json.loads(app.stdout.readline())[0] for _ in range(4)]
    assert heard == ["down", "up", "down", "up"]
