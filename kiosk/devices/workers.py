"""One worker per device, each a thread with an inbox: a stuck device holds up nobody else."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.store.database import StoreError

FIRST_LOOK = 2.0  # seconds after the start, when a worker looks after its device for the first time
LONGEST = (
    900.0  # seconds: nothing that has budgets takes so long, a dossier of a thousand pages included
)
STOPPING = 300.0  # seconds after which what nobody waits for any more must be over
MOST = 200  # tasks waiting for one device; a citizen never makes so many


class Stopped(Exception):
    """The citizen no longer waits for this."""


class TooMany(Exception):
    """Nobody asks for so much at once: it is not our screen."""


class Task:
    """One effect asked for by `asker`, where its answers go, and whether anybody still waits for them.

    Stopping belongs to this task alone: the same effect asked again is another task.
    """

    def __init__(
        self,
        effect: do.Effect,
        asker: object,
        answer: Callable[[ev.Event], None],
        done: Callable[[], None],
    ) -> None:
        self.effect, self.asker, self.answer = effect, asker, answer
        self.over = threading.Event()
        self._done = done
        self._stopped_at: float | None = None
        self._lock = threading.Lock()

    @property
    def case(self) -> str:
        """The case it is about, or "" where it is about none."""
        match self.effect:
            case do.RecoverVisit() | do.UseRules():
                return ""
            case effect:
                return effect.case

    @property
    def stopped(self) -> bool:
        return self._stopped_at is not None

    @property
    def stopped_at(self) -> float | None:
        """Since when nobody waits for it (time.monotonic)."""
        return self._stopped_at

    def stop(self) -> None:
        """After return nothing `wanted` of it happens any more; waits for what happens just now."""
        with self._lock:
            if self._stopped_at is None:
                self._stopped_at = time.monotonic()

    def check(self) -> None:
        """Raises Stopped once it was stopped."""
        if self.stopped:
            raise Stopped

    @contextlib.contextmanager
    def wanted(self) -> Iterator[None]:
        """What happens inside was wanted from its beginning to its end; raises Stopped."""
        with self._lock:
            self.check()
            yield

    def fault(self, fault: Fault) -> None:
        """Tell what went wrong, if anybody waits."""
        with contextlib.suppress(Stopped), self.wanted():
            self.answer(ev.Faulted(fault))

    def finish(self) -> None:
        self._done()
        self.over.set()


class Handler(Protocol):
    """Performs the effects of one device on that device's own thread; raises StoreError and Stopped."""

    def perform(self, task: Task) -> None: ...

    def idle(self) -> None:
        """Called every few seconds while nothing is asked: look after the device."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


class Worker:
    """Feeds one handler from its inbox; a failing store becomes a fault, never a dead thread.

    `every`: seconds without an effect after which the handler looks after its device. What else a
    handler raises is a bug: the thread ends without a word, and with it (see __main__) the service.
    `longest`: seconds that anything it does may take; None: a batch of sheets takes as long as there are sheets.
    """

    def __init__(
        self, name: str, handler: Handler, every: float, longest: float | None = None
    ) -> None:
        self.name = name
        self._longest = longest
        self._doing: tuple[Task | None, float] | None = None  # since when (time.monotonic)
        self._handler, self._every = handler, every
        self._inbox: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._unfinished: list[Task] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, task: Task) -> None:
        """Have it done after all before it; raises TooMany."""
        with self._changed:
            if sum(not other.stopped for other in self._unfinished) >= MOST:
                raise TooMany
            self._unfinished.append(task)
        self._inbox.put(task)

    def stop(self, which: Callable[[Task], bool]) -> None:
        """Stop these of the tasks asked for so far."""
        with self._changed:
            asked = [task for task in self._unfinished if which(task)]
        for task in asked:
            task.stop()

    def wait_until_over(self, case: str, seconds: float | None = None) -> None:
        """Until nothing asked for this case is unfinished; the device's own budgets bound it.

        After `seconds` at the latest, where so many are given.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: all(task.case != case for task in self._unfinished), seconds
            )

    @property
    def is_stuck(self) -> bool:
        """Whether what it does takes longer than it may, or goes on long after nobody waits for it."""
        doing = self._doing
        if doing is None:
            return False
        (task, since), now = doing, time.monotonic()
        if self._longest is not None and now - since > self._longest:
            return True
        stopped = task.stopped_at if task else None
        return stopped is not None and now - max(since, stopped) > STOPPING

    def leave(self) -> None:
        """Take nothing more in; `join` waits for what is being done."""
        self._inbox.put(None)

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _work(self) -> None:
        every = FIRST_LOOK
        while True:
            try:
                task = self._inbox.get(timeout=every)
            except queue.Empty:
                every = self._every
                self._doing = (None, time.monotonic())
                with contextlib.suppress(StoreError):
                    self._handler.idle()
                self._doing = None
                continue
            if task is None:
                break
            self._doing = (task, time.monotonic())
            self._perform(task)
            self._doing = None
            del task  # it may hold the number of a card
        with contextlib.suppress(StoreError):
            self._handler.close()

    def _perform(self, task: Task) -> None:
        try:
            task.check()
            self._handler.perform(task)
        except Stopped:
            pass
        except StoreError as error:
            task.fault(error.fault)
        task.finish()
        with self._changed:
            self._unfinished.remove(task)
            self._changed.notify_all()
