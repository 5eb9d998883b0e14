"""What somebody outside was told, written down where no kill of kiosk or centre can reach it."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

# As the centre's answers carry it; a header or another answer's end may stand before it.
_RECEIPT = re.compile(
    rb'"receipt": ?\{"id": ?"([0-9a-f]{32})", ?"device": ?"[^"]*", ?"envelope": ?"([0-9a-f]{32})"'
)
_TAIL = 400  # bytes: a receipt's beginning that was cut off


class Told(StrEnum):
    """Who was told what."""

    SEALED = (
        "sealed"  # case, code: a counter was given the number, or the store was seen to hold it
    )
    SHOWN = "shown"  # label: a citizen saw it on the screen
    PRINTED = "printed"  # code: a citizen holds it on paper
    AGAIN = "again"  # code, envelope: a further paper of the case is in the outbox
    RECEIVED = "received"  # envelope, receipt: passed the line on its way to the kiosk
    KEPT = "kept"  # envelope, receipt: the kiosk was seen to hold it


class OutsideLog:
    """Lines of JSON, each written in one call; any thread, and other processes, may append."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: set[tuple[Told, ...]] = set()
        self._tail = b""

    def tell(self, what: Told, *words: str) -> None:
        """Once is enough."""
        with self._lock:
            if (what, *words) in self._known:
                return
            self._known.add((what, *words))
            handle = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
            try:
                os.write(handle, json.dumps([what, *words]).encode() + b"\n")
            finally:
                os.close(handle)

    def overhear(self, passed: bytes) -> None:
        """Bytes that the line has handed to the kiosk: receipts among them are noted."""
        for found in _RECEIPT.finditer(self._tail + passed):
            self.tell(Told.RECEIVED, found[2].decode(), found[1].decode())
        self._tail = (self._tail + passed)[-_TAIL:]

    def told(self, what: Told) -> Iterator[tuple[str, ...]]:
        if self._path.exists():
            for line in self._path.read_text().splitlines():
                kind, *words = json.loads(line)
                if kind == what:
                    yield tuple(words)
