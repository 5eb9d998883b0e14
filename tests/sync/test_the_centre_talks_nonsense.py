"""A centre that is broken, spoofed or hostile is not believed; the case stays and waits."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import threading
import uuid
from contextlib import suppress

import pytest

from kiosk.contract import Receipt, Standing, digest, to_sign
from kiosk.store.outbox import EnvelopeState
from kiosk.sync.courier import BACK_OFF
from tests.sync.conftest import Office
from tests.workbench.keys import signed_by


class Stranger:
    """Says what it is told to on every connection: bytes, or pieces for as long as anyone listens."""

    def __init__(self):
        self.says = b""
        self.asked = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(0.05)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        self._thread.join()
        self._door.close()

    def _serve(self):
        while not self._ends.is_set():
            with suppress(OSError):
                line, _ = self._door.accept()
                with line:
                    line.settimeout(5)
                    self._answer(line)

    def _answer(self, line):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = line.recv(65536)
            if not piece:
                return
            head += piece
        self.asked.append(head.split(b"\r\n")[0].decode())
        says = self.says(self.asked[-1]) if callable(self.says) else self.says
        for piece in [says] if isinstance(says, bytes) else says:
            if self._ends.is_set():
                return
            line.sendall(piece)


@pytest.fixture
def stranger():
    with Stranger() as stranger:
        yield stranger


def http(status, body=b"", *headers):
    head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def endless(status, *headers):
    yield "\r\n".join([f"HTTP/1.1 {status} X", *headers, "", ""]).encode()
    yield from itertools.repeat(b"x" * 65536)


BOMB = gzip.compress(b'{"envelope": "' + bytes(50_000_000) + b'"}')
NONSENSE = {
    "a web page": lambda: http(200, b"<html>Xin moi dang nhap</html>", "Content-Type: text/html"),
    "a web page that says conflict": lambda: http(409, b"<html>conflict</html>"),
    "a refusal nobody agreed on": lambda: http(409, b'{"refusal": "because"}'),
    "a refusal that is no object": lambda: http(400, b'["conflict"]'),
    "an empty answer": lambda: http(200),
    "a list": lambda: http(200, b"[]"),
    "the standing of another envelope": lambda: http(
        200, json.dumps(Standing(uuid.uuid4().hex, None, None).to_json()).encode()
    ),
    "brackets without end": lambda: http(200, b"[" * 60_000),
    "a body without end": lambda: endless(200),
    "a gzip bomb": lambda: http(200, BOMB, "Content-Encoding: gzip"),
    "a teapot": lambda: http(418),
    "nothing to say": lambda: http(204),
}


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_not_believed_and_the_case_waits(office, stranger, answer):
    envelope = office.hand_in(1000)
    stranger.says = lambda _: NONSENSE[answer]()
    office.courier(stranger.url, "token").carry()
    assert office.row(envelope).state is EnvelopeState.READY
    assert office.row(envelope).trouble == "centre-nonsense"
    assert len(stranger.asked) == 1


@pytest.mark.parametrize("body", [lambda *h: http(302, b"", *h), lambda *h: endless(307, *h)])
def test_a_redirect_is_neither_followed_nor_read(office, stranger, body):
    envelope = office.hand_in(1000)
    with Stranger() as elsewhere:
        stranger.says = lambda _: body(f"Location: {elsewhere.url}/v1/announcements")
        office.courier(stranger.url, "token").carry()
        assert elsewhere.asked == []
    assert office.row(envelope).trouble == "centre-nonsense"


@pytest.mark.parametrize("status", [500, 502, 503, 507, 408, 429])
def test_a_centre_in_trouble_is_asked_again_later(office, stranger, status):
    envelope = office.hand_in(1000)
    stranger.says = http(status, b"<html>")
    assert office.courier(stranger.url, "token").carry() > 0
    assert office.row(envelope).trouble == "centre-unreachable"


@pytest.mark.parametrize("says", [b"SSH-2.0-OpenSSH_9.2\r\n", b"", b"HTTP/1.1 abc\r\n\r\n"])
def test_something_that_is_no_web_server_is_no_centre(office, stranger, says):
    envelope = office.hand_in(1000)
    stranger.says = says
    office.courier(stranger.url, "token").carry()
    assert office.row(envelope).state is EnvelopeState.READY
    assert office.row(envelope).trouble == "centre-unreachable"


def forged(envelope, /, **changes):
    announcement, body = Office.announced(envelope), envelope.body
    files = announcement.files
    who = changes.pop("who", "centre")
    said = (announcement.device, announcement.envelope, announcement.sealed_at, files)
    receipt = Receipt("r1", *said, digest(body))
    row = json.loads(json.dumps(receipt.to_json()))
    row["files"][0] |= changes.pop("file", {})
    row |= changes
    row |= {"signature": signed_by(who, to_sign("receipt", row))} | changes
    standing = Standing(announcement.envelope, None, None).to_json() | {"receipt": row}
    return json.dumps(standing).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"file": {"sha256": "0" * 64}},
        {"file": {"size": 999}},
        {"file": {"name": "khac.pdf"}},
        {"files": []},
        {"device": "kiosk-9"},
        {"envelope": "0" * 32},
        {"announcement": "0" * 64},
        {"who": "somebody"},
        {"signature": "0" * 128},
        {"signature": ""},
    ],
)
def test_a_receipt_for_something_else_is_not_taken(office, stranger, changes):
    envelope = office.hand_in(1000, 2000)
    stranger.says = http(200, forged(envelope, **changes))
    office.courier(stranger.url, "token").carry()
    assert office.row(envelope).state is EnvelopeState.READY
    assert office.row(envelope).trouble == "centre-nonsense"
    assert office.outbox.receipt(envelope.id) == ""
    office.now += 60
    stranger.says = http(200, forged(envelope))
    office.courier(stranger.url, "token").carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED


@pytest.mark.parametrize(
    "upload",
    [
        "http://elsewhere.example/v1/uploads/1",
        "//elsewhere.example/v1/uploads/1",
        "/v1/uploads/../../etc",
        "/v1/uploads/1?x=1",
        "/v1/uploads/1\r\nX-More: 1",
        "",
    ],
)
def test_files_are_sent_to_no_other_place(office, stranger, upload):
    envelope = office.hand_in(1000)
    stranger.says = http(200, json.dumps(Standing(envelope.id, upload, None).to_json()).encode())
    office.courier(stranger.url, "token").carry()
    assert office.row(envelope).trouble == "centre-nonsense"
    assert len(stranger.asked) == 1


@pytest.mark.parametrize("offset", ["1001", "-1", "many", "9" * 5000])
def test_an_offset_that_cannot_be_sends_nothing(office, stranger, offset):
    envelope = office.hand_in(1000)

    def says(request):
        if request.startswith("HEAD"):
            return http(200, b"", f"Upload-Offset: {offset}")
        return http(
            200, json.dumps(Standing(envelope.id, "/v1/uploads/1", None).to_json()).encode()
        )

    stranger.says = says
    office.courier(stranger.url, "token").carry()
    assert office.row(envelope).trouble == "centre-nonsense"
    assert not any(request.startswith("PATCH") for request in stranger.asked)


def test_a_centre_that_takes_all_and_gives_no_receipt_is_asked_again(office, stranger):
    envelope = office.hand_in(1000)

    def says(request):
        if request.startswith("HEAD"):
            return http(200, b"", "Upload-Offset: 1000")
        if request.startswith("PATCH"):
            return http(204, b"", "Upload-Offset: 1000")
        return http(
            200, json.dumps(Standing(envelope.id, "/v1/uploads/1", None).to_json()).encode()
        )

    stranger.says = says
    office.courier(stranger.url, "token").carry()
    assert office.row(envelope).state is EnvelopeState.READY
    assert office.row(envelope).trouble == "centre-nonsense"


def test_the_waits_grow_to_a_minute_while_nobody_answers(office):
    envelope = office.hand_in(1000)
    courier = office.courier("http://127.0.0.1:9", "token")
    waits = []
    for _ in range(9):
        waits.append(courier.carry())
        assert office.row(envelope).due == office.now + waits[-1]
        office.now += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, BACK_OFF, BACK_OFF, BACK_OFF]
    assert office.row(envelope).state is EnvelopeState.READY
