"""The office's calendar: public holidays from a library, under what the province says, under what the office says."""

import datetime as dt

import pytest

from kiosk.contract.rules.slots import holidays
from kiosk.store import calendar
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace

NOVEMBER = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("new_year", "kings"),
    [
        ("2026-02-17", "2026-04-26"),
        ("2027-02-06", "2027-04-16"),
        ("2028-01-26", "2028-04-04"),
        ("2029-02-13", "2029-04-23"),
        ("2030-02-02", "2030-04-12"),  # not the day of the Chinese calendar
        ("2031-01-23", "2031-04-01"),
        ("2032-02-11", "2032-04-19"),
    ],
)
def test_the_lunar_days_are_vietnams(new_year, kings):
    first, tenth = (dt.date.fromisoformat(day) for day in (new_year, kings))
    named = calendar.names(first.year)
    assert named[first] == "Tết Nguyên Đán"
    assert named[tenth].startswith("Ngày Giỗ Tổ Hùng Vương")
    days = calendar.working_days(first)
    assert not days.works(first)
    assert not days.works(tenth)


def test_the_kings_day_on_a_sunday_is_off_on_monday_too():
    assert not calendar.working_days(NOVEMBER).works(dt.date(2026, 4, 27))


def test_a_saturday_is_worked_for_a_monday_off():
    days = calendar.working_days(NOVEMBER)
    assert days.works(dt.date(2026, 8, 22))
    assert not days.works(dt.date(2026, 8, 31))


def test_days_that_the_province_has_not_confirmed_are_known_as_such():
    days = calendar.working_days(NOVEMBER)
    assert days.known
    assert not days.confirmed


def said(text: str):
    return holidays(f'source = "Quyết định thử"\n{text}')


def test_what_the_province_adds_holds_beside_the_public_holidays():
    days = calendar.working_days(
        NOVEMBER, said("off = [2026-12-31]\nworked = [2026-12-26, 2026-11-24]")
    )
    assert not days.works(dt.date(2026, 12, 31))
    assert days.works(dt.date(2026, 12, 26))
    assert days.works(dt.date(2026, 11, 24))
    assert not days.works(dt.date(2026, 9, 2))
    assert days.confirmed == {2026}


def test_a_list_of_one_year_does_not_make_the_next_one_a_year_without_a_new_year():
    days = calendar.working_days(NOVEMBER, said("years = [2026]\noff = [2026-09-02]"))
    assert not days.works(dt.date(2027, 2, 8))
    assert days.confirmed == {2026}


def test_of_a_year_that_is_listed_whole_nothing_else_is_off():
    days = calendar.working_days(NOVEMBER, said("years = [2026]\noff = [2026-09-02]"))
    assert days.works(dt.date(2026, 11, 24))
    assert not days.works(dt.date(2026, 8, 22))
    assert not days.works(dt.date(2026, 9, 2))


@pytest.fixture
def laid(tmp_path):
    """A calendar with this file of the office's own beside it."""
    workspace = Workspace(tmp_path)

    def lay(text: str):
        workspace.own_holidays.write_text(text, encoding="utf-8")
        return Rulebook(workspace).working_days(NOVEMBER)

    return lay


def test_the_office_closes_on_a_day_of_its_own(laid):
    days = laid('source = "Mất điện, thông báo thử"\noff = [2026-11-25]')
    assert not days.works(dt.date(2026, 11, 25))
    assert not days.works(dt.date(2026, 11, 24))


def test_a_file_of_the_office_that_cannot_be_read_changes_nothing(laid):
    assert laid("off = tomorrow") == calendar.working_days(NOVEMBER)
