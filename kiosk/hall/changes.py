"""Versions of what is shown: told by one thread, followed by any number of pages on any event loop."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress


class Versions:
    """A number that grows, and who follows it. Every method may be called on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number, self._over = 1, False
        self._followers: set[Changes] = set()

    @property
    def number(self) -> int:
        return self._number

    @property
    def over(self) -> bool:
        return self._over

    def grow(self) -> None:
        with self._lock:
            self._number += 1
            followers = tuple(self._followers)
        for follower in followers:
            follower.wake()

    def end(self) -> None:
        """Whoever follows comes to an end."""
        self._over = True
        self.grow()

    def follow(self, patience: float) -> Changes:
        """On the event loop that follows it, as soon as it asks."""
        return Changes(self, patience)

    def add(self, follower: Changes) -> None:
        with self._lock:
            self._followers.add(follower)

    def drop(self, follower: Changes) -> None:
        with self._lock:
            self._followers.discard(follower)


class Changes:
    """`async for version in changes`: the newest one each time, none in between is made up for.

    What waits may be cancelled and asked again. Without a change the same version comes after `patience` seconds.
    """

    def __init__(self, versions: Versions, patience: float) -> None:
        self._versions, self._patience = versions, patience
        self._told = 0
        self._event: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __aiter__(self) -> Changes:
        return self

    async def __anext__(self) -> int:
        self._event, self._loop = asyncio.Event(), asyncio.get_running_loop()
        self._versions.add(self)
        try:
            if self._versions.number == self._told and not self._versions.over:
                await self._pause(self._event)
        finally:
            self._versions.drop(self)
        if self._versions.over:
            raise StopAsyncIteration
        self._told = self._versions.number
        return self._told

    async def _pause(self, event: asyncio.Event) -> None:
        patience = None if self._patience == float("inf") else self._patience
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(event.wait(), patience)

    def wake(self) -> None:
        loop, event = self._loop, self._event
        if loop and event:
            with suppress(RuntimeError):  # the loop is closed: nobody follows any more
                loop.call_soon_threadsafe(event.set)
