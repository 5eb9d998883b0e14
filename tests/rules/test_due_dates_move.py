"""What moves a due date: a rest while somebody waits for the citizen, an extension, a leader's decision."""

import datetime as dt

from kiosk.contract.rules.law import Count, Deadline
from kiosk.rules import due
from tests.rules.test_when_a_case_is_due import at, office

RECEIVED = at("2026-11-25 09:00")  # Wednesday
OFFICE = office(RECEIVED)
CLOCK = due.clock(Deadline(Count.WORKING_DAYS, 3), RECEIVED, OFFICE)  # Monday, 30 November


def test_after_a_rest_the_working_time_that_was_left_runs_on():
    again = due.resumed(CLOCK, at("2026-11-26 10:00"), at("2026-11-27 14:00"), OFFICE)
    # 1.5 + 4 hours of the Thursday, 4 + 1 of the Friday
    assert CLOCK.due == at("2026-11-30 17:00")
    assert again.due == at("2026-12-02 10:00")
    left = OFFICE.worked(at("2026-11-26 10:00"), CLOCK.due)
    assert OFFICE.worked(at("2026-11-27 14:00"), again.due) == left


def test_a_rest_over_a_weekend_costs_the_office_nothing():
    again = due.resumed(CLOCK, at("2026-11-27 17:00"), at("2026-11-30 07:30"), OFFICE)
    assert again == CLOCK


def test_a_rest_moves_no_alarm_that_was_given_and_no_due_day_that_is_over():
    late = due.resumed(CLOCK, at("2026-12-01 08:00"), at("2026-12-03 08:00"), OFFICE)
    assert late == CLOCK
    warned = due.resumed(CLOCK, at("2026-11-30 15:00"), at("2026-12-01 15:00"), OFFICE)
    assert warned.soon == CLOCK.soon
    assert warned.due == at("2026-12-01 17:00")


def test_more_time_is_counted_from_the_due_day():
    again = due.extended(CLOCK, 2, at("2026-11-27 10:00"), OFFICE)
    assert again.due == at("2026-12-02 17:00")
    assert at("2026-11-27 10:00") < again.soon < again.sooner < again.due


def test_more_time_for_a_case_that_is_overdue_is_counted_from_today():
    assert due.extended(CLOCK, 2, at("2026-12-03 10:00"), OFFICE).due == at("2026-12-07 17:00")


def test_a_due_day_set_to_a_day_off_is_the_next_working_day():
    now = at("2026-11-25 10:00")
    assert due.moved(dt.date(2026, 11, 28), now, OFFICE).due == at("2026-11-30 17:00")
