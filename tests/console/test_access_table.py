"""Each role at each address: let in or refused as the table says, and every refusal stands in the journal."""

import re

import pytest
from starlette.routing import Route

from kiosk.desk.console.answering import WHILE_LOCKED
from kiosk.desk.console.app import SESSION
from kiosk.desk.console.page import LONGEST
from kiosk.desk.console.rooms import doors
from kiosk.desk.console.words import TEXT
from kiosk.desk.serving import served_console
from kiosk.rules.roster import RIGHTS, Role
from kiosk.store.journal import Journal, JournalEvent
from tests.console.access import ALL, TABLE, UNSIGNED
from tests.console.browser import BASE, Browser
from tests.console.conftest import words_of

DOORS = {f"{door.method} {door.path}": door for door in doors()}
FILE = re.compile(r"GET /(fonts/)?[A-Za-z-]+\.(css|js|svg|woff2)")
POSTS = [door for door in doors() if door.method == "POST"]
# Addresses that a browser of somebody else's making would send: nothing of the kind is there.
MADE_UP = {"kiosk": "0", "case": "f" * 32, "page": "1", "number": "1", "batch": "1", "item": "1", "year": "2026",
           "month": "2026-11", "old": "1", "kind": "x", "form": "x", "role": "x", "service": "x"}  # fmt: skip


def address(door):
    return re.sub(r"{(\w+)[^}]*}", lambda found: MADE_UP.get(found[1], "x"), door.path)


def refusals(house):
    rows = Journal(house.db).since(0, 1000)
    return [row.fields for row in rows if row.event is JournalEvent.DESK_REFUSED]


def is_refused(answer):
    return answer.status == 403 and TEXT["no_right"].vi in words_of(answer.text)


def test_every_address_has_a_row_in_the_table():
    missing = []
    for name in sorted(DOORS.keys() - TABLE.keys()):
        needs = DOORS[name].needs
        who = " ".join(role for role, rights in RIGHTS.items() if not needs or needs & rights)
        missing.append(f'    "{name}": "{who}",')
    if missing:
        told = "\n".join(missing)
        pytest.fail(
            f"Whom are these to let in? Look at their rights, then add to access.py:\n{told}"
        )
    assert not TABLE.keys() - DOORS.keys(), "rows of addresses that are gone"
    assert len(DOORS) == len(doors()), "two doors of one address and method"


def test_nothing_else_is_reached_without_signing_in(house):
    routes = [route for route in house.app.routes if isinstance(route, Route)]
    told = {f"{method} {route.path}" for route in routes for method in route.methods - {"HEAD"}}
    files = {name for name in told if FILE.fullmatch(name)}
    assert told - files - DOORS.keys() == UNSIGNED


@pytest.mark.parametrize("role", Role)
def test_a_role_is_let_in_where_the_table_says_so_and_nowhere_else(house, role):
    expected, rooms = set(), set()
    for name, door in DOORS.items():
        browser = house.browser(role)
        path = address(door)
        answer = browser.get(path) if door.method == "GET" else browser.send(path)
        assert answer.status < 500 or answer.status == 503, f"{name}: {answer.status}"
        if role in TABLE[name].split():
            assert not is_refused(answer), f"{role} is kept out of {name}"
        else:
            assert is_refused(answer), f"{role} is let in at {name}: {answer.status}"
            expected.add(door.room)
    rooms = {row["room"] for row in refusals(house) if row["why"] == "right"}
    assert rooms == expected
    whose = {(row["person"], row["roles"]) for row in refusals(house) if row["why"] == "right"}
    assert whose <= {(house.people[role].id, role.value)}


@pytest.mark.parametrize("name", DOORS)
def test_nobody_is_let_in_without_a_session(house, name):
    door, stranger = DOORS[name], house.stranger()
    answer = stranger.get(address(door)) if door.method == "GET" else stranger.send(address(door))
    if door.method == "GET":
        assert (answer.status, answer.headers["location"][:8]) == (303, "/sign-in")
    else:
        assert answer.status == 403
        assert "/sign-in" in answer.text
    assert not stranger.cookies


def test_whoever_is_nothing_any_more_is_let_in_nowhere(house):
    gone = house.person("gone", "Lò Văn Mẫu", *Role, until=house.today - house.day)
    for name, door in DOORS.items():
        if TABLE[name] == ALL and door.needs == frozenset():
            continue  # their own session alone
        browser = house.browser(gone)
        answer = browser.get(address(door)) if door.method == "GET" else browser.send(address(door))
        assert is_refused(answer), name


def test_a_locked_session_opens_nothing(house):
    for name, door in DOORS.items():
        browser = house.browser(Role.CLERK)
        if door.path in WHILE_LOCKED:
            continue
        browser.send("/lock")
        answer = browser.get(address(door)) if door.method == "GET" else browser.send(address(door))
        assert answer.status in (303, 403), name
        if door.method == "GET":
            assert answer.headers["location"].startswith("/lock"), name


