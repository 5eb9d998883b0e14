"""Sealed papers are read as text while nobody stands at the kiosk, and at no other time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.dossier.ocr import NoProgram, Outcome, PageReading, Program, find_program
from kiosk.journey import effects as do
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.errors import CaseGone, StoreError
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import utc
from kiosk.store.ocr import OcrPage, OcrWork
from kiosk.workspace import Workspace

REST = 5.0  # seconds after a visit in which the next citizen may be stepping up
ABANDONED = (
    600.0  # seconds without a word from the screen, after which no visit can still be going on
)
LOOK = 60.0  # seconds until it is looked again whether a page waits
BUDGET = 120.0  # seconds for one page; the lease in the store is longer
AGAIN = 300  # seconds until a page that failed is tried again


class Noticing(Protocol):
    """Whoever must know at once what the screen asks for."""

    def start(self) -> None: ...

    def noticed(self, effect: do.Effect) -> None: ...

    def leave(self) -> None: ...

    def join(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class _Books:
    """What of the store is needed."""

    work: OcrWork
    cases: Cases
    journal: Journal


class QuietReading:
    """One page after the other, each in a child that is killed when a visit begins.

    `clock`: seconds since 1970. Where tesseract is not installed the journal is told, once, and nothing else
    happens; the citizen never learns of any of it.
    """

    def __init__(
        self,
        workspace: Workspace,
        clock: Callable[[], float] = time.time,
        rest: float = REST,
        program: Callable[[], Program] = find_program,
    ) -> None:
        self._workspace, self._clock, self._rest, self._find = workspace, clock, rest, program
        self._changed = threading.Condition()
        self._quiet_from = time.monotonic() + rest
        self._leaving = False
        self._reading: PageReading | None = None
        self._thread = threading.Thread(target=self._work, name="quiet", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def noticed(self, effect: do.Effect) -> None:
        """Before a visit's effect is seen to, whatever is being read is killed."""
        over = isinstance(effect, (do.ForgetCitizen, do.RecoverVisit))
        with self._changed:
            self._quiet_from = time.monotonic() + (self._rest if over else ABANDONED)
            if self._reading and not over:
                self._reading.kill()
            self._changed.notify_all()

    def leave(self) -> None:
        """Read no further page, and not this one to its end."""
        with self._changed:
            self._leaving = True
            if self._reading:
                self._reading.kill()
            self._changed.notify_all()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _work(self) -> None:
        while not self._leaving:
            with (
                contextlib.suppress(StoreError),
                contextlib.closing(open_database(self._workspace)) as db,
            ):
                books = _Books(OcrWork(db), Cases(db), Journal(db))
                program = self._program(books)
                if program is None:
                    return
                self._read_on(books, program)
            self._wait(LOOK)  # the store failed, or it is over

    def _program(self, books: _Books) -> Program | None:
        try:
            return self._find()
        except NoProgram as error:
            now = utc(self._clock())
            books.journal.write(JournalEvent.OCR_OFF, now, why=error.missing.value)
            return None

    def _read_on(self, books: _Books, program: Program) -> None:
        work = books.work
        while self._wait_for_quiet():
            page = work.claim(int(self._clock()))
            if page is None:
                self._wait(LOOK)
            elif page.hopeless:
                work.unread(page, utc(self._clock()))
            else:
                self._read(books, program, page)

    def _read(self, books: _Books, program: Program, page: OcrPage) -> None:
        work = books.work
        try:
            outcome = self._outcome(books.cases.key(page.case), program, page)
        except CaseGone:  # forgotten since: there is nothing to be read
            work.interrupted(page)
            return
        match outcome:
            case Outcome.READ:
                work.read(page, utc(self._clock()))
            case Outcome.UNREADABLE:
                work.unread(page, utc(self._clock()))
            case Outcome.NOT_KEPT:
                work.interrupted(page, int(self._clock()) + AGAIN)
            case Outcome.FAILED:
                work.failed(page, int(self._clock()) + AGAIN)
            case None:
                work.interrupted(page)

    def _outcome(self, key: bytes, program: Program, page: OcrPage) -> Outcome | None:
        """None: somebody came."""
        with self._changed:
            if not self._quiet():
                return None
            self._reading = reading = PageReading(self._workspace, key, program, page)
        try:
            outcome = reading.outcome(BUDGET)
        finally:
            with self._changed:
                self._reading = None
                quiet = self._quiet()
        return outcome if quiet or outcome is Outcome.READ else None

    def _quiet(self) -> bool:
        return not self._leaving and time.monotonic() >= self._quiet_from

    def _wait_for_quiet(self) -> bool:
        """True once nobody stands there; False when it is time to leave."""
        with self._changed:
            while not self._leaving and (left := self._quiet_from - time.monotonic()) > 0:
                self._changed.wait(left)
            return not self._leaving

    def _wait(self, seconds: float) -> None:
        """Until the screen says something, or it is time to leave."""
        with self._changed:
            if not self._leaving:
                self._changed.wait(seconds)
