"""Turns at an upload within one process: one request at a time, and the newest goes first.

A kiosk comes back on a new connection while its old one still hangs on a dead line;
were the old one left in its turn, the kiosk would wait for a timeout instead of sending.
Between processes the turn is a number in the envelope's row: Intake.take.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Turn:
    """Held by one request. `over` is set when it is to let go."""

    lock: asyncio.Lock
    waited: bool  # another one held the upload when this one came
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Turns:
    """Whoever takes a turn waits until the one before has let go, having told it to."""

    def __init__(self) -> None:
        self._newest: dict[str, Turn] = {}
        self.ended = False

    @asynccontextmanager
    async def take(self, upload: str) -> AsyncIterator[Turn]:
        """Hold the upload."""
        older = self._newest.get(upload)
        turn = Turn(older.lock if older else asyncio.Lock(), older is not None)
        self._newest[upload] = turn
        if older:
            older.over.set()
        if self.ended:
            turn.over.set()
        try:
            async with turn.lock:
                yield turn
        finally:
            if self._newest.get(upload) is turn:
                del self._newest[upload]

    def end(self) -> None:
        """All let go, now and from now on: the process stops."""
        self.ended = True
        for turn in self._newest.values():
            turn.over.set()
