"""What each device's worker does with an effect, and what it looks after while nothing is asked."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import TypeAlias

from drivers.card import CardError, HolderData, Reader, Reading, Wish, evidence
from drivers.printer import Printer, PrinterError
from drivers.scanner import Scanner, ScannerError, ScannerState
from kiosk.devices import declaring, translate
from kiosk.devices.bookkeeping import Bookkeeping
from kiosk.devices.counters import HEALTH, CounterBatches, Run
from kiosk.devices.keeping import ORDINARY, Keeping
from kiosk.devices.profiles import chosen
from kiosk.devices.stacks import Stacks
from kiosk.devices.trusted import Trusted
from kiosk.devices.workers import Stopped, Task
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CardField, Holder, MaskedHolder
from kiosk.papers import checks
from kiosk.settings import OWN_SCANNER, Settings
from kiosk.store.errors import CaseGone, StoreError

LOOKS_BUDGET = 20.0  # seconds a citizen may wait for pages that are still looked at when he seals

See: TypeAlias = Callable[[Task, str], None]


class CardHandler(Bookkeeping):
    """Reads cards into their case; what leaves here is masked."""

    def __init__(
        self,
        reader: Reader,
        settings: Settings,
        keeping: Callable[[], Keeping],
        trusted: Trusted,
    ) -> None:
        super().__init__(keeping)
        self._reader, self._settings, self._trusted = reader, settings.card, trusted

    def perform(self, task: Task) -> None:
        effect, store = task.effect, self.store
        assert isinstance(effect, do.ReadCard)
        told = 0

        def progress(percent: int) -> None:
            nonlocal told
            with task.wanted():
                if percent > told:
                    task.answer(ev.CardProgress(percent))
                    told = percent

        def named(holder: HolderData) -> None:
            if holder.number != effect.number:
                return  # somebody else's card: whose it is, is nobody's business here
            with task.wanted():
                task.answer(ev.CardNamed(_masked(holder)))

        wish = Wish(named=named, genuine=True, trust=self._trusted.store())
        declared, settings = store.declared(effect.case), self._settings
        try:
            known = declaring.credentials(effect.number, declared)
            reading = self._reader.read(known, progress, settings.wait, settings.budget, wish)
        except CardError as error:
            fault = translate.CARD[error.state]
            with task.wanted():  # a case that was left must not be opened anew
                store.card_not_read(effect.case, fault)
            task.fault(fault)
            return
        holder = _holder(reading, declaring.differing(declared, reading))
        with task.wanted():  # a holder whom nobody waits for any more must not enter the store
            store.card_read(effect.case, holder, reading.access, reading.apdus, _evidence(reading))
            task.answer(ev.CardRead(store.masked(holder)))

    def idle(self) -> None:
        self._trusted.store()  # so that no citizen waits for it
        state = self._reader.state()
        gone = state is not None and translate.CARD[state] is Fault.READER_GONE
        self.store.health("reader", Fault.READER_GONE if gone else None)


class ScannerHandler(Bookkeeping):
    """Scans batches; every page is safe on disk before the next sheet is pulled in.

    While no citizen is at the screen it serves the counters.
    `telling` is held from asking the store for a document's pages until they are sent: of two
    workers' words on the same document the last one is the newest. `see` has the document's pages looked at.
    """

    def __init__(
        self,
        scanner: Scanner,
        settings: Settings,
        keeping: Callable[[], Keeping],
        telling: threading.Lock,
        see: See,
        counters: CounterBatches,
    ) -> None:
        super().__init__(keeping)
        self._scanner, self._profile = scanner, chosen(settings.scanner)
        self._telling, self._see = telling, see
        self._counters, self._look_at = counters, 0.0
        self._task: Task | None = None
        self._stacks, self._feeds = Stacks(), ""

    def feeds(self, case: str) -> bool:
        """From any thread: whether further pages of this case may come by a batch that has begun."""
        return self._feeds == case

    def hurry(self) -> None:
        """From any thread: a stopped task does not go on waiting for paper."""
        if self._task is not None and self._task.stopped:
            self._scanner.stop()

    def perform(self, task: Task) -> None:
        self._task = task
        effect = task.effect
        assert isinstance(effect, do.ScanBatch)
        self._feeds = effect.case
        try:
            self._batch(effect, task)
        finally:
            self._feeds = ""
            self._see(task, effect.document)  # now its separators part it

    def _batch(self, effect: do.ScanBatch, task: Task) -> None:
        with task.wanted():  # after ForgetCitizen nothing may open the case anew
            self.store.open_case(effect.case)
        self._counters.turn(task)
        fault, run = None, Run()
        try:
            self._scan(effect, task, run)
        except Stopped:
            pass
        except ScannerError as error:
            fault = translate.SCANNER[error.state]
            if fault is Fault.SCANNER_UNEVEN and run.pages:
                self.store.drop_backs(effect.case, effect.document)
        self._counters.heard(fault)
        self.store.batch_ended(effect.case, effect.document, fault)
        self.store.fed(OWN_SCANNER, run.pages, run.seconds, fault)
        with task.wanted(), self._telling:
            held = self.store.paper(effect.case, effect.document)
            if fault is Fault.SCANNER_UNEVEN:
                task.answer(ev.PagesChanged(**vars(held)))
            task.answer(ev.Faulted(fault) if fault else ev.BatchScanned(**vars(held)))

    def _scan(self, effect: do.ScanBatch, task: Task, run: Run) -> None:
        stack = self._stacks.begin(self.store, effect)
        usual = self._profile(self.store.profile(effect.document))
        pages = self._scanner.scan_batch(stack.profile(usual))
        task.check()  # from here on `hurry` reaches the batch
        kept = 0
        self._see(task, effect.document)  # so that who looks is there when the first page is
        with contextlib.closing(pages):  # type: ignore[type-var]
            try:
                for page in run.of(pages):
                    stack.keep(page)
                    kept += 1
                    tell_pages(self.store, self._telling, task, effect.document)
                    self._see(task, effect.document)
                    task.check()
                    if effect.replacing:
                        return  # one page was to be scanned again: further sheets are not asked for
            except ScannerError as error:
                if error.state is ScannerState.UNEVEN:
                    task.check()  # of a stack that was stopped nobody knows whether it is
                if error.state is not ScannerState.EMPTY or not kept:
                    raise
        if not kept:
            raise ScannerError(ScannerState.EMPTY)
        task.check()  # one that was stopped goes on with the next batch
        self._stacks.over(stack)

    def idle(self) -> None:
        if time.monotonic() >= self._look_at:
            fault = translate.SCANNER.get(self._scanner.state())
            self.store.health("scanner", None if fault in ORDINARY else fault)
            self._look_at = time.monotonic() + HEALTH
        self._counters.serve(self.store)


class PrinterHandler(Bookkeeping):
    """Prints tickets; a fault never touches the number.

    A ticket may come out twice when the service is killed while printing: nobody can know how much
    of it came out, and a second paper with the same number harms less than none.
    """

    def __init__(self, printer: Printer | None, keeping: Callable[[], Keeping]) -> None:
        super().__init__(keeping)
        self._printer = printer

    def perform(self, task: Task) -> None:
        effect = task.effect
        if self._printer is None:
            task.fault(Fault.PRINTER_GONE)
            return
        match effect:
            case do.PrintChecks(language, lines):
                strip = checks.draw(lines, language, self._printer.width)
            case _:
                assert isinstance(effect, do.PrintTicket)
                width = self._printer.width
                strip = self.store.ticket_strip(effect.case, effect.language, width)
        try:
            self._printer.print(strip)
        except PrinterError as error:
            fault = translate.PRINTER[error.state]
            with contextlib.suppress(StoreError):
                self.store.health("printer", fault)
            task.fault(fault)
            return
        with contextlib.suppress(StoreError):  # the paper is out, whatever the disk says
            if isinstance(effect, do.PrintTicket):
                self.store.printed(effect.case)
        task.answer(ev.TicketPrinted())

    def idle(self) -> None:
        if self._printer is not None:
            self.store.health("printer", translate.PRINTER.get(self._printer.state()))
            self.store.hall()  # so that the next ticket does not wait for the whole day to be read


class KeeperHandler(Bookkeeping):
    """What needs no device: sealing, deleting, forgetting.

    What no citizen waits for is never told as a fault; the store failing it, it is owed, and tried
    again until it is done. `batch_over` returns once no batch of a case is running, `seen` once no page
    of it is being looked at any more, after so many seconds at the latest.
    """

    def __init__(
        self,
        keeping: Callable[[], Keeping],
        telling: threading.Lock,
        batch_over: Callable[[str], None],
        see: See,
        seen: Callable[[str, float], None],
    ) -> None:
        super().__init__(keeping)
        self._telling, self._batch_over = telling, batch_over
        self._see, self._seen = see, seen
        self._owed: list[do.Effect] = []
        self._started = self._swept = False

    def perform(self, task: Task) -> None:
        with contextlib.suppress(StoreError):
            self._start()
        match task.effect:
            case do.SealCase(case) as effect:
                self._batch_over(case)  # a sheet on its way through belongs into the dossier
                self._look(task, *effect.documents)
                self._seen(case, LOOKS_BUDGET)  # what is not looked at by then is bound as scanned
                task.answer(ev.Sealed(self.store.seal(effect)))
            case do.DeletePage(case, page, document):
                found = self.store.delete_page(case, page) or document
                tell_pages(self.store, self._telling, task, found)
            case do.TurnPage(case, page, document):
                found = self.store.turn_page(case, page) or document
                tell_pages(self.store, self._telling, task, found)
                self._look(task, found)
            case do.AcceptPage(case, page, document):
                found = self.store.accept_page(case, page) or document
                tell_pages(self.store, self._telling, task, found)
            case do.TellPages(case, document):
                tell_pages(self.store, self._telling, task, document)
                for other in self.store.parting.others(case, document):  # parted, perhaps untold
                    tell_pages(self.store, self._telling, task, other)
                self._look(task, document)
            case do.RecoverVisit():
                self._recover(task)
            case effect:
                self._owe(effect)

    def idle(self) -> None:
        self._start()
        self._pay()
        if not self._swept:
            self.store.sweep()
            self._swept = True
        self.store.remove_originals()
        self.store.sum_up()

    def close(self) -> None:
        if self._started:
            self.store.stopped()
        super().close()

    def _start(self) -> None:
        if not self._started:
            self.store.started()
            self._started = True

    def _look(self, task: Task, *documents: str) -> None:
        for document in documents:
            if self.store.waits(task.case, document):
                self._see(task, document)

    def _recover(self, task: Task) -> None:
        """A ticket nobody was shown comes back, else a visit interrupted a moment ago."""
        ticket = self.store.ticket_found()
        visit = None
        with contextlib.suppress(
            StoreError
        ):  # whatever becomes of this one, the others are forgotten
            visit = None if ticket else self.store.visit_found()
        kept = {ticket.ticket.case} if ticket else {visit.case} if visit else set()
        # Nobody stands at any other case any more, and no clerk need come to one.
        left = set(self.store.unfinished()) - kept
        self._owe(*(do.ForgetCitizen(case) for case in sorted(left)))
        task.answer(ticket or visit or ev.NothingFound())

    def _owe(self, *effects: do.Effect) -> None:
        self._owed += [effect for effect in effects if effect not in self._owed]
        with contextlib.suppress(StoreError):
            self._pay()

    def _pay(self) -> None:
        while self._owed:
            with contextlib.suppress(CaseGone):  # then there is nothing left to be done
                self._settle(self._owed[0])
            self._owed.pop(0)

    def _settle(self, effect: do.Effect) -> None:
        match effect:
            case do.ForgetHolder(case):
                self.store.forget_holder(case)
            case do.DeclareHolder(case):
                self.store.declare_holder(case)
            case do.ForgetCitizen(case) | do.DropVisit(case):
                self.store.forget(case)
            case do.NoteVisit() as noted:
                self.store.note_visit(noted)
            case do.TicketHanded(case):
                self.store.handed(case)


def tell_pages(store: Keeping, telling: threading.Lock, task: Task, document: str) -> None:
    """A document's pages as the store holds them, told to whoever asked for `task`."""
    with telling:
        task.answer(ev.PagesChanged(**vars(store.paper(task.case, document))))


def _holder(reading: Reading, differs: tuple[CardField, ...]) -> Holder:
    data = reading.holder
    return Holder(
        number=data.number,
        name=data.name,
        birth_date=data.birth_date,
        sex=data.sex,
        nationality=data.nationality,
        expiry=data.expiry,
        verdict=translate.verdict(reading.verdict),
        differs=differs,
        old_number=reading.details.old_number if reading.details else "",
    )


def _evidence(reading: Reading) -> str:
    """What lets the centre judge the card again; JSON without the holder's data."""
    issued = reading.details.issued if reading.details else None
    return evidence.of(
        reading.files,
        reading.hashes,
        dt.datetime.now(dt.UTC),
        reading.access,
        reading.transcript,
        issued,
    ).to_json()


def _masked(data: HolderData) -> MaskedHolder:
    """Not verified by anybody yet."""
    return MaskedHolder(data.name, data.birth_date.year, data.number[-4:])
