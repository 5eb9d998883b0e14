"""The pad's door: who is let in, who is not, and that no other site's page can press a key."""

from __future__ import annotations

import json

import pytest

from kiosk.settings import Settings
from tests.hall.pad_client import Browser, pads, serving
from tests.hall.pad_office import MORNING, SETTINGS, Queue, app_of

NEXT = json.dumps({"id": "ab" * 16, "deed": "next"})


@pytest.fixture
def queue(tmp_path):
    with Queue(tmp_path) as queue:
        yield queue


@pytest.fixture
def browser(queue):
    with serving(app_of(queue)) as port:
        yield Browser(port)


def test_without_a_code_there_is_only_the_door(browser):
    page = browser.ask("GET", "/pad")
    assert page.status == 200
    assert 'action="/pad/sign-in' in page.text
    assert "pad.js" not in page.text


def test_with_the_code_there_is_the_pad(browser):
    answer = browser.sign_in(2)
    assert (answer.status, answer.headers["location"]) == (303, "/pad")
    page = browser.ask("GET", "/pad")
    assert "<h1>Quầy 2</h1>" in page.text
    assert "Hộ tịch, Chứng thực" in page.text


def test_the_session_is_for_this_site_alone_and_for_no_script(browser):
    cookie = browser.sign_in(2).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_under_https_the_session_never_leaves_it(queue):
    app = app_of(queue)

    async def encrypted(scope, receive, send):
        await app(scope | {"scheme": "https"}, receive, send)

    with serving(encrypted) as port:
        browser = Browser(port)
        answer = browser.sign_in(2, Origin=f"https://127.0.0.1:{port}")
        assert answer.status == 303
        assert "secure" in answer.headers["set-cookie"].lower()


def test_a_wrong_code_is_told_in_words_and_the_counter_stays_chosen(browser):
    page = browser.sign_in(2, "something-else")
    assert page.status == 403
    assert "Mã không đúng với quầy 2" in page.text
    assert 'value="2" required checked' in page.text
    assert "something-else" not in page.text


def test_who_guesses_is_told_how_long_to_wait(browser):
    for _ in range(4):
        browser.sign_in(2, "guess")
    page = browser.sign_in(2)
    assert (page.status, page.headers["retry-after"]) == (429, "2")
    assert "Xin chờ 2\u00a0giây" in page.text


def test_without_a_session_no_key_works(queue, browser):
    assert browser.post(NEXT).status == 401


def test_a_line_without_a_session_ends_at_once(browser):
    assert list(browser.live()) == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:1"])
def test_a_page_of_another_site_presses_no_key_and_signs_nobody_in(queue, browser, origin):
    browser.sign_in(2)
    assert browser.post(NEXT, Origin=origin).status == 403
    assert browser.sign_in(3, Origin=origin).status == 403
    assert browser.ask("POST", "/pad/sign-out", Origin=origin).status == 403
    assert browser.state()["counter"] == 2


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_form_cannot_be_a_deed(browser, kind):
    browser.sign_in(2)
    assert browser.post(NEXT, Content_Type=kind).status == 400


@pytest.mark.parametrize("body", [b"\xff\xfe", b"counter=2&" + b"x" * 3000, b"nonsense"])
def test_nonsense_at_the_door_is_refused(browser, body):
    assert browser.ask("POST", "/pad/sign-in", body).status == 400


def test_no_counter_chosen_is_told(browser):
    page = browser.ask("POST", "/pad/sign-in", "code=tre-lang-2")
    assert "Xin chọn quầy." in page.text


def test_a_restart_of_the_desk_asks_nobody_again(queue):
    with pads(queue, 2) as (before,):
        cookies = before.cookies
    with serving(app_of(queue)) as port:
        after = Browser(port)
        after.cookies = cookies
        assert after.state()["counter"] == 2


def test_signed_out_is_out_and_the_line_ends(queue, browser):
    browser.sign_in(2)
    copied = Browser(browser.port)
    copied.cookies = dict(browser.cookies)
    line = copied.live()
    assert next(line)["counter"] == 2
    assert browser.ask("POST", "/pad/sign-out").status == 303
    queue.draw("ho-tich")  # the next thing that it would have been told
    assert list(line) == []
    assert 'action="/pad/sign-in' in browser.ask("GET", "/pad").text


def test_at_midnight_everybody_is_asked_again(queue, browser):
    browser.sign_in(2)
    queue.later(minutes=(24 - MORNING.hour) * 60)
    assert browser.post(NEXT).status == 401
    assert 'action="/pad/sign-in' in browser.ask("GET", "/pad").text


def test_an_office_without_codes_says_whom_to_ask(tmp_path):
    without = Settings(office=SETTINGS.office)
    with Queue(tmp_path, without) as queue, serving(app_of(queue)) as port:
        assert "Nhờ kỹ thuật viên" in Browser(port).ask("GET", "/pad").text
