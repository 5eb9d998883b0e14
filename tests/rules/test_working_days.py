"""When something is settled: in the day before the cut, else the next working day, holidays included."""

import datetime as dt

import pytest

from kiosk.contract.rules.slots import Holidays
from kiosk.rules.working_days import Today, WorkingDays, settled_on, today
from kiosk.store.moments import OFFICE_ZONE

OFF = """2026-01-01 2026-04-27 2026-04-30 2026-05-01 2026-08-31 2026-09-01 2026-09-02 2026-11-24 2027-01-01
2027-02-04 2027-02-05 2027-02-08 2027-02-09 2027-02-10"""
HOLIDAYS = Holidays(
    frozenset(dt.date.fromisoformat(day) for day in OFF.split()),
    frozenset({dt.date(2026, 8, 22)}),
    "for a test",
)
DAYS = WorkingDays(HOLIDAYS)
OPENS = "07:30-11:30 13:00-17:00"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("handed_in", "settled"),
    [
        ("2026-11-20 14:59", "2026-11-20"),
        ("2026-11-20 15:00", "2026-11-23"),
        ("2026-11-23 15:30", "2026-11-25"),  # the day between is a holiday
        ("2027-02-03 16:00", "2027-02-11"),  # over the lunar new year
        ("2026-08-21 16:00", "2026-08-22"),  # a Saturday that is worked
        ("2026-11-21 09:00", "2026-11-23"),  # a Saturday that is not
    ],
)
def test_a_case_of_the_same_day_is_settled_on_the_day_or_the_next_working_one(handed_in, settled):
    assert settled_on(at(handed_in), "15:00", DAYS) == dt.date.fromisoformat(settled)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        ("2026-11-20", 3, "2026-11-26"),
        ("2026-11-23", 1, "2026-11-25"),
        ("2027-02-02", 3, "2027-02-12"),
        ("2026-08-21", 1, "2026-08-22"),
        ("2026-08-21", 3, "2026-08-25"),
        ("2026-04-24", 2, "2026-04-29"),
    ],
)
def test_working_days_are_counted_from_the_day_after(day, count, due):
    assert DAYS.after(dt.date.fromisoformat(day), count) == dt.date.fromisoformat(due)


def test_before_the_cut_nothing_is_said():
    assert today(at("2026-11-20 14:59"), "15:00", OPENS, DAYS) == Today()


def test_after_the_cut_the_day_is_named():
    told = today(at("2026-11-20 15:30"), "15:00", OPENS, DAYS)
    assert told == Today(late=True, settled=dt.date(2026, 11, 23))


def test_without_the_holidays_of_the_province_no_date_is_promised():
    told = today(at("2026-11-23 15:30"), "15:00", OPENS, WorkingDays())
    assert told == Today(late=True, settled=None)


def test_the_hour_of_closing_is_told_in_the_last_hour_alone():
    assert today(at("2026-11-20 15:59"), "15:00", OPENS, DAYS).closes is None
    assert today(at("2026-11-20 16:00"), "15:00", OPENS, DAYS).closes == dt.time(17)
    assert today(at("2026-11-20 17:00"), "15:00", OPENS, DAYS).closes is None


def test_a_calendar_gone_wrong_ends_nevertheless():
    always_off = frozenset(dt.date(2026, 11, 20) + dt.timedelta(n) for n in range(400))
    nonsense = WorkingDays(Holidays(always_off, frozenset(), "for a test"))
    assert nonsense.after(dt.date(2026, 11, 20)) == dt.date(2026, 11, 21)
