"""A case is overdue when its days are over and nobody but the office is waited for."""

import datetime as dt

import pytest

from kiosk.contract.news import CaseStatus
from kiosk.rules.overdue import OVER, RESTING, days_left

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("due", "left"), [("2026-11-19", -3), ("2026-11-22", 0), ("2026-12-01", 9)]
)
def test_days_are_counted_to_the_due_day(due, left):
    assert days_left(CaseStatus.IN_HAND, dt.date.fromisoformat(due), TODAY) == left


@pytest.mark.parametrize("status", sorted(RESTING | OVER))
def test_no_days_run_while_others_are_waited_for_or_when_it_is_over(status):
    assert days_left(status, dt.date(2020, 1, 1), TODAY) is None


def test_without_a_due_day_nothing_is_overdue():
    assert days_left(CaseStatus.ACCEPTED, None, TODAY) is None


def test_the_days_of_a_status_that_nobody_knows_here_run():
    assert days_left(None, dt.date(2026, 11, 21), TODAY) == -1
