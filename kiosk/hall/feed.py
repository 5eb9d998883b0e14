"""Server-sent events of one state for any number of boards: looked at once, encoded once, the same bytes for all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from kiosk.hall.seen import Queue, told_apart

BEAT = 5.0  # seconds at most without a word: a board that hears nothing for longer knows that the line is dead
RETRY = b"retry: 1000\n\n"


class Feed:
    """Followed by boards on one event loop; looks at the queue only while somebody follows.

    `look`: version -> the state (kiosk.hall.seen.board_state), on a worker thread.
    """

    def __init__(self, queue: Queue, look: Callable[[int], dict[str, Any]], beat: float) -> None:
        self._queue, self._look, self._beat = queue, look, beat
        self._followers = 0
        self._teller: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._last: dict[str, Any] = {}
        self._states = 0  # told so far
        self._state = b""
        self._beating = b""

    async def follow(self) -> AsyncIterator[bytes]:
        """The state as it is, and as it becomes; ends when the desk does.

        A board that reads slowly is given the newest only.
        """
        self._followers += 1
        if self._teller is None or self._teller.done():
            self._last, self._state = {}, b""
            self._teller = asyncio.create_task(self._tell())
        teller, known = self._teller, 0
        try:
            yield RETRY
            while True:
                news = self._news
                if known != self._states and self._state:
                    known = self._states
                    yield self._state
                    continue
                if teller.done():
                    return
                await news.wait()
                if known == self._states:
                    yield self._beating
        finally:
            self._followers -= 1
            if self._followers == 0:
                self._teller = None
                teller.cancel()

    async def _tell(self) -> None:
        try:
            async for version in self._queue.changes(self._beat):
                state = await run_in_threadpool(self._look, version)
                if self._last and told_apart(state) == told_apart(self._last):
                    self._beating = _event(b"beat", {"at": state["at"]})
                else:
                    self._state = _event(b"state", state)
                    self._states += 1
                self._last = state
                self._wake()
        finally:
            # Those who follow must see that nobody tells any more.
            asyncio.get_running_loop().call_soon(self._wake)

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()


def _event(name: bytes, value: dict[str, Any]) -> bytes:
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return b"event: " + name + b"\ndata: " + told + b"\n\n"
