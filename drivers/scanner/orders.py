"""What the scan child is told: a profile when it starts, then lines on its standard input."""

from __future__ import annotations

import json
import os
import selectors
from typing import Any

from drivers.scanner import ScanProfile, Sides, Source


def profile_text(profile: ScanProfile) -> str:
    """The profile as the child's argument."""
    return json.dumps(vars(profile))


def profile_of(text: str) -> ScanProfile:
    """What profile_text wrote."""
    said: dict[str, Any] = json.loads(text)
    said["source"], said["sides"] = Source(said["source"]), Sides(said["sides"])
    return ScanProfile(**said)


class Orders:
    """ "next" asks for a page; anything else, or the line's end, ends the batch."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._heard = b""
        self._over = False

    def wants_page(self) -> bool:
        """Wait for the next line; false when the batch is to end."""
        while not self._over and b"\n" not in self._heard:
            self._hear()
        line, _, self._heard = self._heard.partition(b"\n")
        self._over |= line != b"next"
        return not self._over

    def end_within(self, seconds: float) -> bool:
        """Wait so long, or until the batch is to end: true then. The page asked for stays asked for."""
        if self._over or self._heard:
            return True
        with selectors.PollSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            if selector.select(seconds):
                self._hear()
        return self._over or bool(self._heard)

    def _hear(self) -> None:
        piece = os.read(self._descriptor, 4096)
        self._heard += piece
        self._over |= not piece
