"""Somebody signs in with login and password; whoever guesses waits longer and longer, and nobody for good."""

import datetime as dt
import re

import pytest

from kiosk.desk.console.app import KNOWN, SESSION
from kiosk.rules.roster import Role
from kiosk.store import passwords
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.roster import Roster
from kiosk.store.sessions import Sessions
from tests.console.conftest import words_of

PASSWORD = "ruộng bậc thang mùa nước đổ"
HASH = passwords.hashed(PASSWORD, memory=1024)  # quick; made anew at the first sign-in


class Ticking:
    """Seconds for whoever is patient, put forward by hand."""

    def __init__(self, house):
        self.seconds = 0.0
        for patience in (
            house.console.gate._addresses,
            house.console.gate._logins,
            house.console.gate._made_up,
        ):
            patience._steadily = lambda: self.seconds


@pytest.fixture
def lan(house):
    person = house.people[Role.CLERK]
    Roster(house.db).set_password(person.id, HASH, house.clock())
    return person


@pytest.fixture
def ticking(house):
    return Ticking(house)


def sign_in(browser, login="lan", password=PASSWORD, **more):
    return browser.send("/sign-in", login=login, password=password, **more)


def events(house, event):
    return [row.fields for row in Journal(house.db).since(0, 1000) if row.event is event]


def test_a_clerk_signs_in_and_comes_to_where_they_wanted_to_go(house, lan):
    browser = house.stranger()
    page = browser.follow(browser.get("/inbox?show=overdue"))
    onward = re.search(r'name="next" value="([^"]+)"', page.text)[1]
    answer = sign_in(browser, next=onward)
    assert (answer.status, answer.headers["location"]) == (303, "/inbox?show=overdue")
    assert browser.get("/inbox").status == 200
    assert events(house, JournalEvent.DESK_SIGNED_IN) == [{"person": lan.id, "roles": "clerk"}]


@pytest.mark.parametrize(
    "bad",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "/%5cevil.example", "/%2f/evil.example",
        "///evil.example", "javascript:alert(1)", "/inbox/../../etc", "/inbox/%2e%2e/people", "/a b",
        "/a\r\nset-cookie: x=1", "", "inbox", "/sign-out", "/lock", "http:inbox", "/" + "x" * 600, "/.", "/\u202einbox",
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(house, lan, bad):
    answer = sign_in(house.stranger(), next=bad)
    assert (answer.status, answer.headers["location"]) == (303, "/")


def test_unknown_login_and_wrong_password_are_told_in_the_same_words(house, lan):
    told = [
        sign_in(house.stranger(), **tried)
        for tried in ({"password": "sai mật khẩu"}, {"login": "nobody"}, {"login": "ky"})
    ]
    assert {answer.status for answer in told} == {403}
    assert len({re.sub('value="(lan|nobody|ky)"', "", answer.text) for answer in told}) == 1
    assert "chưa đúng" in words_of(told[0].text)
    whys = events(house, JournalEvent.DESK_NOT_SIGNED_IN)
    assert [each["why"] for each in whys] == ["wrong"] * 3
    assert whys[0]["person"] == lan.id
    assert "person" not in whys[1]


def test_an_unknown_login_costs_as_much_as_a_known_one():
    from kiosk.desk.console import gate

    assert not passwords.is_outdated(gate._NOBODYS)
    assert not passwords.fits("x", gate._NOBODYS)


@pytest.mark.parametrize("login", ["lan", "nobody"])
def test_whoever_guesses_waits_longer_and_longer_and_never_for_good(house, lan, ticking, login):
    guesser = house.stranger()
    waits = []
    for _ in range(14):
        answer = sign_in(guesser, login, "sai mật khẩu")
        if answer.status == 429:
            waits.append(int(re.search(r"chờ (\d+) giây", words_of(answer.text))[1]))
            ticking.seconds += waits[-1]
    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits) <= 60
    ticking.seconds += 60
    assert sign_in(house.stranger()).status == 303


def test_the_right_password_is_not_looked_at_while_one_has_to_wait(house, lan, ticking):
    guesser = house.stranger()
    for _ in range(6):
        sign_in(guesser, password="sai mật khẩu")
    assert sign_in(guesser).status == 429
    assert events(house, JournalEvent.DESK_NOT_SIGNED_IN)[-1]["why"] == "slowly"
    assert not events(house, JournalEvent.DESK_SIGNED_IN)


def test_a_browser_that_is_known_is_not_held_up_by_a_strangers_guesses(house, lan, ticking):
    own = house.stranger()
    sign_in(own)
    del own.cookies[SESSION]
    for _ in range(12):
        sign_in(house.stranger(), password="sai mật khẩu")
    assert sign_in(house.stranger()).status == 429
    assert sign_in(own).status == 303


def test_a_known_browser_is_known_no_more_once_the_password_is_another(house, lan, ticking):
    own = house.stranger()
    sign_in(own)
    Roster(house.db).set_password(
        lan.id, passwords.hashed("khác hẳn rồi", memory=1024), house.clock()
    )
    for _ in range(6):
        sign_in(own, password="sai mật khẩu")
    del own.cookies[SESSION]
    assert sign_in(own, password="khác hẳn rồi").status == 429


def test_a_session_that_was_laid_into_a_browser_is_not_taken_over(house, lan):
    browser = house.stranger()
    browser.cookies[SESSION] = laid = "laid-by-an-attacker"
    sign_in(browser)
    assert browser.cookies[SESSION] != laid
    thief = house.stranger()
    thief.cookies[SESSION] = laid
    assert thief.get("/inbox").status == 303


