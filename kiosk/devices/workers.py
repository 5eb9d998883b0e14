"""One worker per device, each a thread with an inbox: a stuck device holds up nobody else."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.card import CardError, HolderData, Reader, Reading
from drivers.printer import Printer, PrinterError, PrinterState
from drivers.scanner import Scanner, ScannerError
from kiosk.devices import translate
from kiosk.devices.keeping import Keeping
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Holder, MaskedHolder, Verdict
from kiosk.settings import Settings
from kiosk.store.database import StoreError

Answer = Callable[[ev.Event], None]


@dataclass(frozen=True)
class Task:
    """One effect to perform, where its answers go, and whom to tell when it is over."""

    effect: do.Effect
    answer: Answer
    done: Callable[[], None]


class Stopped(Exception):
    """The citizen no longer waits for this."""


class Handler(Protocol):
    """Performs the effects of one device on that device's own thread."""

    def open(self) -> None: ...

    def perform(self, effect: do.Effect, answer: Answer) -> None: ...

    def idle(self) -> None:
        """Called every few seconds while nothing is asked: look after the device."""
        ...


class Worker:
    """Feeds one handler from its inbox; a failing store becomes a fault, never a dead thread.

    `every`: seconds without an effect after which the handler looks after its device.
    """

    def __init__(self, name: str, handler: Handler, every: float) -> None:
        self.name = name
        self._handler, self._every = handler, every
        self._inbox: queue.Queue[Task | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, task: Task) -> None:
        self._inbox.put(task)

    def stop(self) -> None:
        self._inbox.put(None)
        self._thread.join(timeout=5)

    def _work(self) -> None:
        self._handler.open()
        while True:
            try:
                task = self._inbox.get(timeout=self._every)
            except queue.Empty:
                with contextlib.suppress(StoreError):
                    self._handler.idle()
                continue
            if task is None:
                return
            try:
                self._handler.perform(task.effect, task.answer)
            except Stopped:
                pass
            except StoreError as error:
                task.answer(ev.Faulted(error.fault))
            finally:
                task.done()


