"""A clock wrong by years: nothing old becomes new again, and nothing in use is lost."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.faults import Fault
from kiosk.sync.connection import CentreError
from kiosk.sync.framework import LapsedError
from tests.sync.rules.conftest import Counted
from tests.workbench.province import DAY, MONDAY

YEAR = 365 * DAY


def test_a_clock_years_ahead_is_said_and_what_is_in_use_stays(ruled, province):
    before = ruled.rules.version
    ruled.now += 10 * YEAR
    with pytest.raises(LapsedError):
        ruled.ask(province.served).pull()
    assert ruled.standing.fault is Fault.RULES_EXPIRED
    assert (ruled.rules.version, ruled.shown) == (before, "Khai sinh")


def test_once_it_is_right_again_the_next_daily_word_is_taken(ruled, province):
    ruled.now += 10 * YEAR
    with pytest.raises(LapsedError):
        ruled.ask(province.served).pull()
    ruled.now = province.now = MONDAY + DAY
    province.rename("Giấy khai sinh")
    province.publish()
    ruled.ask(province.served).pull()
    assert ruled.shown == "Giấy khai sinh"
    assert ruled.standing.fault is None


@pytest.mark.parametrize("back", [MONDAY, MONDAY - 3 * DAY, MONDAY - 30 * YEAR])
def test_a_clock_set_back_makes_no_old_word_good_again(ruled, province, back):
    """A thief of the line holds the kiosk at an old version, and then turns its clock back."""
    ruled.now += 15 * DAY
    with pytest.raises(LapsedError):
        ruled.ask(province.served).pull()
    ruled.now = back
    with pytest.raises(LapsedError):
        ruled.ask(province.served).pull()
    assert ruled.standing.fault is Fault.RULES_EXPIRED


def test_nor_where_its_age_was_seen_while_the_line_was_cut(ruled, province):
    ruled.now += 15 * DAY
    cut = Counted(None)
    cut.instead[""] = CentreError(Fault.CENTRE_UNREACHABLE, "cut")
    with pytest.raises(CentreError):
        ruled.ask(cut).pull()
    assert ruled.standing.fault is Fault.RULES_EXPIRED
    ruled.now = MONDAY
    with pytest.raises(LapsedError):
        ruled.ask(province.served).pull()


def test_a_battery_that_died_does_not_stop_new_rules(ruled, province):
    ruled.now = dt.datetime(1970, 1, 1, 0, 5, tzinfo=dt.UTC)
    province.now += 3 * DAY
    province.rename("Giấy khai sinh")
    province.publish()
    ruled.ask(province.served).pull()
    assert ruled.shown == "Giấy khai sinh"


def test_with_a_clock_that_stands_still_words_age_by_what_was_signed_since(
    ruled, province, tmp_path
):
    """The kiosk's clock stays in 1970, but it has heard a later day from the province."""
    ruled.now = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    province.now += 100 * DAY
    province.extend()
    ruled.ask(province.served).pull()
    province.now -= 90 * DAY  # its own clock went wrong, or somebody signs with a stolen key
    province.extend()
    with pytest.raises(LapsedError):
        ruled.ask(province.served).pull()


def test_targets_that_nobody_renewed_are_told_though_they_are_confirmed_daily(ruled, province):
    province.publish(days=5)
    ruled.ask(province.served).pull()
    ruled.now = province.now = MONDAY + 6 * DAY
    province.extend()
    with pytest.raises(LapsedError):
        ruled.ask(province.served).pull()
    assert ruled.standing.fault is Fault.RULES_EXPIRED
    assert ruled.shown == "Khai sinh"
