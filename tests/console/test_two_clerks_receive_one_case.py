"""Two clerks, a double click, an old page: a case is accepted once, with one number, and the second is told."""

from dataclasses import replace

from kiosk.rules.flow.acts import Kind
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.register import Register
from tests.console.conftest import words_of
from tests.console.filled import filled, press
from tests.console.handed_in import handed_in
from tests.console.test_acts_of_a_case import an_act, drawn
from tests.console.test_no_paper_is_left_out import opened


def test_a_double_click_accepts_once(house):
    case = handed_in(house)
    browser, path, page = opened(house, case)
    first, second = press(browser, page, path), press(browser, page, path)
    assert first.headers["location"] == second.headers["location"]
    assert len(Acts(house.db).of(case)) == 1
    assert Register(house.db).of(case).number == 1


def test_the_second_clerk_is_told_who_was_first_and_keeps_what_was_typed(house):
    case = handed_in(house)
    hoa = house.person("hoa", "Đỗ Thị Hoa Mẫu", Role.CLERK)
    lan, path, page = opened(house, case)
    other, _, same = opened(house, case, who=hoa)
    assert press(lan, page, path).status == 303
    late = press(other, same, path, phone="0900 000 002")
    said = words_of(late.text)
    assert "Nguyễn Thị Lan Mẫu đã xử lý hồ sơ này lúc 08:15: đã tiếp nhận" in said
    assert filled(late, path)["phone"] == "0900 000 002"
    assert len(Acts(house.db).of(case)) == 1


def test_a_page_of_before_a_remark_may_be_sent_again_as_it_comes_back(house):
    case = handed_in(house)
    browser, path, page = opened(house, case)
    Acts(house.db).do(case, replace(an_act(house, Kind.NOTED), note="gọi lại"), drawn(), 0)
    told = press(browser, page, path, phone="0900")
    assert told.status == 422
    assert press(browser, told, path).status == 303
    assert Acts(house.db).of(case)[-1].reception.phone == "0900"


def test_a_case_that_was_accepted_opens_on_its_own_page(house):
    case = handed_in(house)
    browser, path, page = opened(house, case)
    press(browser, page, path)
    assert browser.get(path).headers["location"] == f"/cases/0/{case}"
