"""The office's calendar: the province's days over Vietnam's public holidays as a library knows them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from holidays import country_holidays

from kiosk.contract.rules.slots import Holidays
from kiosk.rules.working_days import WorkingDays

BEHIND, AHEAD = 1, 3  # years around the one that is asked about
SOURCE = "Lịch nghỉ lễ chung; tỉnh chưa công bố"


def working_days(around: dt.date, *said: Holidays | None) -> WorkingDays:
    """What each said goes before what is said earlier: the library's, the province's, the office's own.

    A file that names its `years` has every day of those; another adds days off and days worked to what was known. The
    years from the one before `around` to three after it are reckoned with.
    """
    years = range(max(around.year - BEHIND, 2000), min(around.year + AHEAD, 2100) + 1)
    off, worked = set[dt.date](), set[dt.date]()
    confirmed = set[int]()
    for year in years:
        known = public(year)
        off |= known.off
        worked |= known.worked
    for more in filter(None, said):
        off = {day for day in off if day.year not in more.years} - more.worked | more.off
        worked = {day for day in worked if day.year not in more.years} - more.off | more.worked
        confirmed |= more.years or {day.year for day in more.off}
    source = next((more.source for more in reversed(said) if more), SOURCE)
    return WorkingDays(Holidays(frozenset(off), frozenset(worked), source), frozenset(confirmed))


@lru_cache(maxsize=16)
def public(year: int) -> Holidays:
    """Vietnam's public holidays of a year with the Saturdays that are worked for them."""
    known = country_holidays("VN", years=year)
    off = frozenset(day for day in known if day.year == year)
    worked = frozenset(day for day in known.weekend_workdays if day.year == year)
    return Holidays(off, worked, SOURCE)


@lru_cache(maxsize=16)
def names(year: int) -> dict[dt.date, str]:
    """What each public holiday of a year is called, in Vietnamese."""
    known = country_holidays("VN", years=year, language="vi")
    return {day: name for day, name in known.items() if day.year == year}
