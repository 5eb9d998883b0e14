"""A form with a PIN that came too late, from a page that is old or locked, is shown again without its PIN."""

from kiosk.desk.console import held
from kiosk.desk.signatures import signing
from kiosk.rules.roster import Role

PIN = "246810"


def send(browser):
    return browser.send("/signing/official/sign", copy="0" * 32, **{"token-password": PIN})


def test_an_old_page_is_told_and_its_pin_is_not_shown_again(house):
    browser = house.browser(Role.LEADER)
    browser.csrf = "0" * 32
    answer = send(browser)
    assert (answer.status, PIN in answer.text) == (403, False)


def test_a_locked_page_is_told_and_its_pin_is_not_shown_again(house):
    browser = house.browser(Role.LEADER)
    house.clock.later(minutes=11)
    answer = send(browser)
    assert answer.status == 403
    assert PIN not in answer.text


def test_a_form_with_a_pin_is_held_by_nobody_and_one_without_is():
    kind, path = "application/x-www-form-urlencoded", "/signing/official/sign"
    with_pin = f"copy=17&{signing.PIN}={PIN}".encode()
    assert held.formed("lan", path, kind, with_pin) is None
    assert held.formed("lan", path, kind, b"copy=17") is not None
