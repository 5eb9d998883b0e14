"""Turns at an upload: one request at a time, and the newest goes first.

A kiosk comes back on a new connection while its old one still hangs on a dead line;
were the old one left in its turn, the kiosk would wait for a timeout instead of sending.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class _Turn:
    lock: asyncio.Lock
    overtaken: asyncio.Event = field(default_factory=asyncio.Event)


class Turns:
    """Whoever takes a turn waits until the one before has let go, having told it to."""

    def __init__(self) -> None:
        self._newest: dict[str, _Turn] = {}

    @asynccontextmanager
    async def take(self, upload: str) -> AsyncIterator[asyncio.Event]:
        """Hold the upload; the event is set when a newer request wants it."""
        older = self._newest.get(upload)
        turn = _Turn(older.lock if older else asyncio.Lock())
        self._newest[upload] = turn
        if older:
            older.overtaken.set()
        try:
            async with turn.lock:
                yield turn.overtaken
        finally:
            if self._newest.get(upload) is turn:
                del self._newest[upload]
