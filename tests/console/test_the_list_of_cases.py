"""The inbox lists what lies in the places of one's roles, the most urgent first, and finds whatever else there is."""

import datetime as dt
import re
import unicodedata
from urllib.parse import quote

import pytest

from kiosk.model import Language
from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.erasing import Erasing, Why
from kiosk.store.inbox import Inbox
from kiosk.store.vault import Vault
from tests.console.cases_in_lists import lay, many
from tests.console.conftest import words_of


def names(page):
    """Whose cases stand there, from the top."""
    return re.findall(r"<bdi>(.*?)</bdi>", page)


def listed(house, path="/inbox", who=Role.CLERK, **how):
    answer = house.browser(who, **how).get(path)
    assert answer.status == 200
    return answer.text


@pytest.fixture
def lie(house):
    def lie(name, place=Place.RECEPTION, **how):
        return lay(house.db, name, place, now=house.clock(), **how)

    return lie


def test_each_role_first_sees_what_lies_in_its_own_places(house, lie):
    lie("Vàng Thị Nhận"), lie("Vàng Thị Trình", Place.LEADER, days=2)
    lie("Vàng Thị Trả", Place.RETURN, days=2), lie("Vàng Thị Xử", Place.SPECIALIST, days=2)
    assert names(listed(house)) == ["Vàng Thị Nhận", "Vàng Thị Trả"]
    assert names(listed(house, who=Role.LEADER)) == ["Vàng Thị Trình"]
    assert names(listed(house, who=Role.SPECIALIST)) == ["Vàng Thị Xử"]
    assert len(names(listed(house, "/inbox?place=all", who=Role.ARCHIVIST))) == 4


def test_what_is_late_stands_above_what_is_new_and_resting_cases_stand_last(house, lie):
    at = house.clock()
    lie("Mai", Place.SPECIALIST, days=3)
    lie("Nghỉ", Place.SPECIALIST, days=-9, rests=True)
    lie("Trễ", Place.SPECIALIST, days=-2)
    lie("Không Hạn", Place.SPECIALIST)
    lie("Mới", handed_in=at - dt.timedelta(hours=1))
    lie("Kết Quả", Place.RETURN, days=-3)
    assert names(listed(house, "/inbox?place=all")) == [
        *("Trễ", "Mới", "Mai", "Không Hạn", "Kết Quả", "Nghỉ")
    ]


def test_time_left_is_told_in_words_and_with_a_shape(house, lie):
    lie("Trễ", Place.SPECIALIST, days=-2), lie("Gần", Place.SPECIALIST, days=1)
    lie("Xa", Place.SPECIALIST, days=9), lie("Nghỉ", Place.SPECIALIST, days=-9, rests=True)
    page = listed(house, who=Role.SPECIALIST)
    assert '<span class="state stop">quá hạn 2 ngày</span>' in page
    assert '<span class="state wait">còn 1 ngày, đã qua 90 %</span>' in page
    assert "còn 9 ngày" in page
    assert "Tạm dừng tính hạn" in words_of(page)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anh", ["Đặng Ngọc Ánh"]),
        ("ÁNH đặng", ["Đặng Ngọc Ánh"]),
        ("da ng", ["Đặng Ngọc Ánh"]),
        ("nh", []),  # words begin so; they need not hold it
        ("0042", ["Giàng A Sủa"]),
        ("k00-0042", ["Giàng A Sủa"]),
        ("giang 0007", []),
        ("%", ["Giàng A Sủa", "Đặng Ngọc Ánh"]),  # no letters: nothing is asked
    ],
)
def test_a_case_is_found_without_diacritics_by_the_beginnings_of_words(house, lie, text, found):
    lie("Đặng Ngọc Ánh", Place.LEADER, days=1, number=7)
    lie("Giàng A Sủa", Place.NONE, days=1, number=42)
    browser = house.browser()
    page = browser.get(f"/inbox?order=name&q={quote(text)}").text
    assert sorted(names(page)) == sorted(found)


