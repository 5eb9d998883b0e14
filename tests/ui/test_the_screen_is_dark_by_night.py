"""While the office is closed the screen is black; a touch makes it light, and no visit is ever darkened."""

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.contract.rules.slots import Holidays
from kiosk.journey import events as ev
from kiosk.journey import states as at
from kiosk.rules.working_days import WorkingDays, somebody_may_come
from kiosk.settings import Settings
from kiosk.store.moments import OFFICE_ZONE
from kiosk.workspace import Workspace
from tests.ui.sights import CASE, PORTRAIT

OPENS = "07:30-11:30 13:00-17:00"
MONDAY = dt.date(2026, 11, 23)


def at_hour(text: str, day: dt.date = MONDAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(text), OFFICE_ZONE)


@pytest.mark.parametrize(
    ("hour", "open_then"),
    [("06:59", False), ("07:00", True), ("12:15", True), ("17:29", True), ("17:30", False)],
)
def test_half_an_hour_before_and_after_the_office_it_is_light_and_at_noon(hour, open_then):
    assert somebody_may_come(at_hour(hour), OPENS, WorkingDays()) is open_then


def test_days_off_are_dark_and_days_worked_for_them_are_light():
    sunday = MONDAY - dt.timedelta(1)
    assert not somebody_may_come(at_hour("09:00", sunday), OPENS, WorkingDays())
    days = WorkingDays(
        Holidays(off=frozenset({MONDAY}), worked=frozenset({sunday}), source="ví dụ")
    )
    assert somebody_may_come(at_hour("09:00", sunday), OPENS, days)
    assert not somebody_may_come(at_hour("09:00"), OPENS, days)


@pytest.fixture
def app(glass, tmp_path, monkeypatch):
    """The running app on a Monday at nine in the evening; `clock` is its stop-watch, `hour` what time it is."""
    from kivy.core.window import Window

    import kiosk.ui.app as running

    workspace = Workspace(tmp_path)
    workspace.prepare()
    screen = replace(PORTRAIT, off_outside_hours=True)
    made = running.KioskApp(Settings(screen=screen), workspace)
    made.hour, made.clock = "21:00", 100.0
    monkeypatch.setattr(running, "_now", lambda: at_hour(made.hour))
    monkeypatch.setattr(made._client, "perform", lambda *_: None)
    Window.add_widget(made.build())
    for holder in (made._night, made._patience):
        monkeypatch.setattr(holder, "_now", lambda: made.clock)
    Window.bind(on_touch_down=made._on_touch)
    made.happen(ev.NothingFound())
    yield made
    Window.unbind(on_touch_down=made._on_touch)
    Window.remove_widget(made._night)
    Window.remove_widget(made.stage)


def is_black(glass) -> bool:
    glass.turn(3)
    return glass.picture().getcolors(2) == [(PORTRAIT.width * PORTRAIT.height, (0, 0, 0))]


def test_by_night_nothing_but_black_is_drawn(app, glass):
    assert not is_black(glass)
    app._tick(0.5)
    assert is_black(glass)


def test_in_the_morning_it_is_light_by_itself(app, glass):
    app._tick(0.5)
    app.hour = "07:00"
    app.clock += 60
    app._tick(0.5)
    assert not is_black(glass)


def test_the_touch_that_wakes_it_begins_no_visit_and_two_minutes_later_it_is_dark_again(app, glass):
    app._tick(0.5)
    glass.touch(app.stage.find("start"))
    app._tick(0.5)
    assert not is_black(glass)
    assert isinstance(app.journey.state, at.Welcome)
    app.clock += 119
    app._tick(0.5)
    assert not app._night.is_dark
    app.clock += 1
    app._tick(0.5)
    assert is_black(glass)


def test_a_visit_that_began_late_is_not_darkened(app, glass):
    app._tick(0.5)
    glass.touch(app.stage.find("start"))
    app.happen(ev.Touched(CASE))
    app.clock += 15
    app.hour = "23:00"
    app._tick(0.5)
    assert not isinstance(app.journey.state, at.Welcome)
    assert not is_black(glass)


def test_a_screen_that_shall_not_go_dark_stays_light(app, glass):
    app._settings = Settings(screen=PORTRAIT)
    app._tick(0.5)
    assert not is_black(glass)


def test_a_touch_leaves_its_time_behind_and_nothing_else(app, glass, tmp_path):
    left = Workspace(tmp_path).touched
    assert not left.exists()
    glass.touch(app.stage.find("start"))
    assert left.read_bytes() == b""
    assert left.stat().st_mtime > 0
