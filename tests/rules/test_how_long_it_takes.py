"""People ahead and the wait that is told: honest, in steps of five minutes, and nothing where nobody can know."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.model import Priority
from kiosk.rules.queue.deeds import Deed
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.waiting import Times, ahead, served, wait, waits
from kiosk.settings import Counter, Settings
from tests.workbench.queue_desk import ZONE, Desk

SETTINGS = Settings(
    counters=(
        Counter(1, ("ho-tich",)),
        Counter(2, ("ho-tich",)),
        Counter(3, ("dat-dai",), ("ho-tich",)),
    )
)


def at(hour, minute=0):
    return Desk(SETTINGS, dt.datetime(2026, 11, 23, hour, minute, tzinfo=ZONE))


@pytest.fixture
def desk():
    return at(8)


def told(desk, turn, usual=None):
    law = SETTINGS.queue
    return wait(desk.hall, desk.turn(turn), SETTINGS.counters, desk.now, law, usual)


def people_ahead(desk, turn):
    return ahead(desk.hall, desk.turn(turn), SETTINGS.counters, desk.now, SETTINGS.queue)


def serve(desk, number, minutes, field="ho-tich"):
    """Citizens who took so many minutes each."""
    for each in minutes:
        desk.draw(field)
        desk.ask(Deed.NEXT, number)
        desk.later(each)
        desk.ask(Deed.FINISH, number)


def test_whoever_is_called_by_no_counter_that_is_open_is_promised_nothing(desk):
    turn = desk.draw()
    assert told(desk, turn) is None
    desk.ask(Deed.OPEN, 1)
    assert told(desk, turn) == (0, 5)
    desk.ask(Deed.CLOSE, 1)
    assert told(desk, turn) is None


def test_a_helper_is_a_counter_too(desk):
    turn = desk.draw()
    desk.ask(Deed.OPEN, 3)
    assert told(desk, turn) == (0, 5)


def test_those_count_as_ahead_who_would_be_called_before(desk):
    desk.ask(Deed.OPEN, 1)
    desk.draw()
    turn = desk.draw()
    desk.draw()
    desk.draw("dat-dai", "B")
    assert people_ahead(desk, turn) == 1
    desk.later(10)
    desk.draw(priority=Priority.ELDERLY)
    assert people_ahead(desk, turn) == 2


def test_those_of_another_field_count_where_one_counter_calls_both(desk):
    desk.draw("dat-dai", "B")
    turn = desk.draw()
    for number in (1, 3):
        desk.ask(Deed.OPEN, number)
    assert people_ahead(desk, turn) == 1
    desk.ask(Deed.CLOSE, 3)
    assert people_ahead(desk, turn) == 0


def test_who_is_gone_until_later_or_missed_the_call_is_not_ahead(desk):
    desk.ask(Deed.OPEN, 1)
    gone = desk.draw()
    desk.write(Kind.LATER, turn=gone, until=desk.wall + dt.timedelta(hours=1))
    desk.draw()
    turn = desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.MISSED, 1)
    assert people_ahead(desk, turn) == 0


def test_the_wait_grows_with_those_ahead_and_shrinks_with_counters(desk):
    serve(desk, 1, [10] * 8)
    for _ in range(6):
        desk.draw()
    turn = desk.draw()
    least, most = told(desk, turn)
    assert least <= 60 <= most
    desk.ask(Deed.OPEN, 2)
    least_of_two, most_of_two = told(desk, turn)
    assert least_of_two <= 30 <= most_of_two < most


def test_past_days_say_how_long_it_takes_as_long_as_today_does_not(desk):
    desk.ask(Deed.OPEN, 1)
    desk.draw(), desk.draw()
    turn = desk.draw()
    usual = {"ho-tich": Times(200, 1500.0, 60.0)}
    assert told(desk, turn, usual)[1] > told(desk, turn)[1]


def test_the_times_of_a_field_are_those_at_its_counters_no_shows_among_them(desk):
    serve(desk, 1, [10, 20])
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.later(3)
    desk.ask(Deed.MISSED, 1)
    found = served(desk.hall)["ho-tich"]
    assert (found.count, found.mean) == (3, 660.0)


def test_an_undone_call_took_no_time(desk):
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.later(3)
    desk.ask(Deed.UNDO, 1)
    assert served(desk.hall) == {}


def test_over_lunch_nobody_is_called():
    desk = at(11, 25)
    serve(desk, 1, [0] * 3)
    desk.ask(Deed.OPEN, 1)
    for _ in range(3):
        desk.draw()
    usual = {"ho-tich": Times(200, 900.0, 30.0)}
    least, most = told(desk, desk.draw(), usual)
    assert least > 90
    assert most < 150


def test_whoever_will_hardly_be_called_today_is_promised_nothing():
    desk = at(16, 30)
    desk.ask(Deed.OPEN, 1)
    usual = {"ho-tich": Times(200, 900.0, 30.0)}
    turns = [desk.draw() for _ in range(6)]
    assert told(desk, turns[0], usual) == (0, 5)
    assert told(desk, turns[-1], usual) is None


def test_a_counter_that_is_open_outside_the_hours_goes_on():
    desk = at(17, 30)
    desk.ask(Deed.OPEN, 1)
    desk.draw()
    assert told(desk, desk.draw()) is not None


def test_who_comes_back_later_is_not_called_before(desk):
    desk.ask(Deed.OPEN, 1)
    turn = desk.draw()
    desk.write(Kind.LATER, turn=turn, until=desk.wall + dt.timedelta(minutes=42))
    assert told(desk, turn) == (40, 45)


def test_those_who_will_pass_count_in(desk):
    """In the last hour half of all had a priority: so it will be in the next one."""
    desk.ask(Deed.OPEN, 1)
    calm = replace(SETTINGS.queue, elderly=0)
    serve(desk, 1, [5] * 6)
    for _ in range(5):
        desk.draw(), desk.draw(priority=Priority.ELDERLY)
    turn = desk.draw()
    busy = told(desk, turn)
    place = desk.turn(turn)
    quiet = wait(desk.hall, place, SETTINGS.counters, desk.now, calm)
    assert busy[1] > quiet[1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["ho-tich", "dat-dai"]), max_size=25),
    st.sets(st.sampled_from([1, 2, 3])),
    st.integers(0, 8 * 60),
)
def test_a_range_begins_before_it_ends_and_is_told_in_steps_of_five(drawn, opened, minutes):
    desk = at(8)
    for field in drawn:
        desk.draw(field)
    desk.later(minutes)
    for number in opened:
        desk.ask(Deed.OPEN, number)
    law, counters = SETTINGS.queue, SETTINGS.counters
    ranges = waits(desk.hall, counters, desk.now, law)
    for turn, (least, most) in ranges.items():
        assert 0 <= least < most
        assert least % 5 == most % 5 == 0
        assert wait(desk.hall, desk.turn(turn), counters, desk.now, law) == (least, most)
    if not opened:
        assert not ranges