def test_a_case_handed_in_here_is_found_by_code_ticket_and_last_digits(house):
    house.case("Vàng Thị Mẫu")
    row = Inbox(house.db).of(0, _only(house))
    for text in (row.code, row.ticket, row.ticket.replace("-", ""), "0123", "mau vang"):
        assert names(listed(house, f"/inbox?q={text}")) == ["Vàng Thị Mẫu"], text
    assert (
        names(listed(house, "/inbox?q=010190000123")) == []
    )  # only its last digits are kept there


def _only(house):
    Inbox(house.db).catch_up()
    (case,) = house.db.conn.execute("select case_id from inbox").fetchone()
    return case


def test_names_are_sorted_as_vietnamese_names_are(house, lie):
    for name in ("Vũ Văn Đức", "Nguyễn Thị Ấn", "Lê Ánh", "Bùi Thị An", "Trần Thị Vui"):
        lie(name)
    assert names(listed(house, "/inbox?order=name")) == [
        *("Bùi Thị An", "Lê Ánh", "Nguyễn Thị Ấn", "Vũ Văn Đức", "Trần Thị Vui")
    ]


def test_filters_may_be_put_together(house, lie):
    me = house.people[Role.SPECIALIST].id
    lie("Của Tôi Trễ", Place.SPECIALIST, days=-1, owner=me)
    lie("Của Tôi", Place.SPECIALIST, days=8, owner=me)
    lie("Chưa Ai", Place.SPECIALIST, days=-1)
    lie("Khác", Place.SPECIALIST, days=-1, procedure="2.000815")
    ask = {
        "whose=me": ["Của Tôi Trễ", "Của Tôi"],
        "whose=me&only=overdue": ["Của Tôi Trễ"],
        "whose=nobody&of=2.000815": ["Khác"],
        "of=field:ho-tich&only=overdue&whose=nobody": ["Chưa Ai"],
        "of=field:dat-dai": [],
    }
    for query, found in ask.items():
        assert names(listed(house, f"/inbox?{query}", who=Role.SPECIALIST)) == found, query


def test_whose_a_case_is_stands_there_by_name(house, lie):
    lie("Vàng Thị Mẫu", Place.SPECIALIST, days=8, owner=house.people[Role.SPECIALIST].id)
    assert "Trần Văn Minh Mẫu" in words_of(listed(house, "/inbox?place=specialist"))


def test_the_head_counts_what_lies_in_each_place(house, lie):
    lie("A", Place.LEADER, days=-1), lie("B", Place.LEADER, days=4), lie("C")
    said = words_of(listed(house))
    assert "Lãnh đạo 2 1 quá hạn" in said
    assert "Tiếp nhận 1" in said
    assert "Tất cả 3 1 quá hạn" in said


def test_a_case_nobody_opened_is_called_out_until_somebody_does(house):
    case = house.case("Vàng Thị Mẫu")
    assert "chưa ai mở" not in words_of(listed(house))
    house.clock.later(minutes=16)
    assert "1 hồ sơ mới đã quá 15 phút chưa ai mở" in words_of(listed(house, who=Role.SPECIALIST))
    assert names(listed(house, "/inbox?only=unseen")) == ["Vàng Thị Mẫu"]
    Inbox(house.db).opened(case, house.clock())
    assert "chưa ai mở" not in words_of(listed(house))
    assert names(listed(house, "/inbox?only=unseen")) == []


def test_an_erased_case_stands_in_no_list(house):
    case = house.case("Vàng Thị Mẫu")
    assert names(listed(house)) == ["Vàng Thị Mẫu"]
    Erasing(house.db, Vault(house.workspace.vault)).erase(
        case, Why.CITIZEN, house.clock(), undelivered=True
    )
    for path in ("/inbox", "/inbox?place=all", "/inbox?q=vang"):
        assert names(listed(house, path)) == []


