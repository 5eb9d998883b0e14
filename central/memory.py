"""Answers kept for a few seconds, so that a question asked a hundred times a second reaches the database once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Any thread. What is older than `seconds` is not known any more; of more than `most` answers all are forgotten."""

    def __init__(self, seconds: float, most: int, elapsed: Callable[[], float]) -> None:
        """`elapsed` gives seconds and never goes back."""
        self._seconds, self._most, self._elapsed = seconds, most, elapsed
        self._held: dict[K, tuple[V, float]] = {}
        self._lock = threading.Lock()

    def get(self, asked: K) -> V | None:
        held = self._held.get(asked)
        if held is None or self._elapsed() - held[1] > self._seconds:
            return None
        return held[0]

    def put(self, asked: K, answer: V) -> None:
        with self._lock:
            if len(self._held) >= self._most:
                self._held.clear()
            self._held[asked] = answer, self._elapsed()
