"""A hostile centre gains and breaks nothing: every harm of the list, over real sockets, then an honest centre.

For each: nothing counts as delivered that is not, nothing is lost or refused, nothing is written beside the store, no
word of the stranger's and none of the citizen's stands in the log, and the next honest centre gets every case.
Elsewhere: wrong certificates in test_only_the_centre_is_believed and test_the_clock_is_wrong_by_years, answers to
questions in test_an_answer_is_believed_when_signed, old rules in the puller's tests, what never ends in
test_a_hostile_centre_takes_its_time.
"""

from __future__ import annotations

import itertools
import json
import logging
import uuid
from dataclasses import replace

import pytest

from kiosk.contract import ANNOUNCEMENTS, UPLOADS, refusing
from kiosk.store.outbox import EnvelopeState
from kiosk.sync.courier import BACK_OFF
from tests.sync.conftest import Office
from tests.workbench.centre import CentreHouse
from tests.workbench.hostile import (
    CANARY,
    RESET,
    UPLOAD,
    Stranger,
    bomb,
    endless,
    forged,
    http,
    raw,
    standing,
)
from tests.workbench.keys import signed_by

NONSENSE, UNREACHABLE, DENIED = {"centre-nonsense"}, {"centre-unreachable"}, {"centre-denied"}
BUSY = {"centre-busy"}
EITHER = NONSENSE | UNREACHABLE  # what is broken may look like one or the other
WORDS = f"<html>{CANARY}</html>".encode()
BOMB = bomb()


def always(says):
    """Whatever is asked."""
    return lambda _envelope: lambda _request: says() if callable(says) else says


def said(words):
    return lambda _request: words


def receipt(**changes):
    """For what was announced, with changes; signed by the centre unless they say otherwise."""

    def to(envelope):
        return said(http(200, forged(Office.announced(envelope), envelope.body, **changes)))

    return to


def replayed(envelope):
    """The centre's true receipt of another case, under this one's name."""
    other = replace(Office.announced(envelope), envelope=uuid.uuid4().hex)
    row = json.loads(forged(other, b"another"))
    return said(http(200, json.dumps(row | {"envelope": envelope.id}).encode()))


def announced(**row):
    """An announcement is answered so; whatever follows, by the same words."""
    return lambda envelope: said(http(200, standing(envelope.id, **row)))


def then(**answers):
    """A good standing, and then an answer to HEAD, PATCH, GET, or CREATE, as given."""

    def to(envelope):
        def says(request):
            method, path = request.split(" ")[:2]
            if path == ANNOUNCEMENTS:
                upload = None if "CREATE" in answers else UPLOAD
                return http(200, standing(envelope.id, upload=upload))
            answer = answers.get("CREATE" if path == UPLOADS else method, http(418))
            return answer() if callable(answer) else answer

        return says

    return to


def refused(status, refusal, about=None, signed=None, who="centre"):
    """A no to this announcement, or one `about` another, with a signature under what was `signed`."""

    def to(envelope):
        body = envelope.body if about is None else about
        row = {"refusal": refusal, "why": "envelope"}
        row["signature"] = signed_by(who, refusing(signed or refusal, "kiosk-1", body))
        return said(http(status, json.dumps(row).encode()))

    return to


HAVE_NOTHING, HAVE_ALL = http(200, b"", "Upload-Offset: 0"), http(200, b"", "Upload-Offset: 2200")
ENOUGH = 32 * 1024 * 1024  # bytes; what two kernels hold of one answer is less
HEADER = b"X-More: " + b"x" * 1000 + b"\r\n"
CORRUPT = http(422, b'{"refusal": "corrupt", "why": "files"}')
CHUNKED = "Transfer-Encoding: chunked"
ELSEWHERE = "http://elsewhere.example/v1/uploads/1"

