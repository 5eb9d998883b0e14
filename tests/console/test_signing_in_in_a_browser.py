"""Signing in, locking and the roster in Debian's Chromium, with scripts and without: what was typed stays."""

import contextlib
import datetime as dt

import pytest

from kiosk.desk.authority import Authority
from kiosk.rules.roster import Role
from kiosk.store import passwords
from kiosk.store.roster import Roster
from tests.console import draw

pytestmark = pytest.mark.device

PASSWORD = "ruộng bậc thang mùa nước đổ"


@pytest.fixture
def lan(house):
    person = house.people[Role.CLERK]
    Roster(house.db).set_password(person.id, passwords.hashed(PASSWORD), house.clock())
    return person


@pytest.fixture
def stranger(served):
    with contextlib.closing(served.browser.page("about:blank", *draw.OFFICE)) as page:
        yield page


def sign_in(page, login="lan", password=PASSWORD):
    page.tab.fill("#login", login)
    page.tab.fill("#password", password)
    page.tab.press("#password", "Enter")
    page.tab.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False])
def test_a_clerk_signs_in_with_the_keyboard_alone(served, lan, script):
    with contextlib.closing(
        served.browser.page("about:blank", *draw.OFFICE, script=script)
    ) as page:
        page.go(f"{served.address}/password")
        page.tab.locator("#login:focus").wait_for()
        page.tab.keyboard.type("lan")
        page.tab.keyboard.press("Tab")
        page.tab.keyboard.type(PASSWORD)
        page.tab.keyboard.press("Enter")
        page.tab.wait_for_url("**/password")
        assert page.tab.locator("h1").inner_text() == "Đổi mật khẩu"
        page.tab.get_by_role("button", name="Đăng xuất").click()
        page.tab.wait_for_url("**/sign-in")


def test_what_is_typed_stays_under_the_cover(served, lan):
    with contextlib.closing(served.browser.page("about:blank", *draw.OFFICE)) as page:
        Roster(served.house.db).set_password(
            served.house.people[Role.LEADER].id, passwords.hashed(PASSWORD), served.house.clock()
        )
        page.tab.clock.install()
        page.go(f"{served.address}/people")
        sign_in(page, "hung")
        page.tab.fill("#name", "Vũ Thị Hà Mẫu")
        served.house.clock.later(minutes=11)
        page.tab.clock.run_for(61_000)
        page.tab.locator("#cover").wait_for()
        assert not page.tab.locator("#name").is_visible()
        assert draw.axe(page) == []
        page.tab.fill("#cover-password", "sai mật khẩu")
        page.tab.press("#cover-password", "Enter")
        page.tab.get_by_text("chưa đúng").wait_for()
        page.tab.fill("#cover-password", PASSWORD)
        page.tab.press("#cover-password", "Enter")
        page.tab.locator("#cover").wait_for(state="hidden")
        assert page.tab.input_value("#name") == "Vũ Thị Hà Mẫu"


def test_a_form_sent_too_late_is_shown_again(served, lan):
    with served.page("/people", Role.LEADER, script=False) as page:
        Roster(served.house.db).set_password(
            served.house.people[Role.LEADER].id, passwords.hashed(PASSWORD), served.house.clock()
        )
        page.tab.fill("#name", "Vũ Thị Hà Mẫu")
        page.tab.fill("#new-login", "ha")
        page.tab.get_by_role("button", name="Thêm và cấp mật khẩu").click()
        page.tab.wait_for_load_state()
        sign_in(page, "hung")
        assert page.tab.get_by_text("Vũ Thị Hà Mẫu").count() == 1
        page.tab.get_by_role("button", name="Gửi", exact=True).click()
        page.tab.get_by_text("Mật khẩu dùng một lần, chỉ hiện").wait_for()
    assert Roster(served.house.db).by_login("ha").name == "Vũ Thị Hà Mẫu"


def test_the_pages_look_as_kept(served, lan, stranger, tmp_path):
    house = served.house
    pictures = []

    def look(page, name):
        assert draw.axe(page) == []
        pictures.append((name, draw.looks_as_kept(page, f"door/{name}", tmp_path)))

    stranger.go(f"{served.address}/sign-in?next=/password")
    look(stranger, "sign-in")
    sign_in(stranger, password="sai mật khẩu")
    look(stranger, "wrong")
    sign_in(stranger)
    look(stranger, "password")
    house.clock.later(minutes=11)
    stranger.go(f"{served.address}/inbox")
    look(stranger, "locked")
    with served.page("/people", Role.LEADER) as page:
        look(page, "people")
        page.go(f"{served.address}/people/{house.people[Role.CLERK].id}")
        look(page, "person")
    assert [name for name, alike in pictures if not alike] == []


def test_the_page_of_an_empty_roster_says_what_to_do(served, stranger, tmp_path):
    house = served.house
    house.db.conn.execute("delete from posts")
    house.db.conn.execute("delete from people")
    Authority(house.workspace).make("Xã Mẫu", dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    stranger.go(f"{served.address}/sign-in")
    stranger.tab.locator("summary").click()
    assert draw.axe(stranger) == []
    assert stranger.tab.get_by_text("roster add").is_visible()
    assert stranger.tab.get_by_text("SHA-256").is_visible()
