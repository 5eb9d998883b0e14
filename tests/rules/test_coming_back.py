"""Times offered to whoever would wait long: whole quarters, in office hours, and never past closing."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.queue.returning import WORTH, return_times
from kiosk.store.moments import OFFICE_ZONE

OPENS = "07:30-11:30 13:00-17:00"
DAY = dt.datetime(2026, 11, 20, tzinfo=OFFICE_ZONE)


def clock(hour: int, minute: int = 0) -> dt.datetime:
    return DAY.replace(hour=hour, minute=minute)


def times(wait, now):
    return [f"{each:%H:%M}" for each in return_times(wait, now, OPENS)]


def test_a_short_wait_is_waited_for():
    assert times((5, WORTH - 1), clock(9)) == []


def test_the_first_time_is_about_when_the_wait_may_be_over():
    assert times((45, 70), clock(9, 30)) == ["10:15", "10:45", "11:15"]


def test_over_noon_nobody_is_asked_to_come_to_a_closed_door():
    assert times((45, 90), clock(10, 40)) == ["13:00", "13:30", "14:00"]


def test_nobody_comes_back_to_an_office_that_closes():
    assert times((60, 90), clock(15, 40)) == []
    assert times((60, 90), clock(15, 20)) == ["16:30"]


@given(st.integers(0, 24 * 60 - 1), st.integers(0, 240), st.integers(0, 240), st.integers(0, 59))
def test_every_time_offered_is_a_quarter_within_office_hours(minute, least, more, second):
    now = DAY + dt.timedelta(minutes=minute, seconds=second)
    offered = return_times((least, least + more), now, OPENS)
    assert len(offered) <= 3
    assert list(offered) == sorted(set(offered))
    for time in offered:
        assert (time.minute % 15, time.second, time.microsecond) == (0, 0, 0)
        assert time >= now + dt.timedelta(minutes=least)
        assert clock(7, 30) <= time < clock(11, 30) or clock(13) <= time <= clock(16, 30)
