"""A real centre, spoken to in bare HTTP."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import random
import socket
import uuid
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk.contract import AnnouncedFile, Announcement, Link, question
from tests.workbench.centre import HOMES, CentreHouse
from tests.workbench.keys import signed_by

OFFSET_STREAM = "application/offset+octet-stream"
DAY = "2026-11-02T08:30:00+07:00"
NONCE = "0123456789abcdef" * 2
HOLDER = {"number": "001099000001", "name": "Nguyễn Văn Thử"}


@dataclass
class Case:
    """An invented case as a kiosk would send it."""

    device: str = "kiosk-1"
    sizes: tuple[int, ...] = (3000, 1000)
    envelope: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self):
        self.contents = [random.randbytes(size) for size in self.sizes]
        self.bytes = b"".join(self.contents)
        self.code = f"H00.000-{self.envelope[:6]}"

    @property
    def announcement(self) -> dict[str, Any]:
        files = tuple(
            AnnouncedFile(
                f"{self.code}_{n}.pdf", hashlib.sha256(data).hexdigest(), len(data), "to-khai", 1
            )
            for n, data in enumerate(self.contents)
        )
        return Announcement(
            *(self.envelope, self.device, "Bộ phận Một cửa", uuid.UUID(int=7).hex, self.code),
            *("1.001193", "A007", "truc-tiep-co-ho-tro", DAY, DAY, HOLDER, files),
        ).to_json()

    @property
    def path(self) -> str:
        return f"/v1/envelopes/{self.device}/{self.envelope}"

    @property
    def metadata(self) -> str:
        return ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}"
            for key, value in (("device", self.device), ("envelope", self.envelope))
        )


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Caller:
    """One kiosk on one connection. A header set to None is left out."""

    def __init__(self, centre: CentreHouse, token: str | None = None) -> None:
        self.centre = centre
        token = token or centre.token
        self.device = token.removeprefix("token-of-")
        self.seq = 0
        self.usual = {
            "Authorization": f"Bearer {token}",
            "Tus-Resumable": "1.0.0",
        }
        self.line = http.client.HTTPConnection("127.0.0.1", centre.port, timeout=60)

    def ask(self, method: str, path: str, body: Any = None, **headers: Any) -> Answer:
        if isinstance(body, dict):
            body = json.dumps(body)
        if (method, path) == ("POST", "/v1/announcements") and "Kiosk_Link" not in headers:
            headers["Kiosk_Link"] = self.link(body, headers.get("Content_Encoding"))
        self.line.request(method, path, body, self._headers(headers))
        return self.answer(self.line.getresponse())

    def link(self, body: Any, coding: str | None = None) -> str:
        """The next place in the caller's chain for an announcement; what is signed is what was packed."""
        plain = body.encode() if isinstance(body, str) else bytes(body or b"")
        if coding == "gzip":
            with suppress(OSError, EOFError, zlib.error):
                plain = gzip.decompress(plain)
        self.seq += 1
        signature = signed_by(self.device, Link.said(self.device, self.seq, "", plain))
        return Link(self.seq, "", signature).to_header()

    def question(self, path: str, row: dict[str, Any], **headers: Any) -> Answer:
        """A question under the caller's signature."""
        body = json.dumps({"device": self.device, "nonce": NONCE, **row}).encode()
        signature = signed_by(self.device, question(path, body))
        return self.ask("POST", path, body, **{"Kiosk_Signature": signature, **headers})

    def begin(self, method: str, path: str, promised: int, body: bytes, **headers: Any) -> None:
        """Promise so many bytes and send fewer."""
        self.line.putrequest(method, path)
        for key, value in {**self._headers(headers), "Content-Length": promised}.items():
            self.line.putheader(key, str(value))
        self.line.endheaders(body)

    def end(self) -> Answer:
        """The answer to what `begin` began."""
        return self.answer(self.line.getresponse())

    def announce(self, case: Case) -> Answer:
        return self.ask("POST", "/v1/announcements", case.announcement)

    def create(self, case: Case, **headers: Any) -> Answer:
        usual = {"Upload_Length": len(case.bytes), "Upload_Metadata": case.metadata}
        return self.ask("POST", "/v1/uploads", **{**usual, **headers})

    def upload(self, case: Case) -> str:
        """Announce and create; the upload's path."""
        self.announce(case)
        return str(self.create(case).headers["Location"])

    def patch(self, upload: str, offset: int, body: bytes, **headers: Any) -> Answer:
        usual = {"Upload_Offset": offset, "Content_Type": OFFSET_STREAM}
        return self.ask("PATCH", upload, body, **{**usual, **headers})

    def begin_patch(self, upload: str, offset: int, promised: int, body: bytes) -> None:
        headers = {"Upload_Offset": offset, "Content_Type": OFFSET_STREAM}
        self.begin("PATCH", upload, promised, body, **headers)

    def offset(self, upload: str) -> int:
        return int(self.ask("HEAD", upload).headers["Upload-Offset"])

    def hang_up(self) -> None:
        if self.line.sock:
            self.line.sock.shutdown(socket.SHUT_RDWR)
        self.line.close()

    def _headers(self, headers: dict[str, Any]) -> dict[str, str]:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return {k: str(v) for k, v in {**self.usual, **named}.items() if v is not None}

    @staticmethod
    def answer(response: http.client.HTTPResponse) -> Answer:
        return Answer(response.status, response.headers, response.read())


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def centre(build_centre, tmp_path):
    with build_centre(tmp_path, devices=("kiosk-1", "kiosk-2")) as house:
        yield house


@pytest.fixture
def impatient(build_centre, tmp_path):
    """A kiosk at a centre that waits for nobody."""
    folder = tmp_path / "impatient"
    folder.mkdir()
    with build_centre(folder, patience=0.3) as house:
        caller = Caller(house)
        yield caller
        caller.line.close()


@pytest.fixture
def calls(centre):
    """Makes callers, and hangs up for them."""
    made = []

    def call(token=None):
        made.append(Caller(centre, token))
        return made[-1]

    yield call
    for caller in made:
        caller.line.close()


@pytest.fixture
def kiosk(calls):
    return calls()


@pytest.fixture
def case():
    return Case()


@pytest.fixture
def new_case():
    return Case
