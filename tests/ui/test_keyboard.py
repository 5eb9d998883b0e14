"""The keyboard under real touches: a window without a display, in a process of its own for each screen."""

import json
import os
import subprocess
import sys

import pytest

SCREENS = {"portrait": (1080, 1920, 21.5), "landscape": (1280, 800, 10.1)}
LEAST_HEIGHT = {"portrait": 14.0, "landscape": 12.0}  # mm
LEAST_WIDTH, LEAST_GAP = 18.0, 2.2


class Hands:
    """Types on a fresh keyboard and tells what came of it."""

    def __init__(self, child):
        self._child = child

    def type(self, *keys, **how):
        """`keys` are names without their "key-"; `how` is the text that stands, the method, the theme."""
        asked = {"keys": [f"key-{key}" for key in keys], **how}
        self._child.stdin.write(json.dumps(asked) + "\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline()
        assert answer, "the keyboard's process ended"
        return json.loads(answer)


@pytest.fixture(scope="module", params=SCREENS)
def screen(request):
    return request.param


@pytest.fixture(scope="module")
def hands(screen):
    child = subprocess.Popen(
        [sys.executable, __file__, *map(str, SCREENS[screen])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen", "PYTHONUTF8": "1"},
    )
    try:
        yield Hands(child)
    finally:
        child.stdin.close()
        try:
            child.wait(timeout=60)
        finally:
            child.kill()
            child.wait()
            child.stdout.close()


@pytest.mark.parametrize(
    ("method", "keys"),
    [
        ("telex", [*"nguyeenx"]),
        ("vni", [*"nguye6n4"]),
        ("marks", [*"nguyên", "nga"]),
        ("marks", [*"nguyê", "nga", "n"]),
    ],
)
def test_nguyen_is_typed_each_way(hands, method, keys):
    assert hands.type(*keys, method=method)["text"] == "Nguyễn"


def test_the_listener_hears_the_whole_text_after_every_key(hands):
    assert hands.type(*"hootj", method="telex")["heard"] == ["H", "Ho", "Hô", "Hôt", "Hột"]


def test_the_switch_changes_how_marks_are_typed_and_keeps_the_text(hands):
    told = hands.type(*"ke", "telex", *"et", "vni", "1", "marks", "space", *"hôn")
    assert told["text"] == "Kết hôn"
    assert told["heard"][-1] == "Kết hôn"


def test_letters_stay_as_they_are_until_telex_is_switched_on(hands):
    assert hands.type(*"ddaays")["text"] == "Ddaays"


def test_erase_takes_a_whole_letter_with_its_marks(hands):
    assert hands.type("erase", "erase", text="Nguyễn")["text"] == "Nguy"


def test_erase_and_clear_on_nothing_say_nothing(hands):
    assert hands.type("erase", "clear", "space")["heard"] == []


def test_clear_leaves_nothing(hands):
    told = hands.type("clear", text="khai sinh")
    assert (told["text"], told["heard"]) == ("", [""])


def test_two_spaces_are_one(hands):
    assert hands.type("space", "space", "a", text="khai")["text"] == "khai a"


def test_a_text_does_not_grow_without_end(hands):
    assert hands.type("a", text="a" * 60)["heard"] == []


def test_digits_stand_where_marks_stood(hands):
    keys = {
        method: set(hands.type(method=method)["places"]) for method in ("marks", "telex", "vni")
    }
    assert {"key-sac", "key-ă", "key-đ"} <= keys["marks"]
    assert keys["telex"] == keys["vni"]
    assert {"key-1", "key-0"} <= keys["vni"]
    assert "key-1" not in keys["marks"]
    assert "key-sac" not in keys["vni"]
    assert {"key-ơ", "key-ư", "key-a", "key-space"} <= keys["marks"] & keys["vni"]


def test_every_key_writes_what_stands_on_it(hands):
    letters = "qwertyuiopasdfghjklơzxcvbnmưăâêôđ"
    assert hands.type(*letters)["text"] == letters.capitalize()
    assert hands.type(*"1234567890", method="vni", text="CT ")["text"] == "CT 1234567890"


@pytest.mark.parametrize("method", ["marks", "vni"])
def test_keys_are_large_enough_and_apart(hands, screen, method):
    told = hands.type(method=method)
    places = list(told["places"].values())
    for x, y, wide, high in places:
        assert high >= LEAST_HEIGHT[screen]
        assert wide >= LEAST_WIDTH
        assert x >= told["area"][0] - 0.5
        assert y >= told["area"][1] - 0.5
        assert x + wide <= told["area"][0] + told["area"][2] + 0.5
        assert y + high <= told["area"][1] + told["area"][3] + 0.5
    for place, (x, y, wide, high) in enumerate(places):
        for left, bottom, across, up in places[:place]:
            apart = max(left - x - wide, x - left - across, bottom - y - high, y - bottom - up)
            assert apart >= LEAST_GAP


@pytest.mark.parametrize("how", [{}, {"large": True}, {"contrast": True}, {"language": "en"}])
def test_every_word_fits_its_key(hands, how):
    for method in ("marks", "telex"):
        assert hands.type(method=method, **how)["unfit"] == []


def test_a_touched_key_shows_it_while_the_finger_is_on_it(hands):
    told = hands.type("g", pressed="key-a")
    assert told["changed"] > 0.5
    assert told["text"] == "G"


def _serve(width: str, height: str, diagonal: str) -> None:
    """The child: one keyboard for each line asked, on one pane of glass."""
    from kiosk.settings import Screen
    from tests.ui.glass import Glass

    glass = Glass(Screen(int(width), int(height), float(diagonal)))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(glass, json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(glass, asked):
    from kiosk.model import Language
    from kiosk.ui.composing import Method
    from kiosk.ui.keyboard import Keyboard
    from kiosk.ui.theme import Theme, register_fonts
    from kiosk.ui.widgets.button import Touchable
    from kiosk.ui.words import load

    register_fonts()
    theme = Theme(glass.screen, asked.get("large", False), asked.get("contrast", False))
    area, heard = _place(theme), []
    keyboard = Keyboard(
        theme,
        area,
        load(Language(asked.get("language", "vi"))),
        heard.append,
        text=asked.get("text", ""),
        method=Method(asked.get("method", "marks")),
    )
    glass.window.add_widget(keyboard)
    glass.turn()
    changed = _changed(glass, keyboard.find(asked["pressed"])) if "pressed" in asked else 0
    for key in asked["keys"]:
        glass.touch(keyboard.find(key))
    mm = glass.screen.per_mm
    told = {
        "text": keyboard.text,
        "heard": heard,
        "changed": changed,
        "area": [area.x / mm, area.y / mm, area.width / mm, area.height / mm],
        "places": {
            widget.key: [widget.x / mm, widget.y / mm, widget.width / mm, widget.height / mm]
            for widget in keyboard.walk(restrict=True)
            if isinstance(widget, Touchable)
        },
        "unfit": [w.text for w in keyboard.walk(restrict=True) if not getattr(w, "fits", True)],
    }
    glass.window.remove_widget(keyboard)
    return told


def _place(theme):
    """Where the search has its keyboard."""
    from kiosk.ui.area import Area

    screen, mm = theme.screen, theme.mm
    if theme.portrait:
        return Area(mm(11), mm(110), screen.width - 2 * mm(11), mm(122))
    return Area(mm(4.6), mm(29), screen.width - 2 * mm(4.6), mm(71))


def _changed(glass, key) -> float:
    """Which part of a key looks different under a finger."""
    import numpy as np
    from PIL import ImageChops

    top = glass.screen.height - key.top
    box = tuple(round(edge) for edge in (key.x, top, key.right, top + key.height))
    before = glass.picture().crop(box)
    key.look(True)
    glass.turn()
    after = glass.picture().crop(box)
    key.look(False)
    glass.turn()
    return float(np.mean(np.asarray(ImageChops.difference(before, after)).max(axis=2) > 8))


if __name__ == "__main__":
    _serve(*sys.argv[1:])
