"""The office's day: nobody of yesterday is called, and a clock that was set loses nobody who waits."""

import datetime as dt

import pytest

from kiosk.rules.queue.deeds import Deed, Why
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind
from kiosk.rules.queue.order import Now, open_counters, order
from kiosk.rules.queue.standing import TurnState, standing
from kiosk.settings import Counter, Settings
from tests.workbench.queue_desk import ZONE, Desk, everybodys

SETTINGS = Settings(counters=(Counter(1), Counter(2)))
DAY = dt.date(2026, 11, 23)
SET = [dt.timedelta(days=3), dt.timedelta(days=-3), dt.timedelta(hours=-9), dt.timedelta(days=400)]


def at(hour, minute=0, day=DAY):
    return dt.datetime.combine(day, dt.time(hour, minute), ZONE)


def test_at_the_offices_midnight_nobody_of_yesterday_is_called_any_more():
    desk = Desk(SETTINGS, at(23, 59))
    desk.ask(Deed.OPEN, 1)
    desk.draw()
    assert desk.labels(1) == ["A001"]
    desk.later(1)
    assert desk.labels(1) == []
    assert desk.refuses(Deed.NEXT, 1) is Why.NOBODY
    desk.draw()
    assert desk.labels(1) == ["A001"]


def test_seven_hours_before_the_worlds_midnight_the_office_begins_its_day():
    """The day is Vietnam's: at 06:30 there the world's clock still says yesterday."""
    desk = Desk(SETTINGS, at(6, 30))
    desk.draw()
    desk.later(60)
    assert desk.wall.astimezone(dt.UTC).date() == DAY
    assert desk.labels(1) == ["A001"]


def test_a_counter_that_nobody_closed_in_the_evening_is_not_open_in_the_morning():
    desk = Desk(SETTINGS, at(16))
    desk.ask(Deed.OPEN, 1)
    desk.later(15.5 * 60)
    assert open_counters(desk.hall, desk.now) == frozenset()
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    assert open_counters(desk.hall, desk.now) == {1}


def test_whom_a_counter_left_standing_in_the_evening_is_not_its_first_in_the_morning():
    desk = Desk(SETTINGS, at(16))
    left = desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.later(15.5 * 60)
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    assert desk.turn(left).state is TurnState.CALLED
    assert desk.hall.calls[0].label == "A001"


def test_a_number_of_yesterday_is_called_when_a_clerk_types_it():
    desk = Desk(SETTINGS, at(16))
    turn = desk.draw()
    desk.later(16 * 60)
    desk.ask(Deed.CALL, 1, label="a1")
    assert desk.turn(turn).state is TurnState.CALLED
    desk.ask(Deed.TRANSFER, 1, to=2)
    assert desk.labels(2) == ["A001"]


def test_typed_a_number_means_todays():
    desk = Desk(SETTINGS, at(16))
    desk.draw()
    desk.later(16 * 60)
    today = desk.draw()
    desk.ask(Deed.CALL, 1, label="a1")
    assert desk.turn(today).state is TurnState.CALLED


@pytest.mark.parametrize("shift", SET)
def test_a_clock_that_was_set_loses_nobody_and_passes_nobody(shift):
    desk = Desk(SETTINGS, at(9))
    desk.ask(Deed.OPEN, 1)
    desk.draw()
    later = desk.draw()
    desk.write(Kind.LATER, turn=later, until=at(10))
    desk.later(30)
    desk.late = shift
    desk.draw()
    assert desk.labels(1)[0] == "A001"
    assert len(desk.labels(1)) == 2
    assert open_counters(desk.hall, desk.now) == {1}
    desk.later(31)
    assert [turn.id for turn in desk.order(1)][1] == later
    assert len(desk.labels(1)) == 3


@pytest.mark.parametrize("shift", SET)
def test_a_clock_that_is_put_right_loses_nobody(shift):
    desk = Desk(SETTINGS, at(9))
    desk.late = shift
    desk.draw()
    desk.later(30)
    desk.late = dt.timedelta(0)
    desk.later(180)
    desk.draw()
    assert [turn.joined for turn in desk.order(1)] == sorted(t.joined for t in desk.order(1))
    assert len(desk.order(1)) == 2


@pytest.mark.parametrize("shift", SET)
def test_another_kiosks_wrong_clock_moves_nobody_in_the_queue(shift):
    right, wrong = Desk(SETTINGS, at(9), 1), Desk(SETTINGS, at(9), 2)
    wrong.late = shift
    for desk in (right, wrong, right):
        for each in (right, wrong):
            each.later(10)
        desk.draw()
        right.take(wrong)
        wrong.take(right)
    assert [turn.origin for turn in right.order(1)] == [1, 2, 1]
    assert [turn.id for turn in right.order(1)] == [turn.id for turn in wrong.order(1)]


def test_a_clock_that_was_set_keeps_yesterdays_people_from_the_morning_all_the_same():
    desk = Desk(SETTINGS, at(16))
    desk.draw()
    desk.late = dt.timedelta(days=3)
    desk.later(15 * 60)
    assert desk.labels(1) == []


def test_an_appointment_is_kept_when_the_clock_goes_back():
    desk = Desk(SETTINGS, at(9))
    desk.draw(appointment=at(9, 30))
    desk.late = dt.timedelta(days=3)
    desk.later(1)
    assert desk.labels(1) == ["A001"]


def test_a_number_drawn_with_yesterdays_clock_counts_when_the_clock_is_right_again():
    """A small computer without a battery starts with the time at which it was switched off."""
    yesterday = at(17, 5) - dt.timedelta(days=1)
    drawn = Drawn("A091", yesterday.date(), "ho-tich")
    entry = Entry(0, 1, 1, yesterday, Kind.DRAWN, turn="a" * 32, drawn=drawn)
    hall = standing([Heard(entry, 100.0)])
    counters = SETTINGS.counters
    for minutes in (1, 40, 300):
        now = Now(100.0 + minutes * 60, at(7, 10) + dt.timedelta(minutes=minutes))
        assert order(hall, counters[0], counters, now, SETTINGS.queue, everybodys)
