"""A hand that may get stuck: calls into C that nobody can cancel, made where one can walk away."""

from __future__ import annotations

import queue
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Calls: TypeAlias = "queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None]"
MOST_STUCK = 3  # calls left behind that never came back; one more would only be the next


class Hand:
    """Makes calls one after another in a thread of its own, begun with the first of them; for one caller.

    The thread ends with the Hand. A call that gets stuck is left behind with its thread (`walk_away`),
    and the next call has a new one, up to `MOST_STUCK` threads: from then on every call is refused
    until one of the stuck calls comes back.
    """

    def __init__(self) -> None:
        self._calls: Calls | None = None
        self._thread: threading.Thread | None = None
        self._left: list[threading.Thread] = []

    @property
    def stuck(self) -> int:
        """How many calls were left behind and have not come back."""
        self._left = [thread for thread in self._left if thread.is_alive()]
        return len(self._left)

    def call(self, function: Callable[[], T], seconds: float) -> T:
        """What `function` returns or raises; TimeoutError when it takes longer than `seconds`.

        A call that overruns goes on alone, and the next one waits for it, unless we walk away.
        """
        if self.stuck >= MOST_STUCK:
            raise TimeoutError
        answer = self._post(function)
        try:
            return answer.result(seconds)
        finally:
            answer.cancel()

    def walk_away(self, last: Callable[[], object], seconds: float) -> None:
        """Have `last` done after the call that overran; leave both behind where that takes too long."""
        try:
            self._post(last).result(seconds)
        except TimeoutError:
            assert self._thread
            assert self._calls
            self._left.append(self._thread)
            self._calls.put(None)
            self._thread = self._calls = None

    def _post(self, function: Callable[[], T]) -> Future[T]:
        if self._calls is None:
            self._calls = queue.SimpleQueue()
            # A daemon: a call stuck in C must not keep the process from ending.
            self._thread = threading.Thread(
                target=_work, args=[self._calls], daemon=True, name="card"
            )
            self._thread.start()
            weakref.finalize(self, self._calls.put, None).atexit = False
        answer: Future[T] = Future()
        self._calls.put((function, answer))
        return answer


class _Given:
    """What is raised inside is raised again where the call was made."""

    def __init__(self, answer: Future[Any]) -> None:
        self._answer = answer

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is not None:
            self._answer.set_exception(error)
        return error is not None


def _work(calls: Calls) -> None:
    while asked := calls.get():
        function, answer = asked
        if not answer.set_running_or_notify_cancel():
            continue
        with _Given(answer):
            answer.set_result(function())
        del asked, function, answer  # they hold what was read