HARM = {
    "forged receipt": (
        NONSENSE,
        {
            "unsigned": receipt(signature=""),
            "signed by nobody": receipt(signature="0" * 128),
            "signed by another key": receipt(who="somebody"),
            "signed by the kiosk itself": receipt(who="kiosk-1"),
            "of another envelope": receipt(envelope="0" * 32),
            "of another envelope, replayed": replayed,
            "of another device": receipt(device="kiosk-9"),
            "of another announcement": receipt(announcement="0" * 64),
            "another hash": receipt(file={"sha256": "0" * 64}),
            "another size": receipt(file={"size": 999}),
            "another name": receipt(file={"name": "khac.pdf"}),
            "no files": receipt(files=[]),
        },
    ),
    "forged standing": (
        NONSENSE,
        {
            "of another envelope": announced(envelope="f" * 32),
            "upload at another place": announced(upload=ELSEWHERE),
            "upload at another host": announced(upload="//elsewhere.example/v1/uploads/1"),
            "upload above the uploads": announced(upload=f"{UPLOADS}/../../etc/passwd"),
            "upload with a question": announced(upload=f"{UPLOAD}?x=1"),
            "upload with a header": announced(upload=f"{UPLOAD}\r\nX-More: 1"),
            "upload without a name": announced(upload=""),
            "offset ahead": announced(upload=UPLOAD, offset=2201),
            "offset behind": announced(upload=UPLOAD, offset=-1),
            "a twin, and no more": announced(twin=True),
            "a list": always(http(200, b"[]")),
            "brackets without end": always(http(200, b"[" * 60_000)),
            "nothing": always(http(200)),
            "a web page": always(http(200, WORDS, "Content-Type: text/html")),
            "HEAD tells an offset ahead": then(HEAD=http(200, b"", "Upload-Offset: 2201")),
            "HEAD tells an offset behind": then(HEAD=http(200, b"", "Upload-Offset: -1")),
            "HEAD tells a word": then(HEAD=http(200, b"", f"Upload-Offset: {CANARY}")),
            "HEAD tells 5,000 digits": then(HEAD=http(200, b"", f"Upload-Offset: {'9' * 5000}")),
            "all is there, and no receipt": then(
                HEAD=HAVE_ALL, PATCH=http(204, b"", "Upload-Offset: 2200")
            ),
            "created elsewhere": then(CREATE=http(201, b"", f"Location: {ELSEWHERE}")),
            "created nowhere": then(CREATE=http(201)),
        },
    ),
    "endless": (
        EITHER,
        {
            "body": always(lambda: endless(200)),
            "body of JSON": always(lambda: endless(200, piece=b"[" * 65536)),
            "headers": always(lambda: endless(200, piece=HEADER * 99, end=b"")),
            "body of a refusal": always(lambda: endless(403)),
            "body of an error": always(lambda: endless(503)),
            "body of a redirect": always(lambda: endless(302, "Location: /v1/announcements")),
            "chunk size": always(lambda: endless(200, CHUNKED, piece=b"0" * 65536)),
            "chunk extension": always(lambda: endless(200, CHUNKED, "", "5;x", end=b"")),
            "chunks": always(lambda: endless(200, CHUNKED, piece=b"1\r\nx\r\n" * 9999)),
            "trailers": always(lambda: endless(200, CHUNKED, "", "0", piece=HEADER * 99)),
            "trailer": always(lambda: endless(200, CHUNKED, "", "0", end=b"")),
            "1xx": always(lambda: endless(100, piece=raw(100) * 999)),
            "answer to PATCH": then(HEAD=HAVE_NOTHING, PATCH=lambda: endless(200)),
            "status": always(lambda: itertools.repeat(b"H" * 65536)),
            "header": always(lambda: endless(200, "X-More: 1", piece=b"x" * 65536, end=b"")),
            "10,000 headers": always(raw(200, *(f"X-{n}: 1" for n in range(10_000)))),
        },
    ),
    "redirect": (
        NONSENSE,
        {
            f"{status} to {where}": always(http(status, b"", f"Location: {where}"))
            for status in (300, 301, 302, 303, 307, 308)
            for where in ("/v1/other", "ELSEWHERE/v1/announcements", "file:///etc/passwd")
        },
    ),
    "packed": (
        EITHER,
        {
            "gzip bomb": always(http(200, BOMB, "Content-Encoding: gzip")),
            "deflate": always(http(200, BOMB, "Content-Encoding: deflate")),
            "twice": always(http(200, BOMB, "Content-Encoding: gzip, gzip")),
            "unknown": always(http(200, BOMB, f"Content-Encoding: {CANARY}")),
            "on the way": always(raw(200, "Transfer-Encoding: gzip, chunked", body=BOMB)),
            "refusal": always(http(403, BOMB, "Content-Encoding: gzip")),
        },
    ),
    "chunked nonsense": (
        EITHER,
        {
            "no size": always(raw(200, CHUNKED, body=f"{CANARY}\r\n{{}}\r\n".encode())),
            "below nothing": always(raw(200, CHUNKED, body=b"-5\r\nabcde\r\n0\r\n\r\n")),
            "a size beyond all": always(raw(200, CHUNKED, body=b"f" * 40 + b"\r\nabc")),
            "broken off": always(raw(200, CHUNKED, body=b"5\r\nab")),
            "no end": always(raw(200, CHUNKED, body=b"2\r\n{}\r\n")),
        },
    ),
    "wrong length": (
        EITHER,
        {
            "more than comes": always(raw(200, "Content-Length: 5000", body=b"{}")),
            "a word": always(
                raw(200, f"Content-Length: {CANARY}", "Connection: close", body=b"{}")
            ),
            "two": always(raw(200, "Content-Length: 2", "Content-Length: 3", body=b"{}")),
            "below nothing": always(
                raw(200, "Content-Length: -2", "Connection: close", body=b"{}")
            ),
            "less than comes, an answer behind": always(
                raw(200, "Content-Length: 2", body=b"{}" + http(201, WORDS))
            ),
            "none for an answer to HEAD": then(
                HEAD=raw(200, "Upload-Offset: 0", body=WORDS), PATCH=[RESET]
            ),
        },
    ),
    "no HTTP": (
        EITHER,
        {
            "another protocol": always(f"SSH-2.0-{CANARY}\r\n".encode()),
            "HTTP/0.9": always(WORDS),
            "HTTP/9.9": always(b"HTTP/9.9 200 OK\r\n\r\n{}"),
            "a status that is none": always(b"HTTP/1.1 abc\r\n\r\n"),
            "a status of many digits": always(b"HTTP/1.1 " + b"2" * 900 + b" OK\r\n\r\n"),
            "TLS": always(bytes([21, 3, 3, 0, 2, 2, 40])),
            "nothing": always(b""),
            "zeros": always(bytes(70_000)),
        },
    ),
    "reset": (
        EITHER,
        {
            "before an answer": always([RESET]),
            "in the status": always([b"HTTP/1", RESET]),
            "in the headers": always([raw(200, "Content-Le")[:-4], RESET]),
            "in the body": always([raw(200, "Content-Length: 90"), b"{", RESET]),
            "of HEAD": then(HEAD=[RESET]),
            "while papers travel": then(HEAD=HAVE_NOTHING, PATCH=[RESET]),
            "after the papers, asked where they stand": then(
                HEAD=HAVE_NOTHING, PATCH=http(204, b"", "Upload-Offset: 2200"), GET=[RESET]
            ),
        },
    ),
    "wrong status": (
        NONSENSE,
        {
            **{str(n): always(http(n, WORDS)) for n in (201, 204, 206, 304, 418, 451)},
            "200 where 201 belongs": then(CREATE=http(200, b"", f"Location: {UPLOAD}")),
            "201 where 200 belongs": then(HEAD=http(201, b"", "Upload-Offset: 0")),
            "PATCH is answered before its body is heard": then(
                HEAD=HAVE_NOTHING, PATCH=http(204, b"", "Upload-Offset: 2200")
            ),
            "PATCH tells less": then(HEAD=HAVE_NOTHING, PATCH=http(204, b"", "Upload-Offset: 7")),
            "PATCH says nothing of it": then(HEAD=HAVE_NOTHING, PATCH=http(204)),
        },
    ),
    "a door that is shut": (
        NONSENSE,
        {
            str(n): always(http(n, WORDS))
            for n in (
                400,
                402,
                404,
                405,
                406,
                409,
                410,
                411,
                412,
                413,
                414,
                415,
                421,
                422,
                426,
                431,
            )
        },
    ),
    "a door that lets nobody in": (
        DENIED,
        {str(n): always(http(n, WORDS)) for n in (401, 403)},
    ),
    "trouble": (
        UNREACHABLE,
        {
            **{
                str(n): always(http(n, WORDS))
                for n in (408, 423, 425, 429, 500, 502, 503, 507, 511, 999)
            },
            "come again in 30 years": always(http(503, b"", "Retry-After: 946080000")),
            "come again in another age": always(http(429, b"", "Retry-After: 99999999999999999")),
        },
    ),
    "trouble of its own": (
        BUSY,
        {
            f"{n} {word}": always(http(n, b'{"refusal": "%s", "why": "store"}' % word.encode()))
            for n, word in ((503, "later"), (507, "store"))
        },
    ),
    "trouble that is not the centre's own": (
        UNREACHABLE,
        {
            "a door's page": always(http(503, b"<html>Service Unavailable</html>")),
            "no such word": always(http(503, b'{"refusal": ["later"]}')),
            "no table": always(http(507, b'"store"')),
        },
    ),
    "a refusal without grounds": (
        NONSENSE,
        {
            "nobody agreed on": always(http(409, b'{"refusal": "because"}')),
            "that is no object": always(http(400, b'["conflict"]')),
            "that is half": always(http(409, b'{"refusal": "conf')),
            "that nobody signed": always(http(409, b'{"refusal": "conflict", "why": "envelope"}')),
            "signed by another key": refused(409, "conflict", who="somebody"),
            "of another announcement": refused(409, "conflict", about=b"another"),
            "of another kind": refused(400, "malformed", signed="conflict"),
            "of what it took": then(CREATE=http(409, b'{"refusal": "conflict"}')),
            "of papers it asked for": then(HEAD=HAVE_NOTHING, PATCH=CORRUPT),
        },
    ),
}
ROWS = [(group, name) for group, (_, rows) in HARM.items() for name in rows]


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    with CentreHouse(tmp_path_factory.mktemp("honest")) as house:
        yield house