@pytest.mark.parametrize("door", POSTS, ids=lambda door: door.path)
def test_a_form_without_our_mark_or_from_elsewhere_does_nothing(house, door):
    role = Role(TABLE[f"POST {door.path}"].split()[0])
    browser, other = house.browser(role), house.browser(Role.LEADER)
    before = len(Journal(house.db).since(0, 1000))
    ours = {"origin": BASE}
    for body, headers in (
        (b"x=1", ours),
        (b"mark=", ours),
        (f"mark={other.csrf}".encode(), ours),
        (f"mark={browser.csrf}".encode(), {"origin": "https://evil.example"}),
        (f"mark={browser.csrf}".encode(), {"origin": "null"}),
        (f"mark={browser.csrf}".encode(), {"origin": "http://127.0.0.1:8461"}),
        (f"mark={browser.csrf}".encode(), {}),
    ):
        assert browser.post(address(door), body, headers).status == 403, (body, headers)
    rows = Journal(house.db).since(before, 1000)
    assert {row.event for row in rows} == {JournalEvent.DESK_REFUSED}
    assert {row.fields["why"] for row in rows} == {"mark", "origin"}
    assert browser.get("/password").status == 200  # and nobody was signed out by it


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "BREW"]
)
def test_other_methods_are_not_known(house, method):
    browser = house.browser(Role.LEADER)
    for path in ("/inbox", "/people", "/sign-in", "/password"):
        answer = browser.ask(method, path, b"", {"origin": BASE})
        assert answer.status == 405, path
        assert browser.csrf not in answer.text


def test_head_says_no_more_than_get(house):
    browser = house.browser(Role.HELPER)
    assert browser.ask("HEAD", "/inbox", b"", {}).status == 403
    assert house.stranger().ask("HEAD", "/inbox", b"", {}).status == 303
    assert browser.ask("HEAD", "/lock", b"", {}).status == 303


@pytest.mark.parametrize(
    "path",
    [
        "/inbox/", "//inbox", "/inbox/../people", "/inbox/%2e%2e/people", "/%2e%2e/%2e%2e/etc/passwd", "/inbox%00",
        "/inbox;x", "/INBOX", "/console.css/../people", "/static/../../kiosk.db", "//evil.example/inbox", "/people/..",
        "/office-authority.key", "/kiosk.db", "/cases/0/..%2f..%2fkiosk.db/pages/1.jpg",
    ],
)  # fmt: skip
def test_tricks_with_an_address_lead_nowhere(house, path):
    assert house.browser(Role.LEADER).get(path).status == 404
    answer = house.stranger().get(path)
    assert answer.status == 404 or answer.headers["location"] == "/sign-in"


def test_too_long_a_form_is_refused_and_noted(house):
    browser = house.browser(Role.LEADER)
    body = b"mark=" + browser.csrf.encode() + b"&name=" + b"x" * LONGEST
    assert browser.post("/people", body, {"origin": BASE}).status == 413
    assert refusals(house)[-1] == {
        "room": "people", "why": "too-long", "person": house.people[Role.LEADER].id, "roles": "leader"
    }  # fmt: skip
    assert house.stranger().post("/sign-in", b"x" * 300_000, {"origin": BASE}).status == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&&&&", b"a" * 100, b"&".join([b"a=1"] * 2000)])
def test_what_is_no_form_is_told_so(house, body):
    browser = house.browser(Role.LEADER)
    assert browser.post("/people", body, {"origin": BASE}).status in (400, 403)
    assert house.stranger().post("/sign-in", body, {"origin": BASE}).status == 400


@pytest.mark.parametrize(
    "token", ["", "x", "' or 1=1 --", "../../kiosk.db", "x" * 5000, "\u00e9", "%00", "null"]
)
def test_a_made_up_session_is_none(house, token):
    stranger = house.stranger()
    stranger.cookies[SESSION] = token.encode("utf-8").decode("latin-1")
    assert stranger.get("/inbox").status == 303


def test_another_name_that_leads_here_reads_nothing(house):
    app = served_console(house.workspace, house.settings, house.clock)
    for host, status in (
        ("127.0.0.1:8460", 200), ("localhost:8460", 200), ("10.0.0.11:8460", 200), ("evil.example", 400),
        ("evil.example:8460", 400), ("127.0.0.1.evil.example", 400), ("", 400),
    ):  # fmt: skip
        browser = Browser(app, house.loop)
        assert browser.get("/sign-in", host=host).status == status, host


def test_a_page_may_load_nothing_from_elsewhere_and_be_framed_by_nobody_else(house):
    for answer in (house.stranger().get("/sign-in"), house.browser(Role.LEADER).get("/people")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "frame-ancestors 'self'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?! src=)|\son\w+=|style=", answer.text)


def test_as_much_is_taken_in_as_an_address_says_and_no_more(house):
    """The outer door knows which addresses take files."""
    browser = Browser(served_console(house.workspace, house.settings, house.clock), house.loop)
    browser.cookies, browser.csrf = house.browser(Role.LEADER).cookies, house.browser().csrf
    for door in POSTS:
        for length, fits in ((door.most, True), (door.most + 1, False)):
            headers = {"origin": "https://evil.example", "content-length": str(length)}
            answer = browser.ask("POST", address(door), b"", headers)
            assert (answer.status != 413) is fits, (door.path, length, answer.status)
