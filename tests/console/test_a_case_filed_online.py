"""A case filed online is seen by reception too, and says where it is worked on."""

from kiosk.contract.news import OnlineCase
from kiosk.rules.roster import Role
from kiosk.store.inbox import Inbox
from kiosk.store.online import Online
from tests.console.conftest import words_of

FILED = OnlineCase(
    "ab" * 16, "000.H38-261123-0007", "1.001193", "Vàng Thị Mẫu", "2026-11-23T07:45:00+07:00",
    "registered", "2026-11-26",
)  # fmt: skip
PAGE = f"/online/0/{FILED.id}"


def test_reception_opens_it_from_the_inbox_and_is_told_where_it_is_worked_on(house):
    Online(house.db).told(FILED, house.clock())
    browser = house.browser(Role.CLERK)
    assert f'href="{PAGE}"' in browser.get("/inbox").text
    said = words_of(browser.get(PAGE).text)
    for words in ("Vàng Thị Mẫu", "000.H38-261123-0007", "23/11/2026 07:45", "26/11/2026 17:00"):
        assert words in said
    assert "hệ thống một cửa của tỉnh" in said


def test_one_that_nobody_opened_is_called_out_until_somebody_does(house):
    Online(house.db).told(FILED, house.clock())
    house.clock.later(minutes=20)
    told = "đã quá 15 phút chưa ai mở"
    assert told in house.browser(Role.CLERK).get("/inbox").text
    house.browser(Role.SPECIALIST).get(PAGE)
    assert told not in house.browser(Role.CLERK).get("/inbox").text


def test_one_that_is_over_is_not_there_any_more(house):
    Online(house.db).told(FILED, house.clock())
    Inbox(house.db).online_gone(FILED.id)
    assert house.browser(Role.CLERK).get(PAGE).status == 404
    assert house.browser(Role.CLERK).get("/online/0/nothing").status == 404
    assert house.browser(Role.CLERK).get("/online/x/nothing").status == 404
