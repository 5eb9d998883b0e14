"""A centre that means harm, over real sockets: whatever can be said in place of an answer, and at what moment."""

from __future__ import annotations

import itertools
import json
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from kiosk.contract import UPLOADS, Announcement, Receipt, Standing, digest, to_sign
from tests.workbench.keys import signed_by

RESET = b"<reset>"  # a piece that is no bytes: the line is reset there
SILENCE = b"<silence>"  # nothing more is said, and the line stays open
Says = bytes | Iterable[bytes]

CANARY = "TRUNG-TAM-GIA"  # what a stranger says must stand in no log
UPLOAD = f"{UPLOADS}/abc"
_STUCK = 5.0  # seconds a kiosk may take to go on


class Stranger:
    """Says what it is told to on every connection: bytes, or pieces for as long as anyone listens.

    `says` is that, or is called with a request's first line. `asked` are those lines, `heads` whole heads; `heard` is
    the most bytes that were taken off one answer, those in the kernel's hands included.
    """

    def __init__(self) -> None:
        self.says: Says | Callable[[str], Says] = b""
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.heard = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(0.05)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Stranger:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()
        self._door.close()

    def _serve(self) -> None:
        while not self._ends.is_set():
            with suppress(OSError):
                line, _ = self._door.accept()
                with line:
                    line.settimeout(_STUCK)
                    self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = line.recv(65536)
            if not piece:
                return
            head += piece
        self.heads.append(head.split(b"\r\n\r\n")[0].decode("latin-1"))
        self.asked.append(self.heads[-1].split("\r\n")[0])
        self._say(line, self.says(self.asked[-1]) if callable(self.says) else self.says)

    def _say(self, line: socket.socket, says: Says) -> None:
        sent = 0
        for piece in [says] if isinstance(says, bytes) else says:
            if self._ends.is_set():
                return
            if piece is RESET:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            if piece is SILENCE:
                self._wait_for_the_end(line)
                return
            line.sendall(piece)
            sent += len(piece)
            self.heard = max(self.heard, sent)

    def _wait_for_the_end(self, line: socket.socket) -> None:
        line.settimeout(0.05)
        while not self._ends.is_set():
            with suppress(TimeoutError):
                if not line.recv(65536):
                    return


class Mute(Stranger):
    """Says its piece before it has heard a word: no TLS, no HTTP, or nothing at all."""

    def _answer(self, line: socket.socket) -> None:
        self.asked.append("")
        assert not callable(self.says)
        self._say(line, self.says)


def http(status: int | str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def raw(status: int, *headers: str, body: bytes = b"") -> bytes:
    """With no header but these."""
    return "\r\n".join([f"HTTP/1.1 {status} X", *headers, "", ""]).encode() + body


def endless(
    status: int, *headers: str, piece: bytes = b"x" * 65536, end: bytes = b"\r\n\r\n"
) -> Iterator[bytes]:
    """Headers, their `end`, and `piece` again and again."""
    yield "\r\n".join([f"HTTP/1.1 {status} X", *headers]).encode() + end
    yield from itertools.repeat(piece)


def trickle(said: bytes, seconds: float = 0.25) -> Iterator[bytes]:
    """A byte now and then, and so for ever."""
    for byte in itertools.chain(said, itertools.cycle(b"x")):
        yield bytes([byte])
        time.sleep(seconds)


def bomb(size: int = 200_000_000) -> bytes:
    """gzip of so many bytes of JSON, itself a thousand times smaller."""
    packing = zlib.compressobj(9, wbits=31)
    pieces = [packing.compress(b'{"envelope": "')]
    pieces += [packing.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)]
    return b"".join([*pieces, packing.flush()])


def standing(envelope: str, /, **changes: object) -> bytes:
    return json.dumps(Standing(envelope, None, None).to_json() | changes).encode()


def forged(
    announcement: Announcement,
    body: bytes,
    /,
    *,
    who: str = "centre",
    file: dict[str, object] | None = None,
    **changes: object,
) -> bytes:
    """A standing with a receipt that `who` signed, with `changes`, of it and of its first `file`.

    A `signature` among the changes stands in place of the right one. Without any change it is the true receipt.
    """
    said = (announcement.device, announcement.envelope, announcement.sealed_at, announcement.files)
    row = json.loads(json.dumps(Receipt("r1", *said, digest(body)).to_json()))
    row["files"][0] |= file or {}
    row |= changes
    row |= {"signature": signed_by(who, to_sign("receipt", row))} | changes
    return standing(announcement.envelope, receipt=row)
