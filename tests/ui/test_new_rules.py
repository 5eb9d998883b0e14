"""New rules come to the screen while nobody stands there, and to no citizen in the middle of a visit."""

import datetime as dt

import pytest

from kiosk.journey import effects as do
from kiosk.journey import states as at
from kiosk.model import Language
from kiosk.store.rulebook import Rulebook
from kiosk.ui.renewing import Renewing
from kiosk.ui.words import spoken
from kiosk.workspace import CATALOGUE, WORDS, Workspace
from tests.ui.sights import OFFICE, InventedPages, catalogues, visit

DAY = dt.date(2026, 11, 2)
ISSUED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture
def stage(glass):
    return glass.stage(OFFICE, catalogues()["sample"], InventedPages())


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


@pytest.fixture
def told():
    return []


class Clock:
    """Stands still, at half past eight in the morning, until a test moves it."""

    def __init__(self):
        self.now = dt.datetime(2026, 11, 2, 1, 30, tzinfo=dt.UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def renewing(stage, workspace, told, clock):
    return Renewing(Rulebook(workspace), stage, told.append, clock)


def said(stage):
    return [w.text for w in stage.walk(restrict=True) if type(w).__name__ == "Text"]


def bring(workspace, number, **files):
    """Another process takes a version into use."""
    version = f"{number}-0123abcd"
    named = {name.replace("__", "/") + ".toml": text.encode() for name, text in files.items()}
    Rulebook(workspace).take(version, ISSUED, named)
    return version


def greeting(text):
    shipped = (WORDS / "vi.toml").read_text(encoding="utf-8")
    assert 'greeting = "Kính chào ông/bà"' in shipped
    return shipped.replace('greeting = "Kính chào ông/bà"', f'greeting = "{text}"')


def test_new_words_are_said_at_welcome_without_a_restart(stage, workspace, renewing, told):
    renewing.look(at.Welcome())
    assert "Kính chào ông/bà" in said(stage)
    version = bring(workspace, 2, words__vi=greeting("Xin chào ông/bà"))
    renewing.look(at.Welcome())
    assert "Xin chào ông/bà" in said(stage)
    assert told == [do.UseRules("", DAY), do.UseRules(version, DAY)]


def test_nobody_is_disturbed_in_the_middle_of_a_visit(stage, workspace, renewing, told):
    renewing.look(at.Welcome())
    stage.show(at.ChooseProcedure(visit()))
    law = CATALOGUE.read_text(encoding="utf-8").replace('"Khai sinh"', '"Giấy khai sinh"')
    version = bring(workspace, 2, catalogue=law)
    renewing.look(stage.state)
    assert "Khai sinh" in said(stage)
    assert told == [do.UseRules("", DAY)]
    stage.show(at.Welcome())
    renewing.look(stage.state)
    stage.show(at.ChooseProcedure(visit()))
    assert "Giấy khai sinh" in said(stage)
    assert told[-1] == do.UseRules(version, DAY)


def test_looking_again_and_again_rebuilds_nothing(stage, workspace, renewing, told):
    bring(workspace, 2, words__vi=greeting("Xin chào ông/bà"))
    renewing.look(at.Welcome())
    before = list(stage.walk(restrict=True))
    for _ in range(3):
        renewing.look(at.Welcome())
    assert list(stage.walk(restrict=True)) == before
    assert len(told) == 1


def test_from_midnight_in_vietnam_the_law_of_the_new_day_is_shown(renewing, told, clock):
    clock.now = dt.datetime(2026, 11, 2, 16, 59, tzinfo=dt.UTC)
    renewing.look(at.Welcome())
    clock.now = dt.datetime(2026, 11, 2, 17, 7, tzinfo=dt.UTC)
    renewing.look(at.Welcome())
    assert told == [do.UseRules("", DAY), do.UseRules("", DAY + dt.timedelta(days=1))]


def test_words_older_than_the_software_leave_its_new_texts_as_shipped(workspace):
    bring(workspace, 2, words__vi='[welcome]\ngreeting = "Xin chào ông/bà"\n[bar]\nback = "{x}"')
    say = spoken(Rulebook(workspace).now())[Language.VI]
    assert say("welcome.greeting") == "Xin chào ông/bà"
    assert say("bar.clerk") == "Gọi cán bộ"
    assert say("bar.back") == "Quay lại"
