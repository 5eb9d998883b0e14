"""A board's line to its desk without a browser: plain HTTP, and server-sent events read from a socket."""

from __future__ import annotations

import json
import select
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from types import TracebackType
from typing import Any

PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.text)


def get(url: str, **headers: str) -> Answer:
    """One GET; `origin` and the like by keyword."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return _answer(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return _answer(refused)


def _answer(answer) -> Answer:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status, headers, answer.read())


class Line:
    """One connection to /board/live."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._socket.sendall(b"GET /board/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        self._buffer = b""
        self.head = self._until(b"\r\n\r\n").decode()

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._socket.close()

    def event(self) -> tuple[str, Any]:
        """The next event's name and JSON; ("", None) once the desk has closed the line."""
        while True:
            block = self._block()
            if block is None:
                return "", None
            rows = dict(row.split(": ", 1) for row in block.splitlines() if ": " in row)
            if "event" in rows:
                return rows["event"], json.loads(rows["data"])

    def state(self) -> dict[str, Any]:
        """The next whole state, signs of life passed over."""
        while True:
            name, value = self.event()
            if name == "state":
                return dict(value)
            assert name == "beat", "the desk closed the line"

    def waits(self) -> bool:
        """Whether something came that was not read yet."""
        return bool(self._buffer) or bool(select.select([self._socket], [], [], 0)[0])

    def _block(self) -> str | None:
        # Chunked (RFC 9112, 7.1): a length, that much, a line's end.
        length = int(self._until(b"\r\n").strip() or b"0", 16)
        if length == 0:
            return None
        while len(self._buffer) < length + 2:
            self._more()
        block, self._buffer = self._buffer[:length], self._buffer[length + 2 :]
        return block.decode()

    def _until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            if not self._more():
                return b""
        head, self._buffer = self._buffer.split(end, 1)
        return head

    def _more(self) -> bool:
        more = self._socket.recv(1 << 16)
        self._buffer += more
        return bool(more)
