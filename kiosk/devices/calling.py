"""The worker that calls clerks: a call must not wait behind a dossier, and its answers come from the pads."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from functools import partial

from kiosk.devices.bookkeeping import Bookkeeping
from kiosk.devices.keeping import Keeping
from kiosk.devices.upkeep import with_ballast
from kiosk.devices.workers import Stopped, Task
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.rules.queue.entries import Entry, Kind
from kiosk.store.errors import StoreError
from kiosk.store.room import Room

LOOK = 0.5  # seconds until it is looked again whether a clerk said "I come"


class CallsHandler(Bookkeeping):
    """Writes calls into the queue's log, which every desk of the office copies, and tells what the pads say.

    A call that the store did not take is owed, and made as soon as it does; until then nobody is told that a
    clerk knows. `tell` reaches every screen.
    """

    def __init__(
        self,
        keeping: Callable[[], Keeping],
        room: Room,
        tell: Callable[[ev.ClerkGoes | ev.ClerkFinished], None],
    ) -> None:
        super().__init__(keeping)
        self._room, self._tell = room, tell
        self._lock = threading.Lock()
        self._owed: list[Task] = []
        self._read: int | None = None  # how far the log was
        self._waits = True  # a call may have been left by the service before

    def perform(self, task: Task) -> None:
        with self._lock:
            self._owed.append(task)
        with contextlib.suppress(StoreError):  # owed
            self._pay()

    def idle(self) -> None:
        self._pay()
        if self._waits:
            self._listen()

    def again(self) -> None:
        """From any thread: a screen has come, which heard nothing yet of what the pads said."""
        self._read, self._waits = None, True

    def drop(self, which: Callable[[Task], bool]) -> None:
        """From any thread: these calls are not wanted any more."""
        with self._lock:
            self._owed = [task for task in self._owed if not which(task)]

    def _pay(self) -> None:
        while True:
            with self._lock:
                task = next(iter(self._owed), None)
            if task is None:
                return
            with contextlib.suppress(Stopped):
                with_ballast(self._room, partial(self._settle, task))
            with self._lock:
                self._owed = [other for other in self._owed if other is not task]

    def _settle(self, task: Task) -> None:
        with task.wanted():  # of a visit that is over nothing may wait any more
            match task.effect:
                case do.CallClerk(case, fault, step):
                    self.store.calls.call(case, fault, self.store.now(), step)
                    self._waits = True
                    task.answer(ev.ClerkTold(case))
                case do.ClerkDone(case):
                    self.store.clerk_done(case)
                case do.NoteQuestion(_, procedure, question):
                    self.store.figures.opened(procedure, question, self.store.now())

    def _listen(self) -> None:
        """While a call waits: what was said to it at the pads."""
        calls, now = self.store.calls, self.store.now()
        waiting = calls.waiting()
        answers, self._read = calls.heard(self._read, now)
        self._waits = bool(waiting)
        if waiting:
            for entry in answers:
                self._heard(entry, waiting[-1].case)

    def _heard(self, entry: Entry, case: str) -> None:
        if entry.kind is Kind.CLERK_GOES:
            self._tell(ev.ClerkGoes(case, entry.counter))
        elif entry.kind is Kind.CLERK_DONE:
            for finished in self.store.calls.finished(self.store.now()):
                self._tell(ev.ClerkFinished(finished))
            self._waits = False
