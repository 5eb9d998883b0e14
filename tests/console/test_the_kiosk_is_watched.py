"""What the office sees of the visit at its kiosk, and what it may order: whose it is only where the citizen called."""

import re
import uuid

import pytest

from kiosk.faults import Fault
from kiosk.rules.roster import Role
from kiosk.store.calls import Calls
from kiosk.store.journal import Journal
from kiosk.store.orders import OrderKind, Orders, Service, WhyNot
from tests.console.at_the_kiosk import CASE, NAME, NUMBER, OTHER, at_step, calls, stand
from tests.console.conftest import words_of


@pytest.fixture
def visit(house):
    return stand(house)


def order(browser, path, **more):
    return browser.send(path, act=uuid.uuid4().hex, **more)


def test_the_page_says_which_step_how_long_what_and_for_whom_it_waits(house, visit):
    house.clock.later(seconds=42)
    said = words_of(house.browser().get("/kiosk").text)
    assert "Bước Đặt giấy tờ vào máy quét đã 42 giây" in said
    assert "Đang chờ Người dân" in said
    assert "Khai sinh" in said
    assert "1 trang" in said
    assert "Tiếng Việt" in said


@pytest.mark.parametrize("path", ["/kiosk", "/kiosk/now", "/kiosk/day"])
@pytest.mark.parametrize("fault", [None, Fault.SCANNER_JAMMED, Fault.CLERK_CALLED])
def test_nobodys_name_or_number_stands_on_the_page_whatever_happened(house, visit, path, fault):
    if fault:
        calls(house, fault)
    text = house.browser().get(path).text
    for personal in (NAME, "Vàng", NUMBER, "03/02/1956"):
        assert personal not in text


def test_a_visit_that_did_not_call_shows_name_and_pages_to_nobody(house, visit):
    (page,) = visit.of(CASE, "to-khai")
    for stopped in (False, True):
        if stopped:
            calls(house, Fault.SCANNER_JAMMED)
        for path in (f"/kiosk/visits/{CASE}", f"/kiosk/visits/{CASE}/pages/{page.id}.jpg"):
            answer = house.browser().get(path)
            assert answer.status == 403
            assert NAME not in answer.text
    assert "visit-seen" not in journal(house)


def test_whoever_helps_a_citizen_who_called_sees_name_and_pages_while_the_call_waits(house, visit):
    (page,) = visit.of(CASE, "to-khai")
    calls(house)
    clerk = house.browser()
    assert NAME in clerk.get(f"/kiosk/visits/{CASE}").text
    assert clerk.get(f"/kiosk/visits/{CASE}/pages/{page.id}.jpg").body == b"\xff\xd8 a page"
    assert journal(house).count("visit-seen") == 1
    Calls(house.db, 0).done(CASE, house.clock())
    assert clerk.get(f"/kiosk/visits/{CASE}").status == 403
    assert clerk.get(f"/kiosk/visits/{CASE}/pages/{page.id}.jpg").status == 403


@pytest.mark.parametrize("role", [Role.HELPER, Role.TECHNICIAN])
def test_who_sees_no_cases_sees_none_at_the_kiosk_either(house, visit, role):
    calls(house)
    browser = house.browser(role)
    assert "Xem tên và giấy tờ" not in browser.get("/kiosk").text
    assert browser.get(f"/kiosk/visits/{CASE}").status == 403


def test_one_touch_answers_a_call_and_the_page_says_who_comes(house, visit):
    calls(house)
    helper = house.browser(Role.HELPER)
    assert "Tôi đến ngay" in helper.get("/kiosk").text
    assert order(helper, f"/kiosk/visits/{CASE}/go").headers["location"] == "/kiosk"
    (asked,) = Orders(house.db).waiting()
    assert (asked.kind, asked.case, asked.by) == (OrderKind.GO, CASE, house.people[Role.HELPER].id)
    said = words_of(helper.get("/kiosk").text)
    assert "Giàng A Sủa Mẫu Đến kiosk" in said
    assert "Tôi đến ngay" not in said


def test_a_double_click_orders_once(house, visit):
    browser, id = house.browser(), uuid.uuid4().hex
    for _ in range(2):
        assert browser.send(f"/kiosk/visits/{CASE}/end", act=id).status == 303
    order(browser, f"/kiosk/visits/{CASE}/end")  # a second page, the same wish
    assert len(Orders(house.db).lately()) == 1


def test_ending_and_taking_over_are_asked_about_first(house, visit):
    browser = house.browser()
    said = words_of(browser.get(f"/kiosk/visits/{CASE}/end").text)
    assert "1 trang đã quét bị xóa" in said
    assert "1 trang đã quét được giữ lại" in words_of(
        browser.get(f"/kiosk/visits/{CASE}/take").text
    )
    assert Orders(house.db).lately() == ()


def test_a_page_about_a_visit_that_is_over_says_so_and_orders_nothing(house, visit):
    at_step(house, "choose-language", case=OTHER)
    answer = house.browser().get(f"/kiosk/visits/{CASE}/end")
    assert answer.status == 409
    assert "Lượt này đã kết thúc" in answer.text


def test_what_was_refused_is_said_in_words(house, visit):
    browser = house.browser()
    order(browser, f"/kiosk/visits/{CASE}/end")
    (asked,) = Orders(house.db).waiting()
    Orders(house.db).over(asked.id, house.clock(), WhyNot.OVER)
    assert "lượt đó đã kết thúc trước rồi" in browser.get("/kiosk/now").text


@pytest.mark.parametrize("role", list(Role))
def test_a_service_is_restarted_by_the_technician_alone(house, role):
    answer = order(house.browser(role), "/kiosk/services/devices/restart")
    if role is Role.TECHNICIAN:
        (asked,) = Orders(house.db).waiting()
        assert (answer.status, asked.service) == (303, Service.DEVICES)
    else:
        assert answer.status == 403
        assert Orders(house.db).waiting() == ()


@pytest.mark.parametrize("role", [Role.HELPER, Role.TECHNICIAN, Role.SPECIALIST, Role.LEADER])
def test_a_case_is_taken_over_by_reception_alone(house, visit, role):
    assert order(house.browser(role), f"/kiosk/visits/{CASE}/take").status == 403
    assert "Nhận làm tiếp" not in house.browser(role).get("/kiosk").text


@pytest.mark.parametrize(
    "path", ["/kiosk/visits/../end", "/kiosk/visits/x/end", "/kiosk/services/rm/restart"]
)
def test_what_no_page_of_ours_sends_is_refused(house, visit, path):
    who = Role.TECHNICIAN if "services" in path else Role.CLERK
    assert order(house.browser(who), path).status in (400, 404)
    assert house.browser().send(f"/kiosk/visits/{CASE}/end", act="x").status == 400
    assert order(house.browser(), f"/kiosk/visits/{CASE}/go", counter="77").status == 400
    assert Orders(house.db).lately() == ()


def test_a_ticket_of_today_is_printed_again_from_its_line(house):
    case = house.case()
    browser = house.browser()
    (path,) = set(re.findall(r'action="(/kiosk/visits/\w+/print)"', browser.get("/kiosk").text))
    assert path == f"/kiosk/visits/{case}/print"
    order(browser, path)
    assert Orders(house.db).waiting()[0].kind is OrderKind.PRINT


def test_where_no_screen_runs_that_is_said(house):
    assert "Màn hình kiosk chưa chạy" in house.browser().get("/kiosk").text


def journal(house):
    return [row.event.value for row in Journal(house.db).since()]
