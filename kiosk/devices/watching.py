"""Looks out for the code on a card while its citizen is asked for the card."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from drivers.barcode import BarcodeError, BarcodeState, Scanner
from kiosk.devices import declaring
from kiosk.devices.bookkeeping import Bookkeeping
from kiosk.devices.keeping import Keeping
from kiosk.devices.workers import Task
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.store.errors import StoreError

LOOK = 0.5  # seconds of one look: a watch that is stopped ends within them
AGAIN = 0.5  # seconds until a barcode reader that is away is looked for again


class CodeHandler(Bookkeeping):
    """Reads one code into its case. A barcode reader that is away is news for the desk alone:
    the citizen can type.
    """

    def __init__(self, scanner: Scanner, keeping: Callable[[], Keeping]) -> None:
        super().__init__(keeping)
        self._scanner = scanner
        self._gone: bool | None = None  # None: nobody has looked yet

    def perform(self, task: Task) -> None:
        assert isinstance(task.effect, do.WatchCode)
        self._scanner.ignore()  # what was held there before belongs to whoever stood here then
        try:
            while not self._look(task):
                task.check()
        finally:
            self._scanner.ignore()

    def idle(self) -> None:
        self._scanner.ignore()  # codes held up unasked pile up nowhere, and type on no screen
        self._found(gone=self._scanner.state() is BarcodeState.SCANNER_GONE)

    def close(self) -> None:
        self._scanner.close()
        super().close()

    def _look(self, task: Task) -> bool:
        """Whether a code was read."""
        try:
            declared = self._scanner.scan(LOOK)
        except BarcodeError as error:
            self._hear(task, error.state)
            return False
        self._found(gone=False)
        with task.wanted():  # the code of a citizen who has turned away enters no case
            self.store.code_read(task.case, declared)
            holder = declaring.holder(declared)
            masked = self.store.masked(holder) if holder else None
            task.answer(ev.CodeRead(declared.number, masked))
        return True

    def _hear(self, task: Task, state: BarcodeState) -> None:
        self._found(gone=state is BarcodeState.SCANNER_GONE)
        if state is BarcodeState.SCANNER_GONE:
            time.sleep(AGAIN)
        elif state is BarcodeState.UNREADABLE:
            with task.wanted():
                task.answer(ev.CodeUnreadable())

    def _found(self, *, gone: bool) -> None:
        if gone is self._gone:
            return
        with contextlib.suppress(StoreError):
            self.store.health("barcode", Fault.BARCODE_GONE if gone else None)
            self._gone = gone