def test_each_sign_in_gives_another_session_and_ends_the_one_before(house, lan):
    browser = house.stranger()
    sign_in(browser)
    first = browser.cookies[SESSION]
    sign_in(browser)
    assert browser.cookies[SESSION] != first
    assert Sessions(house.db).of(first) is None


def test_the_cookies_are_kept_from_scripts_and_from_other_sites(house, lan):
    told = []
    browser = house.stranger()
    answer = sign_in(browser)
    for cookie in answer.all("set-cookie"):
        told.append(cookie.lower())
    assert len(told) == 2
    assert all(
        "httponly" in each and "samesite=strict" in each and "path=/" in each for each in told
    )
    assert not any("domain" in each for each in told)


def test_over_tls_the_cookie_is_bound_to_this_host_and_to_tls(house, lan):
    browser = house.stranger(base="https://10.0.0.11:8460")
    answer = sign_in(browser)
    assert all("secure" in each.lower() for each in answer.all("set-cookie"))
    assert {f"__Host-{SESSION}", f"__Host-{KNOWN}"} == set(browser.cookies)
    bare = house.stranger(base="https://10.0.0.11:8460")
    bare.cookies[SESSION] = browser.cookies[
        f"__Host-{SESSION}"
    ]  # as another port of this host could lay it
    assert bare.get("/inbox").status == 303
    assert browser.get("/inbox").status == 200


def test_a_sign_in_sent_by_another_site_is_refused(house, lan):
    browser = house.stranger()
    body = f"login=lan&password={PASSWORD}".encode()
    for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        answer = browser.post("/sign-in", body, headers)
        assert answer.status == 403
        assert not browser.cookies


def test_whoever_has_no_role_today_does_not_come_in(house):
    ended = house.person("ended", "Lò Văn Mẫu", Role.CLERK, until=dt.date(2026, 11, 22))
    Roster(house.db).set_password(ended.id, HASH, house.clock())
    answer = sign_in(house.stranger(), "ended")
    assert answer.status == 403
    assert "chưa được phân công" in words_of(answer.text)
    assert events(house, JournalEvent.DESK_NOT_SIGNED_IN) == [
        {"why": "no-role", "person": ended.id}
    ]


def test_a_password_made_with_less_is_made_anew_at_the_next_sign_in(house, lan):
    sign_in(house.stranger())
    kept = Roster(house.db).password(lan.id).phc
    assert not passwords.is_outdated(kept)
    assert passwords.fits(PASSWORD, kept)


def test_a_password_is_the_same_however_a_keyboard_writes_its_letters(house, lan):
    import unicodedata

    assert sign_in(house.stranger(), password=unicodedata.normalize("NFD", PASSWORD)).status == 303


def test_many_guesses_at_once_take_no_more_memory_than_two(house, lan):
    """Whoever comes behind the few who wait is told to come again, not kept waiting."""
    import threading

    from kiosk.desk.console.gate import AT_ONCE, WAITING, Refusal, Refused
    from kiosk.store.database import open_database

    running, most, alone, refused = [0], [0], threading.Lock(), []
    real = passwords.fits

    def counted(*told):
        with alone:
            running[0] += 1
            most[0] = max(most[0], running[0])
        try:
            return real(*told)
        finally:
            with alone:
                running[0] -= 1

    passwords.fits = counted

    def guess(number):
        db = open_database(house.workspace)
        try:
            house.console.gate.enter(
                db, f"guess{number}", "x", f"10.0.0.{number}", "", house.clock()
            )
        except Refused as error:
            refused.append(error.why)
        finally:
            db.close()

    try:
        threads = [threading.Thread(target=guess, args=(number,)) for number in range(24)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        passwords.fits = real
    assert most[0] <= AT_ONCE
    assert len(refused) == 24
    assert set(refused) <= {Refusal.WRONG, Refusal.BUSY}
    assert refused.count(Refusal.WRONG) >= WAITING


def test_where_nobody_is_in_the_roster_the_page_says_what_to_do(house):
    house.db.conn.execute("delete from posts")
    house.db.conn.execute("delete from people")
    assert "roster add" in words_of(house.stranger().get("/sign-in").text)


def test_the_sign_in_page_needs_no_script(house):
    assert "<script" not in house.stranger().get("/sign-in").text


@pytest.mark.parametrize(
    "typed",
    [
        "' or 1=1 --",
        '"><script>alert(1)</script>',
        "lan\r\nset-cookie: x=1",
        "{{7*7}}",
        "lan\x00",
        "𝕝𝕒𝕟",
        "LẠN",
    ],
)
def test_whatever_is_typed_as_login_is_only_a_wrong_one(house, lan, typed):
    answer = sign_in(house.stranger(), login=typed, next="/inbox")
    assert answer.status == 403
    assert "<script>" not in answer.text
    assert "49" not in words_of(answer.text)
    assert "x" not in answer.headers.get("set-cookie", "")
    assert Roster(house.db).by_login("lan") == lan


def test_a_password_reset_while_the_old_one_was_kept_anew_stays_reset(house, monkeypatch):
    roster, person = Roster(house.db), house.people[Role.CLERK]
    roster.set_password(person.id, passwords.hashed(PASSWORD, memory=8 * 1024), house.clock())
    hashed = passwords.hashed

    def meanwhile(password):
        there = Roster(house.console.database())  # of the thread that answers
        there.set_password(person.id, "somebody else's", house.clock())
        return hashed(password)

    monkeypatch.setattr(passwords, "hashed", meanwhile)
    house.stranger().send("/sign-in", login=person.login, password=PASSWORD)
    assert roster.password(person.id).phc == "somebody else's"
