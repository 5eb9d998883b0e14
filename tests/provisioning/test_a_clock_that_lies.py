"""Signatures are judged by the clock: one that cannot be true stops everything before anything is done."""

import datetime as dt

import pytest

from provisioning.box import BoxError
from provisioning.system import check_clock

BUILT = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


@pytest.mark.parametrize("year", [1970, 2025, 2037, 2090])
def test_a_clock_before_the_release_or_long_after_it_is_told(year):
    with pytest.raises(BoxError) as told:
        check_clock(dt.datetime(year, 1, 1, tzinfo=dt.UTC), BUILT)
    assert f"01/01/{year}" in told.value.said.vi
    assert f"01/01/{year}" in told.value.said.en


@pytest.mark.parametrize("days", [0, 1, 3650])
def test_a_clock_that_may_be_true_is_believed(days):
    check_clock(BUILT + dt.timedelta(days=days), BUILT)
