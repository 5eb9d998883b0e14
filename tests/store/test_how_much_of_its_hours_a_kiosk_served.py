"""A kiosk counts the hours in which citizens could use it, and a day on which it was dead counts against it."""

import datetime as dt

import pytest

from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.served import Served

OPENS = "07:30-11:30 13:00-17:00"
MONDAY = dt.date(2026, 11, 23)


def at(day, hour, minute=0):
    return dt.datetime.combine(day, dt.time(hour, minute), OFFICE_ZONE)


def works(day):
    return day.weekday() < 5


def serve(served, day, begin, end):
    """Looked at every minute from hour to hour."""
    moment = at(day, begin)
    while moment < at(day, end):
        served.note(moment)
        moment += dt.timedelta(minutes=1)


def test_a_whole_day_of_hours_is_all_of_it(db):
    served = Served(db, OPENS)
    serve(served, MONDAY, 6, 19)
    uptime = served.uptime(works, at(MONDAY, 20))
    assert (uptime.there, uptime.wanted, uptime.share) == (480, 480, 1.0)


def test_what_is_looked_at_twice_counts_once_also_after_a_restart(db):
    moment = at(MONDAY, 8, 2)
    assert Served(db, OPENS).note(moment)
    assert not Served(db, OPENS).note(moment + dt.timedelta(minutes=1))
    assert Served(db, OPENS).uptime(works, at(MONDAY, 17)).there == 5


@pytest.mark.parametrize("hour", [6, 12, 18])
def test_closed_hours_do_not_count(db, hour):
    assert not Served(db, OPENS).note(at(MONDAY, hour))


def test_a_dead_day_counts_against_it_and_a_sunday_does_not(db):
    served = Served(db, OPENS)
    friday, next_monday = dt.date(2026, 11, 20), dt.date(2026, 11, 23)
    serve(served, dt.date(2026, 11, 19), 7, 17)  # friday it was dead
    serve(served, next_monday, 7, 17)
    uptime = served.uptime(works, at(next_monday, 18))
    assert not works(friday + dt.timedelta(days=1))
    assert (uptime.there, uptime.wanted) == (2 * 480, 3 * 480)


def test_a_clock_set_back_counts_nothing_twice(db):
    served = Served(db, OPENS)
    serve(served, MONDAY, 8, 10)
    serve(served, MONDAY, 8, 10)
    assert served.uptime(works, at(MONDAY, 10)).there == 120


def test_of_today_only_what_is_over_is_wanted(db):
    served = Served(db, OPENS)
    serve(served, MONDAY, 7, 9)
    uptime = served.uptime(works, at(MONDAY, 9))
    assert (uptime.there, uptime.wanted) == (90, 90)


def test_nothing_was_ever_noted(db):
    assert Served(db, OPENS).uptime(works, at(MONDAY, 9)) is None