class Stops:
    """Which cases' readings and batches the citizen has stopped; asked again, they run again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped: set[str] = set()

    def stop(self, case: str) -> None:
        with self._lock:
            self._stopped.add(case)

    def clear(self, case: str) -> None:
        with self._lock:
            self._stopped.discard(case)

    def check(self, case: str) -> None:
        """Raises Stopped once `case` was stopped."""
        with self._lock:
            if case in self._stopped:
                raise Stopped


class CardHandler:
    """Reads cards into their case; what leaves here is masked."""

    def __init__(
        self, reader: Reader, settings: Settings, keeping: Callable[[], Keeping], stops: Stops
    ) -> None:
        self._reader, self._settings, self._keeping = reader, settings.card, keeping
        self._stops = stops

    def open(self) -> None:
        self._store = self._keeping()

    def perform(self, effect: do.Effect, answer: Answer) -> None:
        assert isinstance(effect, do.ReadCard)
        case = effect.case

        def progress(percent: int) -> None:
            self._stops.check(case)
            answer(ev.CardProgress(percent))

        try:
            self._stops.check(case)
            reading = self._reader.read(
                effect.number, progress, self._settings.wait, self._settings.budget
            )
        except CardError as error:
            fault = translate.CARD[error.state]
            self._store.health("reader", fault if fault is Fault.READER_GONE else None)
            answer(ev.Faulted(fault))
            return
        self._stops.check(case)
        self._store.card_read(case, _holder(reading), reading.access, reading.apdus)
        answer(ev.CardRead(_masked(reading.holder)))

    def idle(self) -> None:
        state = self._reader.state()
        gone = state is not None and translate.CARD[state] is Fault.READER_GONE
        self._store.health("reader", Fault.READER_GONE if gone else None)


class ScannerHandler:
    """Scans batches; every page is safe on disk before the next sheet is pulled in."""

    def __init__(
        self, scanner: Scanner, settings: Settings, keeping: Callable[[], Keeping], stops: Stops
    ) -> None:
        self._scanner, self._settings, self._keeping = scanner, settings.scanner, keeping
        self._stops = stops

    def open(self) -> None:
        self._store = self._keeping()

    def perform(self, effect: do.Effect, answer: Answer) -> None:
        assert isinstance(effect, do.ScanBatch)
        self._stops.check(effect.case)
        self._store.open_case(effect.case)
        try:
            self._scan(effect, answer)
        except ScannerError as error:
            fault = translate.SCANNER[error.state]
            self._store.batch_ended(effect.case, effect.document, fault)
            answer(ev.Faulted(fault))
            return
        held = self._store.batch_ended(effect.case, effect.document, None)
        answer(ev.BatchScanned(effect.document, held))

    def _scan(self, effect: do.ScanBatch, answer: Answer) -> None:
        replacing = effect.replacing
        pages = self._scanner.scan_batch(self._settings.dpi)
        with contextlib.closing(pages):  # type: ignore[type-var]
            for page in pages:
                held = self._store.add_page(effect.case, effect.document, page, replacing)
                answer(ev.PagesChanged(effect.document, held))
                self._stops.check(effect.case)
                if replacing:  # one page was to be scanned again; further sheets stay in the feeder
                    break

    def idle(self) -> None:
        fault = translate.SCANNER.get(self._scanner.state())
        self._store.health("scanner", fault if fault is Fault.SCANNER_GONE else None)


class PrinterHandler:
    """Prints tickets; a fault never touches the number."""

    def __init__(self, printer: Printer | None, keeping: Callable[[], Keeping]) -> None:
        self._printer, self._keeping = printer, keeping

    def open(self) -> None:
        self._store = self._keeping()

    def perform(self, effect: do.Effect, answer: Answer) -> None:
        assert isinstance(effect, do.PrintTicket)
        if self._printer is None:
            answer(ev.Faulted(Fault.PRINTER_GONE))
            return
        picture = self._store.ticket_picture(effect.case, effect.language, self._printer.width)
        try:
            self._printer.print(picture)
        except PrinterError as error:
            fault = translate.PRINTER[error.state]
            self._store.health("printer", fault)
            answer(ev.Faulted(fault))
            return
        self._store.printed(effect.case)
        answer(ev.TicketPrinted())

    def idle(self) -> None:
        if self._printer is None:
            return
        state = self._printer.state()
        low = state is PrinterState.PAPER_LOW
        self._store.health("printer", None if low else translate.PRINTER.get(state))


class KeeperHandler:
    """What needs no device: sealing, deleting, forgetting, calling a clerk."""

    def __init__(self, keeping: Callable[[], Keeping]) -> None:
        self._keeping = keeping

    def open(self) -> None:
        self._store = self._keeping()

    def perform(self, effect: do.Effect, answer: Answer) -> None:
        store = self._store
        match effect:
            case do.SealCase():
                answer(ev.Sealed(store.seal(effect)))
            case do.DeletePage(case, page):
                document, held = store.delete_page(case, page)
                answer(ev.PagesChanged(document, held))
            case do.ForgetHolder(case):
                store.forget_holder(case)
            case do.ForgetCitizen(case):
                store.forget(case)
            case do.TicketHanded(case):
                store.handed(case)
            case do.CallClerk(case, fault):
                store.call_clerk(case, fault)
            case do.ClerkDone(case):
                store.clerk_done(case)
            case do.RecoverVisit():
                found = store.recover()
                if found:
                    answer(found)

    def idle(self) -> None:
        return


def _holder(reading: Reading) -> Holder:
    data = reading.holder
    return Holder(
        number=data.number,
        name=data.name,
        birth_date=data.birth_date,
        sex=data.sex,
        nationality=data.nationality,
        expiry=data.expiry,
        verdict=Verdict.HASHES_MATCH if reading.hashes_match else Verdict.NOT_PROVEN,
    )


def _masked(data: HolderData) -> MaskedHolder:
    return MaskedHolder(data.name, data.birth_date.year, data.number[-4:])
