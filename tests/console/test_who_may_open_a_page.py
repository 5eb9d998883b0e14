"""A page is for whoever is signed in and has its right today; whoever is not is sent to sign in."""

import datetime as dt

from kiosk.rules.roster import Role
from tests.console.conftest import words_of


def test_a_clerk_sees_who_handed_in(house):
    house.case("Vàng Thị Mẫu")
    assert "Vàng Thị Mẫu" in words_of(house.browser(Role.CLERK).get("/inbox").text)


def test_a_stranger_is_sent_to_sign_in(house):
    answer = house.stranger().get("/inbox")
    assert (answer.status, answer.headers["location"]) == (303, "/sign-in?next=%2Finbox")


def test_a_helper_sees_no_case(house):
    house.case("Vàng Thị Mẫu")
    answer = house.browser(Role.HELPER).get("/inbox")
    assert answer.status == 403
    assert "Vàng Thị Mẫu" not in answer.text


def test_an_official_who_moved_has_no_rights_from_the_next_day_on(house):
    day = dt.date(2026, 11, 23)
    moved = house.person("moved", "Lò Văn Mẫu", Role.CLERK, until=day)
    assert house.browser(moved).get("/inbox").status == 200
    house.clock.later(hours=24)
    assert house.browser(moved).get("/inbox").status == 403
