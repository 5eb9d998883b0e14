"""Reading from the store of objects for who asks over HTTP, with threads of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

READERS = 16  # threads: a store of objects that hangs must not take those that answer

T = TypeVar("T")


class Readers:
    """So many at once, of one part of the centre; the others wait, and nobody else does."""

    def __init__(self, most: int = READERS) -> None:
        self._threads = CapacityLimiter(most)

    async def run(self, read: Callable[[], T]) -> T:
        return await to_thread.run_sync(read, limiter=self._threads)

    async def pieces(self, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
        """Each is read when the one before was taken."""
        while (piece := await self.run(lambda: next(pieces, None))) is not None:
            yield piece
