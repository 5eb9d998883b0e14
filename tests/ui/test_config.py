"""The kiosk's window is closed: no key, no module, no mark under a second finger, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import json
from kiosk.settings import Screen
from kiosk.ui.config import configure
configure(Screen(640, 400, 10.0))
from kivy.base import EventLoop, runTouchApp
from kivy.config import Config
from kivy.core.window import Window
from kiosk.ui.closed import ClosedApp, close
close(Window)
app = ClosedApp()
stopped = []
EventLoop.bind(on_stop=lambda *_: stopped.append(1))
runTouchApp(embedded=True)
Window.bind(on_keyboard=app._on_keyboard_settings)  # as App.run does, after us: the first to be asked
swallowed = {}
for name, key, modifiers in (("escape", 27, []), ("f1", 282, []), ("f11", 292, []), ("f12", 293, []),
                             ("ctrl-e", 101, ["ctrl"]), ("ctrl-q", 113, ["ctrl"]), ("alt-f4", 285, ["alt"])):
    Window.dispatch("on_key_down", key, 0, None, modifiers)
    swallowed[name] = bool(Window.dispatch("on_keyboard", key, 0, None, modifiers))
    EventLoop.idle()
print(json.dumps({
    "swallowed": swallowed, "stopped": stopped, "children": len(Window.children),
    "close": bool(Window.dispatch("on_request_close")),
    "settings": app.open_settings(), "modules": Config.options("modules"),
    "escape": Config.getint("kivy", "exit_on_escape"), "input": Config.items("input"),
    "frames": Config.getint("graphics", "maxfps"), "size": Window.size,
}))
"""


@pytest.fixture(scope="module")
def told():
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen", "KCFG_KIVY_EXIT_ON_ESCAPE": "1"},
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_no_chord_leaves_the_kiosk(told):
    assert all(told["swallowed"].values()), told["swallowed"]
    assert told["stopped"] == []
    assert told["close"]


def test_escape_does_not_end_it_even_where_the_environment_says_so(told):
    assert told["escape"] == 0


def test_settings_never_open(told):
    assert told["settings"] is False
    assert told["children"] == 0


def test_no_module_watches_keys(told):
    assert told["modules"] == []


def test_kivy_listens_to_no_other_device_and_a_second_finger_leaves_no_red_dot(told):
    assert told["input"] == [["mouse", "mouse,disable_multitouch"]]


def test_frames_are_drawn_30_times_a_second_at_most(told):
    assert 0 < told["frames"] <= 30


def test_the_window_is_as_large_as_the_screen(told):
    assert told["size"] == [640, 400]
