"""Answers what a citizen is told of the hall's queue."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from kiosk.devices.bookkeeping import Bookkeeping
from kiosk.devices.keeping import Keeping
from kiosk.devices.tries import Tries
from kiosk.devices.workers import Task
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Unmet
from kiosk.store.appointments import UnmetError
from kiosk.store.errors import StoreError


class QueueHandler(Bookkeeping):
    """A store that fails leaves it unsaid, for the number counts.

    A worker of its own: whoever seals or scans does not wait until a long queue is reckoned.
    """

    def __init__(self, keeping: Callable[[], Keeping]) -> None:
        super().__init__(keeping)
        self._tries = Tries()

    def perform(self, task: Task) -> None:
        match task.effect:
            case do.FindAppointment(_, code):
                self._find(task, code)
            case do.TellQueue(case):
                with contextlib.suppress(StoreError):
                    self._tell(task, case)
            case do.ReturnLater(case, until):
                with contextlib.suppress(StoreError):
                    self.store.return_later(case, until)
                    self._tell(task, case)

    def idle(self) -> None:
        # So that no citizen waits for the whole day, or for past ones, to be read.
        self.store.hall()
        self.store.usual()

    def _find(self, task: Task, code: str) -> None:
        if self._tries.pausing():
            task.answer(ev.AppointmentUnmet(Unmet.PAUSE, None))
            return
        try:
            found = self.store.appointment(code)
        except UnmetError as unmet:
            if unmet.why is Unmet.UNKNOWN:  # whoever typed another day's code did not guess
                self._tries.wrong()
            task.answer(ev.AppointmentUnmet(unmet.why, unmet.at))
            return
        task.answer(ev.AppointmentFound(found.code, found.field))

    def _tell(self, task: Task, case: str) -> None:
        queue = self.store.in_queue(case)
        if queue is not None:
            task.answer(ev.QueueTold(case, queue))
