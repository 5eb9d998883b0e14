"""What holds of every screen in every state, both orientations, both languages, large letters too."""

import pytest

from tests.ui.looking import clashes, distance
from tests.ui.sights import SCREENS
from tests.ui.snapshots import kept, sights

pytestmark = pytest.mark.timeout(600)  # the first test of a size draws all its screens
TOUCH, GAP = 20.0, 4.0  # mm
CAP = {"SMALL": 3.2, "HEADING": 7.0, "NUMBER": 40.0}  # mm, least height of capitals; the rest 4


@pytest.fixture(params=SCREENS)
def size(request):
    return request.param


@pytest.fixture
def per_mm(size):
    return SCREENS[size].per_mm


@pytest.fixture
def facts(size, looks):
    return looks(size).facts


def is_key(touchable) -> bool:
    """Keys of the keyboard are small by nature; the keyboard's own tests watch them."""
    return touchable["key"].startswith("key-")


def test_every_sight_was_looked_at(size, looks):
    names = {sight.name for sight in sights(size)}
    assert set(looks(size).facts) == names
    assert set(looks(size).pictures) == {name for name in names if kept(size, name)}


def test_every_text_lies_inside_its_place(facts):
    wrong = [
        (name, text["text"])
        for name, seen in facts.items()
        for text in seen["texts"]
        if not text["fits"]
    ]
    assert not wrong


def test_the_number_stays_in_sight_while_a_clerk_is_awaited(facts):
    seen = facts["needs-clerk-ticket"]
    assert any("A1-007" in text["text"] for text in seen["texts"])


def test_no_text_runs_into_another_or_under_a_button(facts, per_mm):
    wrong = {name: found for name, seen in facts.items() if (found := clashes(seen, per_mm * 0.4))}
    assert not wrong


def test_nothing_touchable_is_smaller_than_a_finger_needs(facts, per_mm):
    wrong = [
        (name, touchable["key"], touchable["box"])
        for name, seen in facts.items()
        for touchable in seen["touchables"]
        if not is_key(touchable) and min(touchable["box"][2:]) < TOUCH * per_mm - 1
    ]
    assert not wrong


def test_no_two_touchables_stand_too_near(facts, per_mm):
    wrong = []
    for name, seen in facts.items():
        touchables = seen["touchables"]
        for at, one in enumerate(touchables):
            for other in touchables[at + 1 :]:
                if is_key(one) and is_key(other):
                    continue
                if distance(one["box"], other["box"]) < GAP * per_mm - 1.5:
                    wrong.append((name, one["key"], other["key"]))
    assert not wrong


def test_letters_are_never_smaller_than_told(facts):
    wrong = [
        (name, text["text"], text["kind"], text["cap"])
        for name, seen in facts.items()
        for text in seen["texts"]
        if text["cap"] < CAP.get(text["kind"], 4.0) - 0.05 and not text["inside"].startswith("key-")
    ]
    assert not wrong


def test_large_letters_are_larger(facts):
    for name in ("choose-procedure", "needs-clerk"):
        usual, large = (
            max(text["cap"] for text in facts[sight]["texts"]) for sight in (name, f"large-{name}")
        )
        assert large > usual


def test_on_a_tall_screen_all_that_is_touched_is_in_reach(looks):
    height = SCREENS["1080x1920"].height
    wrong = [
        (name, touchable["key"])
        for name, seen in looks("1080x1920").facts.items()
        for touchable in seen["touchables"]
        if touchable["box"][1] < height * 0.08 - 1
        or touchable["box"][1] + touchable["box"][3] > height * 0.65 + 1
    ]
    assert not wrong


def test_the_bar_stays_where_it_is(facts):
    places: dict[str, set[tuple[int, ...]]] = {}
    for name, seen in facts.items():
        # A kiosk that reads aloud has a place more, and so other places: on all its screens the same.
        reads = any(touchable["key"] == "listen" for touchable in seen["touchables"])
        for touchable in seen["touchables"]:
            if touchable["key"] in (
                "listen",
                "clerk",
                "start-over",
                "language",
                "larger",
                "contrast",
                "back",
            ):
                language = "aloud" if reads else "en" if name.startswith("en-") else "vi"
                places.setdefault(f"{language} {touchable['key']}", set()).add(
                    tuple(touchable["box"])
                )
    assert {key: boxes for key, boxes in places.items() if len(boxes) > 1} == {}


def test_everything_that_stands_on_the_glass_is_inside_it(facts, size):
    width, height = SCREENS[size].width, SCREENS[size].height
    for name, seen in facts.items():
        for text in seen["texts"]:
            x, y, wide, high = text["ink"]
            assert 0 <= x <= x + wide <= width, (name, text["text"])
            assert 0 <= y <= y + high <= height, (name, text["text"])
