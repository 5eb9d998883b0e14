"""A hand that may get stuck: calls into C that nobody can cancel, made where one can walk away."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Hand:
    """Makes calls one after another in a thread of its own, begun with the first of them."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def call(self, function: Callable[[], T], seconds: float) -> T:
        """What `function` returns or raises; TimeoutError when it takes longer than `seconds`.

        A call that overruns goes on alone, and the next one waits for it.
        """
        answer = self.post(function)
        try:
            return answer.result(seconds)
        finally:
            answer.cancel()

    def post(self, function: Callable[[], T]) -> Future[T]:
        """Have it done after all calls before it, without waiting."""
        if self._thread is None:
            # A daemon: a call stuck in C must not keep the process from ending.
            self._thread = threading.Thread(target=self._work, daemon=True, name="card")
            self._thread.start()
        answer: Future[T] = Future()
        self._calls.put((function, answer))
        return answer

    def _work(self) -> None:
        while True:
            function, answer = self._calls.get()
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                result = function()
            except Exception as error:  # noqa: BLE001 - raised again where the call was made
                answer.set_exception(error)
            else:
                answer.set_result(result)
            del function, answer  # they hold what was read