def test_a_case_whose_act_came_before_the_list_was_drawn_keeps_its_place(house):
    case = house.case("Vàng Thị Mẫu")
    act = Act(Kind.RECEIVED, house.clock(), house.people[Role.CLERK].id, Role.CLERK)
    Acts(house.db).do(case, act, "a" * 32, 0)
    Inbox(house.db).catch_up()
    assert Inbox(house.db).of(0, case).place is Place.SPECIALIST


def test_pages_go_on_where_they_ended_while_cases_come(house, lie):
    many(house.db, 120, house.clock())
    browser, seen = house.browser(), []
    path = "/inbox?place=all&order=name"
    while path:
        page = browser.get(path).text
        seen += re.findall(r"<small>(H38[^ <]*)", page)
        lie("An Đến Sau", number=9000 + len(seen))  # stands before all that was seen
        path = next(iter(re.findall(r'rel="next" href="([^"]*)"', page)), "").replace("&amp;", "&")
    old = [code for code in seen if not code.startswith("H38.101-261123-K00-9")]
    assert len(old) == len(set(old)) == 120


@pytest.mark.parametrize("order", ["turn", "due", "name", "newest"])
def test_every_order_shows_every_case_once(house, order):
    many(house.db, 130, house.clock())
    browser, seen, path = house.browser(), [], f"/inbox?place=all&order={order}"
    while path:
        page = browser.get(path).text
        seen += re.findall(r"<small>(H38[^ <]*)", page)
        path = next(iter(re.findall(r'rel="next" href="([^"]*)"', page)), "").replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 130


def test_no_address_of_a_list_bears_a_name(house):
    many(house.db, 60, house.clock())
    page = listed(house, "/inbox?place=all&order=name")
    (on,) = re.findall(r'rel="next" href="([^"]*)"', page)
    assert re.search(r"behind=0%3A[0-9a-f]{32}%3A$", on)


def test_the_script_is_told_how_many_cases_came_and_nothing_else(house, lie):
    lie("Đã Có")
    browser = house.browser()
    (ask,) = re.findall(r'data-ask="([^"]*)"', browser.get("/inbox").text)
    assert browser.get(ask).text == '{"count":0,"text":"0 hồ sơ mới"}'
    house.case("Vàng Thị Mới")
    lie("Chỗ Khác", Place.LEADER, days=1)
    assert browser.get(ask).text == '{"count":1,"text":"1 hồ sơ mới"}'


def test_what_the_script_asks_keeps_nobody_signed_in(house):
    browser = house.browser()
    browser.get("/inbox")
    house.clock.later(minutes=5)
    browser.get("/inbox/news?since=0")
    seen = house.db.conn.execute("select max(seen_at) from sessions").fetchone()[0]
    assert seen < house.clock().isoformat()[:19]


@pytest.mark.parametrize(
    "query",
    [
        *("place=kitchen", "only=nobody", "order=sideways", "kiosk=x", "kiosk=100"),
        *("behind=1", "behind=x:y:z", "behind=:::"),
    ],
)
def test_an_address_that_no_page_bears_is_refused(house, query):
    assert house.browser().get(f"/inbox?{query}").status == 400


def test_what_is_searched_for_is_shown_as_it_was_typed_and_is_no_markup(house):
    page = listed(house, "/inbox?q=%3Cscript%3E%22'%20or%201=1--")
    assert "<script>&#34;" not in page
    assert "&lt;script&gt;&#34;&#39; or 1=1--" in page


def test_a_long_name_under_stacks_of_marks_and_an_old_birthday_are_listed(house):
    stacked = unicodedata.normalize("NFD", "Vàng Thị " + "ẹ\u0302\u0301" * 30 + " Mẫu")[:120]
    house.case(stacked)
    page = listed(house)
    assert names(page) == [stacked]


def test_the_list_speaks_english_to_whoever_wants_it(house, lie):
    lie("Vàng Thị Mẫu")
    assert "To be received" in words_of(listed(house, language=Language.EN))
