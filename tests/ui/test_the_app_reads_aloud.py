"""The running app hands readings to its devices, hears of their end, and waits for its citizen meanwhile."""

import pytest

from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.states import ChooseLanguage
from kiosk.settings import Settings, SoundSettings
from kiosk.workspace import Workspace
from tests.ui.sights import CASE, PORTRAIT


@pytest.fixture
def app(glass, tmp_path, monkeypatch):
    from kiosk.ui.app import KioskApp

    workspace = Workspace(tmp_path)
    workspace.prepare()
    made = KioskApp(Settings(screen=PORTRAIT, sound=SoundSettings("default")), workspace)
    made.asked = []
    monkeypatch.setattr(made._client, "perform", lambda _, effect: made.asked.append(effect))
    made.clock = 100.0
    for holder in (made._patience, made._aloud):
        monkeypatch.setattr(holder, "_now", lambda: made.clock)
    made.build()
    made.happen(ev.NothingFound())
    made.happen(ev.Touched(CASE))
    return made


def test_it_waits_until_the_question_was_read(app, glass):
    app.stage.toggle("aloud")
    assert isinstance(app.asked[-1], do.Speak)
    for _ in range(30):
        app.clock += 1
        app._tick(0.5)
    assert isinstance(app.journey.state, ChooseLanguage)
    app._told(app.journey.visit, ev.Spoken(app.asked[-1].nth))
    glass.turn(2)
    assert not app._aloud.heard
    for _ in range(21):
        app.clock += 1
        app._tick(0.5)
    assert not isinstance(app.journey.state, ChooseLanguage)


def test_it_is_quiet_when_the_visit_ends(app):
    app.stage.toggle("aloud")
    app.happen(ev.StartOverPressed())
    app.happen(ev.LeaveConfirmed())
    told = [effect for effect in app.asked if not isinstance(effect, do.NoteScreen)]
    kinds = [type(effect) for effect in told[-2:]]
    assert kinds == [do.StopSpeaking, do.ForgetCitizen]
    assert app._aloud.words == "listen"
