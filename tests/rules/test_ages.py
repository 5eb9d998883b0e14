"""How old somebody is: full years on the day, whatever the year's last birthday."""

import datetime as dt

import pytest

from kiosk.rules.ages import years_old


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("1966-11-20", "2026-11-19", 59),
        ("1966-11-20", "2026-11-20", 60),
        ("1964-02-29", "2026-02-28", 61),
        ("1964-02-29", "2026-03-01", 62),
    ],
)
def test_years_are_full_on_the_birthday(born, day, years):
    assert years_old(dt.date.fromisoformat(born), dt.date.fromisoformat(day)) == years
