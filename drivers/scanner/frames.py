"""What the scan child says to its parent: frames of a JSON header and a body, each with its length before it."""

from __future__ import annotations

import json
import os
import selectors
import struct
import time
from typing import Any

MOST_HEADER = 64 * 1024  # bytes
MOST_BODY = 64 * 1024 * 1024  # a colour A4 at 600 dpi as JPEG stays far below

_PREFIX = struct.Struct(">II")


class TornFrame(Exception):
    """The line ended inside a frame, or what came is not one."""


def encode(header: dict[str, Any], body: bytes = b"") -> bytes:
    """One frame: two lengths (4 bytes each, big-endian), the header as JSON, the body."""
    head = json.dumps(header).encode()
    return _PREFIX.pack(len(head), len(body)) + head + body


class FrameReader:
    """Takes frames from a pipe, each within its own budget of seconds."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read(self, budget: float) -> tuple[dict[str, Any], bytes]:
        """The next whole frame; raises TimeoutError when `budget` is over, TornFrame when there is none to come."""
        deadline = time.monotonic() + budget
        head_length, body_length = _PREFIX.unpack(self._exactly(_PREFIX.size, deadline))
        if head_length > MOST_HEADER or body_length > MOST_BODY:
            raise TornFrame("lengths out of bounds")
        try:
            header = json.loads(self._exactly(head_length, deadline))
        except ValueError:
            raise TornFrame("header is not JSON") from None
        if not isinstance(header, dict):
            raise TornFrame("header is not an object")
        return header, self._exactly(body_length, deadline)

    def _exactly(self, count: int, deadline: float) -> bytes:
        parts = bytearray()
        with selectors.PollSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            while len(parts) < count:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeoutError
                piece = os.read(self._descriptor, min(count - len(parts), 1 << 20))
                if not piece:
                    raise TornFrame("the child ended")
                parts += piece
        return bytes(parts)
