"""A page that nobody is at asks for the password; what was typed into it is not lost, and goes to nobody else."""

import datetime as dt
import html
import re

import pytest

from kiosk.desk.console.app import SESSION
from kiosk.desk.console.page import door
from kiosk.model import Language
from kiosk.rules.roster import Right, Role
from kiosk.store import passwords
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.queue_log import Steady
from kiosk.store.roster import Roster
from kiosk.store.sessions import Sessions
from tests.console.conftest import words_of

PASSWORD = "ruộng bậc thang mùa nước đổ"
HASH = passwords.hashed(PASSWORD, memory=1024)
TYPED = "Thiếu giấy khai sinh bản chính; xin bổ sung trước ngày 30/11 <b>&"


@pytest.fixture
def lan(house):
    for role in Role:
        Roster(house.db).set_password(house.people[role].id, HASH, house.clock())
    return house.people[Role.CLERK]


@pytest.fixture
def noted(house):
    """A form of some room, and what it did."""
    done = []

    def handler(page):
        done.append((page.signed.person, page.form.all("note"), page.form.text("act")))
        return page.to("/inbox")

    house.open(door("/notes/{case}", handler, Right.LOOK, method="POST"))
    return done


def fields_of(page):
    """The hidden fields of the page's first card form."""
    form = re.search(r'<form class="card".*?</form>', page, re.S)[0]
    return [
        (name, html.unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    ]


def events(house, event):
    return [row.fields for row in Journal(house.db).since(0, 1000) if row.event is event]


def send_back(browser, path, fields, **more):
    told = {}
    for name, value in fields:
        told.setdefault(name, []).append(value)
    told.pop("mark", None)
    mark = dict(fields).get("mark", "")
    return browser.send(path, **{**told, **more, "mark": mark})


def test_after_ten_minutes_the_password_is_asked_for_and_then_one_is_back(house, lan):
    browser = house.browser(lan)
    house.clock.later(minutes=11)
    answer = browser.get("/inbox?show=mine")
    assert answer.headers["location"] == "/lock?next=%2Finbox%3Fshow%3Dmine"
    page = browser.follow(answer)
    assert lan.name in words_of(page.text)
    answer = send_back(browser, "/unlock", fields_of(page.text), password=PASSWORD)
    assert (answer.status, answer.headers["location"]) == (303, "/inbox?show=mine")
    assert browser.follow(answer).status == 200
    assert events(house, JournalEvent.DESK_LOCKED) == [{"person": lan.id, "why": "idle"}]
    assert events(house, JournalEvent.DESK_UNLOCKED) == [{"person": lan.id}]


def test_nothing_is_shown_while_it_is_locked(house, lan):
    house.case("Vàng Thị Mẫu")
    browser = house.browser(lan)
    browser.send("/lock")
    for path in ("/inbox", "/", "/people"):
        assert browser.get(path).headers["location"].startswith("/lock")
    assert "Vàng Thị Mẫu" not in browser.get("/lock").text
    assert events(house, JournalEvent.DESK_LOCKED) == [{"person": lan.id, "why": "asked"}]


def test_a_wrong_password_does_not_unlock(house, lan):
    browser = house.browser(lan)
    browser.send("/lock")
    page = browser.get("/lock")
    assert (
        send_back(browser, "/unlock", fields_of(page.text), password="sai mật khẩu").status == 403
    )
    assert browser.get("/inbox").status == 303
    assert events(house, JournalEvent.DESK_NOT_SIGNED_IN) == [{"person": lan.id, "why": "wrong"}]


def test_a_form_sent_to_a_locked_desk_is_shown_again_and_sent_once(house, lan, noted):
    browser = house.browser(lan)
    house.clock.later(minutes=11)
    locked = browser.send("/notes/7", note=[TYPED, "dòng hai"], act="a1", after="3")
    assert locked.status == 403
    assert not noted
    again = send_back(browser, "/unlock", fields_of(locked.text), password=PASSWORD)
    assert again.status == 200
    assert html.escape("30/11") in again.text
    assert send_back(browser, "/notes/7", fields_of(again.text)).status == 303
    assert noted == [(lan.id, (TYPED, "dòng hai"), "a1")]


def test_what_was_typed_cannot_be_read_in_the_locked_page(house, lan, noted):
    browser = house.browser(lan)
    house.clock.later(minutes=11)
    assert "khai sinh" not in browser.send("/notes/7", note=TYPED).text


def test_a_tab_left_open_overnight_loses_nothing(house, lan, noted):
    browser = house.browser(lan)
    house.clock.later(hours=16)
    over = browser.send("/notes/7", note=TYPED)
    again = send_back(browser, "/sign-in", fields_of(over.text), login="lan", password=PASSWORD)
    assert again.status == 200
    send_back(browser, "/notes/7", fields_of(again.text))
    assert noted == [(lan.id, (TYPED,), "")]


def test_yesterdays_tab_beside_todays_loses_nothing(house, lan, noted):
    browser = house.browser(lan)
    mark = browser.csrf
    house.clock.later(hours=16)
    browser.send("/sign-in", login="lan", password=PASSWORD)
    again = browser.send("/notes/7", mark=mark, note=TYPED)
    assert again.status == 403
    assert not noted
    send_back(browser, "/notes/7", fields_of(again.text))
    assert noted == [(lan.id, (TYPED,), "")]


def test_what_one_typed_is_not_shown_to_another(house, lan, noted):
    browser = house.browser(lan)
    house.clock.later(hours=16)
    over = browser.send("/notes/7", note=TYPED)
    answer = send_back(browser, "/sign-in", fields_of(over.text), login="minh", password=PASSWORD)
    assert answer.status == 303
    assert not noted


def test_a_wrong_password_in_between_loses_nothing(house, lan, noted):
    browser = house.browser(lan)
    house.clock.later(minutes=11)
    page = browser.send("/notes/7", note=TYPED)
    page = send_back(browser, "/unlock", fields_of(page.text), password="sai mật khẩu")
    again = send_back(browser, "/unlock", fields_of(page.text), password=PASSWORD)
    send_back(browser, "/notes/7", fields_of(again.text))
    assert noted == [(lan.id, (TYPED,), "")]


def test_a_held_form_outlives_a_restart_of_the_desk(house, lan, noted):
    browser = house.browser(lan)
    house.clock.later(minutes=11)
    page = browser.send("/notes/7", note=TYPED)
    house.restart()
    again = send_back(browser, "/unlock", fields_of(page.text), password=PASSWORD)
    assert ("note", TYPED) in fields_of(again.text)


def test_what_another_site_sends_is_not_held(house, lan, noted):
    browser = house.browser(lan)
    house.clock.later(minutes=11)
    answer = browser.post("/notes/7", b"note=x", {"origin": "https://evil.example"})
    assert answer.status == 403
    assert "held" not in answer.text


def test_a_sealed_form_that_somebody_changed_is_not_opened(house, lan, noted):
    browser = house.browser(lan)
    house.clock.later(minutes=11)
    fields = dict(fields_of(browser.send("/notes/7", note=TYPED).text))
    held = fields["held"]
    fields["held"] = held[:40] + ("A" if held[40] != "A" else "B") + held[41:]
    answer = send_back(browser, "/unlock", list(fields.items()), password=PASSWORD)
    assert (answer.status, answer.headers["location"]) == (303, "/")


def test_passwords_typed_into_a_locked_page_are_not_held(house, lan):
    browser = house.browser(lan)
    house.clock.later(minutes=11)
    answer = browser.send("/password", **{"password-old": PASSWORD, "password-new": "x"})
    assert 'name="held"' not in answer.text


def test_whoever_works_is_not_locked(house, lan):
    browser = house.browser(lan)
    for _ in range(6):
        house.clock.later(minutes=9)
        assert browser.get("/inbox").status == 200


def test_a_hand_at_the_page_keeps_it_open_and_a_look_does_not(house, lan):
    browser = house.browser(lan)
    house.clock.later(minutes=9)
    assert browser.get("/here").body == b'{"left":60}'
    assert browser.get("/here?active=1").body == b'{"left":600}'
    house.clock.later(minutes=9)
    browser.get("/here")
    house.clock.later(minutes=2)
    assert browser.get("/here").status == 401
    assert browser.get("/here?active=1").status == 401  # too late: the password comes first


def test_the_page_under_its_cover_is_unlocked_without_going_away(house, lan):
    browser = house.browser(lan)
    browser.send("/lock")
    ours = {"origin": "http://127.0.0.1:8460", "x-cover": "1"}
    body = f"mark={browser.csrf}&password=sai".encode()
    wrong = browser.post("/unlock", body, ours)
    assert (wrong.status, "chưa đúng" in wrong.text) == (403, True)
    body = f"mark={browser.csrf}&password={PASSWORD}".encode()
    assert browser.post("/unlock", body, ours).status == 204
    assert browser.get("/inbox").status == 200


@pytest.mark.parametrize("hours", [-20, -3, 3, 13])
def test_a_clock_that_jumped_asks_for_the_password(house, lan, hours):
    browser = house.browser(lan)
    house.clock.later(hours=hours)
    assert browser.get("/inbox").status == 303


def test_a_session_lasts_till_midnight_at_the_office(house, lan):
    house.clock.now = dt.datetime(2026, 11, 23, 16, 55, tzinfo=dt.UTC)  # 23:55 in Vietnam
    browser = house.browser(lan)
    house.clock.later(minutes=4)
    assert browser.get("/inbox").status == 200
    house.clock.later(minutes=2)
    assert browser.get("/inbox").headers["location"].startswith("/sign-in")


def test_a_clock_put_back_again_and_again_makes_no_session_longer(house, lan):
    ticking = [0.0]
    sessions = Sessions(house.db, lambda: Steady("run", ticking[0]))
    session = sessions.of(sessions.begin(lan.id, Language.VI, house.clock()))
    for _ in range(13):
        assert sessions.is_over(session, house.clock()) is (ticking[0] >= 12 * 3600)
        ticking[0] += 3600.0  # and the wall clock stands where it stood


def test_signing_out_ends_the_session_in_every_copy(house, lan):
    browser = house.browser(lan)
    copy = house.stranger()
    copy.cookies[SESSION] = browser.cookies[SESSION]
    answer = browser.send("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert SESSION not in browser.cookies
    assert copy.get("/inbox").headers["location"].startswith("/sign-in")
    assert events(house, JournalEvent.DESK_SIGNED_OUT) == [{"person": lan.id}]


def test_somebody_else_can_sign_in_at_a_locked_desk(house, lan):
    browser = house.browser(lan)
    browser.send("/lock")
    assert browser.send("/sign-out").headers["location"] == "/sign-in"
    assert browser.send("/sign-in", login="minh", password=PASSWORD, next="/inbox").status == 303
    assert house.people[Role.SPECIALIST].name in words_of(browser.get("/inbox").text)