@pytest.fixture
def stranger():
    with Stranger() as stranger:
        yield stranger


def beside_the_database(office):
    root = office.workspace.root
    return sorted(
        (str(path), path.stat().st_size if path.is_file() else 0)
        for path in root.rglob("*")
        if not path.name.startswith("kiosk.db")
    )


@pytest.mark.parametrize(("group", "name"), ROWS)
def test_it_gains_and_breaks_nothing(office, stranger, honest, caplog, group, name):
    caplog.set_level(logging.INFO, "kiosk")
    trouble, rows = HARM[group]
    first = office.hand_in(1500, 700)
    before = beside_the_database(office)
    with Stranger() as elsewhere:
        lie = rows[name](first)
        stranger.says = lambda request: _pointed(lie(request), elsewhere.url)
        courier = office.courier(stranger.url, "token")
        for _ in range(2):
            courier.carry()
            office.now += BACK_OFF + 1
        assert not elsewhere.asked
    assert stranger.heard < ENOUGH
    assert office.row(first).trouble in trouble
    assert office.row(first).state is EnvelopeState.READY
    assert office.row(first).due <= office.now
    assert office.outbox.receipt(first.id) == ""
    for word in (first.id, first.case_code, CANARY):
        assert word not in caplog.text
    assert beside_the_database(office) == before
    second = office.hand_in(900)
    courier = office.courier(honest.url, honest.token)
    courier.carry()
    courier.carry()
    assert office.row(first).state is office.row(second).state is EnvelopeState.DELIVERED


def _pointed(says, elsewhere):
    return says.replace(b"ELSEWHERE", elsewhere.encode()) if isinstance(says, bytes) else says
