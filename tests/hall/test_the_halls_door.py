"""Who comes to the hall's door: known names only, bodies that end, and room for deeds whatever hangs on the screens."""

import contextlib
import http.client
import socket
import ssl
import threading

import pytest

from kiosk.hall import app as hall
from kiosk.hall import patience
from kiosk.hall.letters import Letter
from kiosk.hall.line import Line
from kiosk.hall.others import Unheard
from kiosk.hall.proof import Key, new_secret
from kiosk.rules.queue.deeds import Deed
from kiosk.settings import HallSettings, OtherDesk, Settings, SettingsError
from tests.workbench import certificates
from tests.workbench.office import SECRET, Desk, until


@pytest.fixture
def desk(tmp_path):
    one = Desk(tmp_path, 1)
    one.start({2: "http://127.0.0.1:9"})
    yield one
    one.stop()


def ask(desk, method="GET", path="/board", body=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", desk.port, 60)) as line:
        line.request(method, path, body, named)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1:8461", "10.0.0.11", "localhost", "[::1]:8461"])
def test_by_its_address_it_is_known(desk, host):
    assert ask(desk, Host=host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8461", "", "[", "a]"])
def test_a_name_that_was_made_to_point_here_is_refused(desk, host):
    status, headers = ask(desk, Host=host)
    assert status == 400
    assert "default-src 'none'" in headers["content-security-policy"]


def test_every_answer_says_what_a_page_may_load(desk):
    for path in ("/board", "/pad", "/nothing-there", "/board/live/../.."):
        _, headers = ask(desk, path=path)
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "connect-src 'self' http://127.0.0.1:9;" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_a_body_that_is_too_long_or_has_no_end_is_not_read(desk):
    assert ask(desk, "POST", "/pad/deed", b"", Content_Length=str(hall.LONGEST + 1))[0] == 413
    assert ask(desk, "POST", "/pad/deed", iter([b"x"]), Transfer_Encoding="chunked")[0] == 411
    assert (
        ask(desk, "POST", "/desk/deed", b"x" * (hall.LONGEST + 1))[0] == 403
    )  # read, not believed
    long = str(hall.LONGEST_OF_DESKS + 1)
    assert ask(desk, "POST", "/desk/deed", b"", Content_Length=long)[0] == 413


def test_whoever_says_nothing_is_let_go(desk, monkeypatch):
    monkeypatch.setattr(patience, "PATIENCE", 0.2)
    for said in (b"", b"GET /board HTTP/1.1\r\nHost: x", b"POST /pad/deed HTTP/1.1\r\n"):
        with socket.create_connection(("127.0.0.1", desk.port), 60) as line:
            line.sendall(said)
            assert line.recv(100) == b""


def test_one_address_cannot_hold_the_door_shut_for_the_others(desk, monkeypatch):
    monkeypatch.setattr(patience, "CROWD", 3)
    with contextlib.ExitStack() as crowd:
        for _ in range(3):
            crowd.enter_context(socket.create_connection(("127.0.0.1", desk.port), 60))
        late = crowd.enter_context(socket.create_connection(("127.0.0.1", desk.port), 60))
        assert late.recv(100) == b""
        other = crowd.enter_context(
            socket.create_connection(("127.0.0.1", desk.port), 60, source_address=("127.0.0.2", 0))
        )
        other.sendall(b"GET /board HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert other.recv(100).startswith(b"HTTP/1.1 200")


def test_a_board_that_was_let_in_stays_for_as_long_as_it_looks(desk, monkeypatch):
    monkeypatch.setattr(patience, "PATIENCE", 0.2)
    with socket.create_connection(("127.0.0.1", desk.port), 60) as line:
        line.sendall(b"GET /board/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        pause = threading.Event()
        until(lambda: b"event-stream" in line.recv(65536, socket.MSG_PEEK))
        pause.wait(0.5)
        desk.draw()
        desk.conductor.order(desk.asked_for(Deed.NEXT))
        while b"A1-001" not in (seen := line.recv(65536)):
            assert seen  # else it was let go


def test_when_too_many_look_on_a_deed_still_finds_room(desk, monkeypatch):
    monkeypatch.setattr(hall, "LOOKING", 3)
    with contextlib.ExitStack() as boards:
        for _ in range(3):
            line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
            boards.callback(line.close)
            line.request("GET", "/board/live")
            assert boards.enter_context(line.getresponse()).status == 200
        status, headers = ask(desk)
        assert (status, headers["retry-after"]) == (503, "5")
        assert ask(desk, "POST", "/desk/deed", b"")[0] == 403
    until(lambda: ask(desk)[0] == 200)


def test_what_is_asked_of_a_desk_without_the_secret_is_refused_without_a_word(desk):
    for path in ("/desk/exchange", "/desk/deed", "/desk/standing"):
        assert ask(desk, "POST", path, b'{"heads": {}}')[0] == 403
        assert ask(desk, "GET", path)[0] == 405
    line = Line(f"http://127.0.0.1:{desk.port}", Key(new_secret(), 2, 1))
    with contextlib.closing(line), pytest.raises(Unheard) as refused:
        line.ask("/desk/standing", Letter({}))
    assert refused.value.why == "wrong-secret"


def test_a_desk_alone_in_its_office_has_no_door_for_others(tmp_path):
    one = Desk(tmp_path, 1)
    one.start({})
    try:
        assert ask(one, "POST", "/desk/exchange", b"{}")[0] in (404, 405)
    finally:
        one.stop()


def test_with_a_certificate_everything_is_https_and_desks_hear_each_other_by_it(tmp_path):
    pem = certificates.House(tmp_path).alone("hall", ("kiosk-1.suoimo.example", "127.0.0.1"))
    one, other = Desk(tmp_path, 1), Desk(tmp_path, 2)
    one.start({2: f"https://127.0.0.1:{other.port}"}, certificate=str(pem))
    other.start({1: f"https://127.0.0.1:{one.port}"}, certificate=str(pem))
    try:
        until(lambda: other.conductor.others.senior() == 1)
        trusting = ssl.create_default_context(cafile=str(pem))
        line = http.client.HTTPSConnection("127.0.0.1", one.port, timeout=60, context=trusting)
        with contextlib.closing(line):
            line.request("GET", "/board", headers={"Host": "kiosk-1.suoimo.example"})
            assert line.getresponse().status == 200
    finally:
        one.stop(), other.stop()


def test_what_cannot_be_used_is_said_in_one_sentence(tmp_path):
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    settings = Settings(hall=HallSettings(certificate=str(wrong)))
    with pytest.raises(SettingsError, match=r"hall\.certificate"):
        hall.server(hall.create_hall(Settings(), []), settings.hall)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            hall.listening(HallSettings(port=port))
    with pytest.raises(SettingsError, match=r"hall\.host"):
        hall.listening(HallSettings(host="no such host"))


def test_nobody_without_a_secret_of_32_letters_keeps_a_queue_with_others():
    with pytest.raises(SettingsError, match=r"hall\.secret"):
        Settings(kiosk=1, desks=(OtherDesk(2, "http://127.0.0.1:9"),))
    assert len(SECRET) >= 32
