"""A case is declined with a legal ground in words its citizen understands, never with a machine's fault."""

import pytest

from kiosk.contract.news import CaseStatus
from kiosk.store.acts import Acts
from tests.console.conftest import words_of
from tests.console.filled import filled, press
from tests.console.handed_in import handed_in


def declined(house, case, **changed):
    browser, path = house.browser(), f"/cases/0/{case}/decline"
    return press(browser, browser.get(path), path, "send", **changed)


def test_a_ground_and_words_are_kept(house):
    case = handed_in(house)
    text = "Trẻ đã được đăng ký khai sinh tại xã khác"
    answer = declined(house, case, ground="twice", text=text)
    assert answer.headers["location"] == f"/cases/0/{case}?did=declined"
    (act,) = Acts(house.db).of(case)
    assert act.ground == "Yêu cầu đã được giải quyết hoặc đang được giải quyết ở hồ sơ khác"
    assert act.note == text
    assert Acts(house.db).standing(case).status is CaseStatus.NOT_ACCEPTED


@pytest.mark.parametrize(
    ("ground", "text"),
    [
        ("", "Trẻ đã được đăng ký khai sinh"),
        ("twice", ""),
        ("twice", "E-404"),
        ("validity", "Lỗi hệ thống, không mở được hồ sơ"),
        ("validity", "disk-full khi lưu hồ sơ này"),
        ("validity", "Máy quét đang bị hỏng, mời quay lại sau"),
    ],
)
def test_without_a_ground_that_a_citizen_understands_nothing_is_declined(house, ground, text):
    case = handed_in(house)
    answer = declined(house, case, ground=ground or None, text=text)
    assert answer.status == 422
    assert filled(answer, f"/cases/0/{case}/decline")["text"] == text
    assert Acts(house.db).of(case) == ()


def test_a_case_that_was_declined_is_not_accepted_by_an_older_page(house):
    case, path = handed_in(house), ""
    browser, path = house.browser(), f"/cases/0/{case}/receive"
    page = browser.get(path)
    declined(house, case, ground="twice", text="Đã đăng ký tại xã khác rồi")
    late = press(browser, page, path, phone="0900")
    assert "đã từ chối tiếp nhận" in words_of(late.text)
    assert filled(late, path)["phone"] == "0900"
    assert Acts(house.db).standing(case).received is None
