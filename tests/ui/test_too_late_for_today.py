"""A procedure of the same day that comes too late for today says so before anything is scanned."""

import datetime as dt

import pytest

from kiosk.journey import states as at
from kiosk.rules.working_days import Today
from tests.ui.sights import BIRTH, OFFICE, InventedPages, catalogues, visit

LATE = Today(late=True, settled=dt.date(2026, 11, 25))
SLOW = next(each for each in catalogues()["sample"].procedures if not each.same_day)


@pytest.fixture
def said(glass):
    """What the screen of a procedure says on such a day."""

    def read(today: Today, code: str = BIRTH) -> str:
        from kiosk.ui.widgets.text import Text

        catalogue = catalogues()["sample"]
        stage = glass.stage(OFFICE, catalogue, InventedPages(), today=lambda: today)
        stage.show(at.ShowProcedure(visit(code=code)))
        texts = [each.text for each in stage.walk(restrict=True) if isinstance(each, Text)]
        return "\n".join(texts).replace("\u00a0", " ")

    return read


def test_the_day_is_named(said):
    assert "Nộp lúc này, nhận kết quả: thứ Tư, 25/11/2026" in said(LATE)


def test_where_no_holidays_are_known_no_day_is_promised(said):
    assert "nhận kết quả: ngày làm việc tiếp theo" in said(Today(late=True))


def test_in_time_nothing_is_said(said):
    assert "Nộp lúc này" not in said(Today())


def test_what_takes_days_anyway_is_not_late(said):
    assert "Nộp lúc này" not in said(LATE, SLOW.code)


def test_in_the_last_hour_the_time_of_closing_is_told(said):
    assert "17:00" in said(Today(closes=dt.time(17)))
