"""A password is chosen by who it belongs to: long enough, no commonplace, and with it the other sessions end."""

import pytest

from kiosk.rules.roster import Role
from kiosk.store import passwords
from kiosk.store.passwords import Weak, weakness
from kiosk.store.roster import Roster

PASSWORD = "ruộng bậc thang mùa nước đổ"
NEW = "mưa nguồn chớp bể"


@pytest.fixture
def lan(house):
    person = house.people[Role.CLERK]
    Roster(house.db).set_password(person.id, passwords.hashed(PASSWORD), house.clock())
    return person


def change(browser, old=PASSWORD, new=NEW, again=None):
    typed = {"password-old": old, "password-new": new, "password-again": again or new}
    return browser.send("/password", **typed)


def test_a_new_password_ends_the_sessions_elsewhere_and_this_one_goes_on(house, lan):
    here, elsewhere = house.browser(lan), house.browser(lan)
    answer = change(here)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert here.get("/inbox").status == 200
    assert elsewhere.get("/inbox").headers["location"].startswith("/sign-in")
    assert passwords.fits(NEW, Roster(house.db).password(lan.id).phc)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"old": "sai mật khẩu"}, 403),
        ({"new": "ngắn"}, 422),
        ({"new": NEW, "again": "khác hẳn đấy"}, 422),
        ({"new": PASSWORD}, 422),
        ({"new": "matkhau123"}, 422),
        ({"new": ""}, 422),
        ({"new": "x" * 201}, 422),
    ],
)
def test_what_is_no_good_changes_nothing(house, lan, typed, status):
    browser = house.browser(lan)
    answer = change(browser, **typed)
    assert answer.status == status
    assert typed.get("new") is None or typed["new"] == "" or f'"{typed["new"]}"' not in answer.text
    assert passwords.fits(PASSWORD, Roster(house.db).password(lan.id).phc)
    assert browser.get("/inbox").status == 200


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("123456789", Weak.SHORT),
        ("1234567890", Weak.COMMON),
        ("Mat Khau 123", Weak.COMMON),
        ("aaaaaaaaaaaaaa", Weak.COMMON),
        ("lan.nguyen12", Weak.LOGIN),
        ("Lan.Nguyen.1", Weak.LOGIN),
        ("x" * 201, Weak.LONG),
        ("ruộng bậc thang", None),
        ("lannguyen đi chợ", None),
    ],
)
def test_which_passwords_are_taken(password, weak):
    assert weakness(password, "lan.nguyen") is weak


def test_a_one_time_password_is_long_enough_and_never_the_same():
    made = {passwords.one_time() for _ in range(200)}
    assert len(made) == 200
    assert all(weakness(each, "lan") is None for each in made)


def test_a_password_that_a_leader_took_away_meanwhile_is_not_chosen_anew(house, lan, monkeypatch):
    browser, roster, hashed = house.browser(lan), Roster(house.db), passwords.hashed

    def meanwhile(password):
        there = Roster(house.console.database())  # of the thread that answers
        there.set_password(lan.id, "the leader's", house.clock())
        return hashed(password)

    monkeypatch.setattr(passwords, "hashed", meanwhile)
    assert change(browser).headers["location"] == "/sign-in"
    assert roster.password(lan.id).phc == "the leader's"
