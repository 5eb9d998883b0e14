"""A case that another kiosk holds is opened at its desk: the browser is led there once, as whoever signed in here."""

import hashlib
import json

import pytest

from kiosk.desk.console.app import SESSION
from kiosk.hall.crossing import FRESH, Crossing, Lost, LostError
from kiosk.hall.letters import LetterError
from kiosk.hall.proof import Proven
from kiosk.model import Language
from kiosk.rules.roster import Role
from kiosk.settings import HallSettings, OtherDesk, Secret, Settings
from tests.console.conftest import words_of
from tests.console.desks import Office, journalled

SECRET = "an office of paper walls, 32 letters"
PERSON, CASE = "a" * 32, "b" * 32


@pytest.fixture
def office(tmp_path):
    with Office(tmp_path) as office:
        yield office


def arrives(office, url, browser=None):
    """What kiosk 2's desk answers to a browser that comes so."""
    browser = browser or office.two.stranger()
    return browser, browser.get(url.removeprefix(office.consoles[2]))


def test_a_browser_is_led_to_the_holder_and_is_signed_in_there_as_the_same_person(office):
    case = office.two.case("Vàng Thị Mẫu")
    office.until_shared()
    led = office.one.browser(Role.SPECIALIST).get(f"/cases/2/{case}")
    assert led.status == 303
    browser, page = arrives(office, led.headers["location"])
    assert page.status == 200
    assert f'content="0; url=/cases/2/{case}"' in page.text
    assert "Trần Văn Minh Mẫu" in words_of(browser.get("/inbox").text)
    assert ("desk-led", case) in [
        (event, said.get("case")) for event, said in journalled(office.one)
    ]
    (arrived,) = [said for event, said in journalled(office.two) if event == "desk-arrived"]
    person = office.one.people[Role.SPECIALIST].id
    assert (arrived["person"], arrived["kiosk"], arrived["roles"]) == (person, 1, "specialist")


def test_the_same_way_leads_nobody_in_twice(office):
    led = office.lead(Role.CLERK)
    arrives(office, led)
    browser, again = arrives(office, led)
    assert (again.status, SESSION in browser.cookies) == (403, False)
    assert "Lần chuyển máy này không còn dùng được" in words_of(again.text)
    assert ("desk-refused", "used") in [(e, s.get("why")) for e, s in journalled(office.two)]


def test_whoever_had_a_session_there_gets_a_new_one_and_the_old_one_is_over(office):
    led = office.lead(Role.CLERK)
    old = office.two.browser(Role.LEADER)
    before = old.cookies[SESSION]
    arrives(office, led, old)
    assert old.cookies[SESSION] != before
    assert "Nguyễn Thị Lan Mẫu" in words_of(old.get("/inbox").text)
    old.cookies[SESSION] = before
    assert old.get("/inbox").status == 303


def test_a_word_that_no_desk_told_opens_nothing(office):
    for word in ("", "x" * 43, "%00", "x" * 5000):
        browser, page = arrives(office, f"{office.consoles[2]}/arrive?word={word}")
        assert (page.status, SESSION in browser.cookies) == (403, False)


def test_whoever_has_no_role_at_that_kiosk_today_is_told_so(office):
    led = office.lead(Role.CLERK)
    office.two.db.conn.execute("delete from posts")
    browser, page = arrives(office, led)
    assert (page.status, SESSION in browser.cookies) == (403, False)
    assert "không có nhiệm vụ nào ở máy này" in words_of(page.text)


def test_a_holder_that_does_not_answer_is_told_and_nothing_is_lost(office):
    case = office.two.case("Vàng Thị Mẫu")
    office.until_shared()
    office.cut()
    page = office.one.browser().get(f"/cases/2/{case}")
    assert page.status == 503
    assert "Máy 2 giữ hồ sơ này và chưa trả lời" in words_of(page.text)


def test_a_case_that_nobody_of_the_office_has_is_not_there(office):
    browser = office.one.browser()
    for path in (f"/cases/2/{CASE}", f"/cases/3/{CASE}", "/cases/2/..%2f", f"/cases/0x2/{CASE}"):
        assert browser.get(path).status == 404, path


# One desk's end by itself, its clock turned by hand.


class Steady:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def steady():
    return Steady()


@pytest.fixture
def crossing(steady):
    desk = OtherDesk(1, "http://10.0.0.11:8461", "https://10.0.0.11:8460")
    settings = Settings(kiosk=2, desks=(desk,), hall=HallSettings(secret=Secret(SECRET)))
    return Crossing(settings, steady)


def told(word="w" * 43, person=PERSON, path=f"/cases/2/{CASE}", language="vi"):
    hashed = hashlib.sha256(word.encode()).hexdigest()
    return json.dumps(
        {"word": hashed, "person": person, "path": path, "language": language}
    ).encode()


def expect(crossing, body):
    return crossing.expect(Proven(1, 0.0, ""), body, False)


def test_a_browser_that_comes_late_is_not_let_in(crossing, steady):
    expect(crossing, told())
    steady.now += FRESH + 0.1
    with pytest.raises(LostError) as lost:
        crossing.arrive("w" * 43)
    assert lost.value.why is Lost.LATE
    with pytest.raises(LostError) as lost:
        crossing.arrive("w" * 43)
    assert lost.value.why is Lost.USED


def test_a_word_is_bound_to_its_person_and_its_place(crossing):
    expect(crossing, told())
    arriving = crossing.arrive("w" * 43)
    assert (arriving.kiosk, arriving.person, arriving.path, arriving.language) == (
        *(1, PERSON, f"/cases/2/{CASE}"),
        Language.VI,
    )


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{}", b"[" * 5000),
        *(told(path=path) for path in ("//evil.example", "/people", "/cases/2/../people", "")),
        *(told(person="x"), told(language="fr")),
    ],
)
def test_a_letter_that_names_anything_else_is_none(crossing, body):
    with pytest.raises(LetterError):
        expect(crossing, body)


def test_a_machine_with_our_own_number_is_refused(crossing):
    assert crossing.expect(Proven(2, 0.0, ""), told(), False)[0] == 403


def test_one_browser_that_asks_again_and_again_keeps_nobody_else_from_crossing(crossing):
    for n in range(400):
        expect(crossing, told(word=f"{n:043d}"))
    assert expect(crossing, told(word="z" * 43, person="b" * 32))[0] == 200
    assert crossing.arrive("z" * 43).person == "b" * 32
