"""What a clerk reads of cases at the centre: what somebody must do first, and the days as they are today."""

import datetime as dt
import re
from html import unescape

import pytest

from kiosk.contract.news import CaseStatus
from kiosk.desk import progress_words as words
from kiosk.desk.progress import Matter, Place, ProgressRow
from kiosk.desk.progress_table import MOST
from kiosk.desk.view import DeskView
from kiosk.rules.overdue import days_left

TODAY = dt.date(2026, 11, 22)


def words_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def row(now, number, status="in-hand", due=None, place=None, **other):
    known = CaseStatus(status) if status in set(CaseStatus) else None
    day = TODAY + dt.timedelta(days=due) if due is not None else None
    left = days_left(known, day, TODAY)
    usual = {"official": f"000.H38-{number}", "note": "", "at": now - dt.timedelta(days=3)}
    usual |= {"code": f"H38.101-261101-K01-{number:04d}", "status": status, "known": known}
    return ProgressRow(**{**usual, "due": day, "left": left, "result": place, **other})


def test_where_the_centre_has_told_nothing_the_page_says_nothing_of_it(desk):
    assert words.TEXT["progress"].vi not in desk.ask().text


def test_a_case_shows_how_it_stands_since_when_and_until_when(desk, now):
    desk.view = DeskView(now, progress=(row(now, 1, "papers-wanted", 4, note="thieu-to-khai"),))
    assert (
        "H38.101-261101-K01-0001 000.H38-1 Đang tạm dừng tính hạn 26/11/2026 "
        "Yêu cầu bổ sung giấy tờ (thieu-to-khai) từ 19/11/2026"
    ) in words_of(desk.ask().text)


@pytest.mark.parametrize(
    ("due", "vi", "en"),
    [
        (-12, "Quá hạn 12 ngày", "12 days overdue"),
        (-1, "Quá hạn 1 ngày", "1 day overdue"),
        (0, "Đến hạn hôm nay", "Due today"),
        (1, "Sắp đến hạn: còn 1 ngày", "Due tomorrow"),
        (3, "Sắp đến hạn: còn 3 ngày", "Due in 3 days"),
    ],
)
def test_the_days_of_a_case_are_said_in_words(desk, now, due, vi, en):
    desk.view = DeskView(now, progress=(row(now, 1, due=due),))
    assert vi in words_of(desk.ask().text)
    assert en in words_of(desk.ask("/en").text)


def test_a_case_with_time_left_shows_its_day_and_no_alarm(desk, now):
    desk.view = DeskView(now, progress=(row(now, 1, due=14),))
    said = desk.ask().text
    assert "06/12/2026" in said
    assert "Sắp đến hạn" not in said


@pytest.mark.parametrize("status", CaseStatus)
def test_every_status_has_its_word_in_both_languages(desk, now, status):
    desk.view = DeskView(now, progress=(row(now, 1, status),))
    assert words.STATUS[status].vi in words_of(desk.ask().text)
    assert words.STATUS[status].en in words_of(desk.ask("/en").text)


def test_a_status_without_a_word_is_shown_as_its_code(desk, now):
    desk.view = DeskView(now, progress=(row(now, 1, "lien-thong-thue"),))
    assert "lien-thong-thue" in words_of(desk.ask().text)


def test_everything_that_somebody_must_do_is_counted_on_top(desk, now):
    desk.view = DeskView(
        now,
        progress=(
            row(now, 1, "decided", place=Place.HERE),
            row(now, 2, due=-3),
            row(now, 3, due=-1),
            row(now, 4, "decided", place=Place.AT_CENTRE),
            row(now, 5, "payment-wanted"),
            row(now, 6, due=2),
            row(now, 7, due=20),
        ),
    )
    assert (
        "1 kết quả chờ trả 2 quá hạn 1 kết quả ở trung tâm 1 chờ bổ sung, tạm dừng 1 sắp đến hạn "
        "1 chưa có gì gấp" in words_of(desk.ask().text)
    )


@pytest.mark.parametrize("place", Place)
def test_the_page_says_where_a_result_is(desk, now, place):
    desk.view = DeskView(now, progress=(row(now, 1, "decided", place=place),))
    assert words.PLACE[place].vi in words_of(desk.ask().text)
    assert words.PLACE[place].en in words_of(desk.ask("/en").text)


def test_every_matter_has_its_word():
    assert set(words.COUNT) == set(Matter)


def test_what_the_centre_wrote_is_shown_and_never_obeyed(desk, now):
    bad = "<img src=x onerror=alert(1)>"
    desk.view = DeskView(now, progress=(row(now, 1, bad, official=bad, note=bad, code=bad),))
    said = desk.ask().text
    assert "<img" not in said
    assert said.count("&lt;img") == 4


def test_of_ten_thousand_cases_the_page_shows_what_presses_and_stays_small(desk, now):
    desk.view = DeskView(now, progress=tuple(row(now, n, due=-1) for n in range(10_000)))
    page = desk.ask()
    assert page.size < 60_000
    assert "10.000 quá hạn" in words_of(page.text)
    assert f"và {10_000 - MOST:d} hồ sơ khác" in words_of(page.text)
