"""When a case is due: the vectors of practice, by the calendar that a kiosk has without its province."""

import datetime as dt

import pytest

from kiosk.contract.rules.law import Count, Deadline
from kiosk.rules import due
from kiosk.rules.due import Office
from kiosk.rules.working_days import hours
from kiosk.store import calendar
from kiosk.store.moments import OFFICE_ZONE

OPENS = "07:30-11:30 13:00-17:00"
SAME_DAY = Deadline(Count.SAME_DAY)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def office(around: dt.datetime, **more) -> Office:
    return Office(calendar.working_days(around.date()), hours(OPENS), **more)


def due_at(deadline: Deadline, received: str, **more) -> str:
    moment = at(received)
    return f"{due.due(deadline, moment, office(moment, **more)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("received", "day"),
    [
        ("2026-11-20 14:59", "2026-11-20"),
        ("2026-11-20 15:00", "2026-11-23"),
        ("2026-11-23 15:30", "2026-11-25"),  # the 24th is the day of culture
        ("2027-02-03 16:00", "2027-02-11"),  # over the lunar new year
        ("2026-08-21 16:00", "2026-08-22"),  # a Saturday that is worked for 31 August
        ("2026-11-21 09:00", "2026-11-23"),  # a Saturday that is not
    ],
)
def test_of_the_same_day_unless_it_comes_after_15_hours(received, day):
    assert due_at(SAME_DAY, received) == f"{day} 17:00"


def test_the_minute_of_the_cut_counts_as_before_where_the_office_says_so():
    assert due_at(SAME_DAY, "2026-11-20 15:00", at_cut=True) == "2026-11-20 17:00"
    assert due_at(SAME_DAY, "2026-11-20 15:01", at_cut=True) == "2026-11-23 17:00"


def test_a_cut_behind_the_closing_hour_makes_nothing_due_before_it_came():
    assert due_at(SAME_DAY, "2026-11-20 17:10", cut="18:00") == "2026-11-23 17:00"


@pytest.mark.parametrize(
    ("received", "days", "day"),
    [
        ("2026-11-20", 3, "2026-11-26"),
        ("2026-11-23", 1, "2026-11-25"),
        ("2027-02-02", 3, "2027-02-12"),
        ("2026-08-21", 1, "2026-08-22"),
        ("2026-08-21", 3, "2026-08-25"),
        ("2026-04-24", 2, "2026-04-29"),
    ],
)
@pytest.mark.parametrize("time", ["07:31", "16:59"])
def test_working_days_begin_with_the_day_after_reception(received, days, day, time):
    deadline = Deadline(Count.WORKING_DAYS, days)
    assert due_at(deadline, f"{received} {time}") == f"{day} 17:00"


@pytest.mark.parametrize(
    ("received", "hours_of_work", "ends"),
    [
        ("2026-11-23 10:30", 8, "2026-11-25 10:30"),
        ("2026-11-20 16:30", 2, "2026-11-23 09:00"),
        ("2026-11-23 10:30", 5, "2026-11-23 17:00"),
        ("2026-11-23 12:00", 1, "2026-11-23 14:00"),
    ],
)
def test_hours_of_work_rest_at_noon_at_night_and_on_days_off(received, hours_of_work, ends):
    assert due_at(Deadline(Count.HOURS, hours_of_work), received) == ends


@pytest.mark.parametrize(
    ("received", "days", "day"),
    [
        ("2026-11-23", 30, "2026-12-23"),
        ("2026-11-20", 1, "2026-11-23"),  # ends on a Saturday
        ("2026-11-23", 1, "2026-11-25"),  # ends on a holiday
        ("2027-01-27", 10, "2027-02-11"),  # ends in the lunar new year
    ],
)
def test_calendar_days_that_end_on_a_day_off_move_on(received, days, day):
    deadline = Deadline(Count.CALENDAR_DAYS, days)
    assert due_at(deadline, f"{received} 09:00") == f"{day} 17:00"


@pytest.mark.parametrize(
    ("deadline", "received", "latest"),
    [
        # a marriage whose facts must be verified: 5 working days
        (
            Deadline(Count.SAME_DAY, at_most=Deadline(Count.WORKING_DAYS, 5)),
            "2026-11-20 10:00",
            "2026-11-30",
        ),
        # the marital status: 23 days altogether
        (
            Deadline(Count.WORKING_DAYS, 3, at_most=Deadline(Count.CALENDAR_DAYS, 23)),
            "2026-11-20 10:00",
            "2026-12-14",
        ),
        # who is the father: 5 working days more than 3
        (
            Deadline(Count.WORKING_DAYS, 3, more=Deadline(Count.WORKING_DAYS, 5)),
            "2026-11-20 10:00",
            "2026-12-03",
        ),
    ],
)
def test_facts_that_must_be_verified_take_what_the_law_allows(deadline, received, latest):
    moment = at(received)
    assert due.verified(deadline, moment, office(moment)).date().isoformat() == latest
    assert due.due(deadline, moment, office(moment)).date().isoformat() < latest


def test_where_the_law_allows_nothing_more_nothing_more_is_told():
    moment = at("2026-11-20 10:00")
    assert due.verified(SAME_DAY, moment, office(moment)) is None


def test_it_is_said_in_time_that_time_runs_out():
    moment = at("2026-11-25 07:30")  # Wednesday
    clock = due.clock(Deadline(Count.WORKING_DAYS, 4), moment, office(moment))
    assert clock.due == at("2026-12-01 17:00")  # 40 hours of work later: alarms after 30 and 36
    assert clock.soon == at("2026-11-30 15:00")
    assert clock.sooner == at("2026-12-01 11:30")
