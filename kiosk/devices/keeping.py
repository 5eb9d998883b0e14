"""The store as the device workers use it: each worker thread opens its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace

from drivers.printer.strip import Strip
from drivers.scanner import ScannedPage
from kiosk.devices.queueing import Queueing
from kiosk.devices.shown import RulesShown
from kiosk.dossier.make import make_documents
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.delays import worth_offering
from kiosk.journey.states import Paper
from kiosk.model import (
    CaseState,
    Document,
    Field,
    InQueue,
    Language,
    Page,
    Procedure,
    Ticket,
)
from kiosk.papers import reasons
from kiosk.papers.ticket import TicketPaper, draw
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.queue.standing import Turn
from kiosk.settings import Settings
from kiosk.store.asked_rules import AskedRules
from kiosk.store.batches import Batches
from kiosk.store.calls import Calls
from kiosk.store.database import empty_log, writing
from kiosk.store.erasing import Erasing
from kiosk.store.errors import CaseGone, StoreError
from kiosk.store.journal import JournalEvent
from kiosk.store.looks import Looks, Seen, Unseen
from kiosk.store.moments import office_day
from kiosk.store.originals import RECEPTION, Originals
from kiosk.store.pages import Pages
from kiosk.store.parting import Parting
from kiosk.store.queue_figures import QueueFigures
from kiosk.store.room import Room
from kiosk.store.sealing import seal
from kiosk.store.tickets import Tickets
from kiosk.store.visits import Visits
from kiosk.store.wear import Wear
from kiosk.workspace import Workspace

FRESH = dt.timedelta(minutes=10)  # how long a drawn ticket is worth showing after a restart
ORDINARY = (Fault.SCANNER_EMPTY, Fault.SCANNER_BUSY, Fault.SCANNER_UNEVEN)  # none of the device
MOST_PAGES = 30  # of one document: what a 2 GB board seals at 3 MB a page
MOST_PAGES_OF_CASE = 120  # well below what the centre takes in one envelope
SEAL_BUDGET = 60.0  # seconds for binding a dossier, by far the longest a slow board needs


class Keeping(Queueing):
    """Everything the devices service writes; all calls raise StoreError only."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        rules: RulesShown,
        clock: Callable[[], dt.datetime],
    ) -> None:
        super().__init__(workspace, settings, clock)
        self._workspace, self._settings, self._rules = workspace, settings, rules
        self._pages = Pages(self._db, self._vault)
        self._looks = Looks(self._db, self._vault)
        self._originals = Originals(self._db, self._vault)
        self._tickets = Tickets(self._db)
        self._visits = Visits(self._db)
        self.figures = QueueFigures(self._db)
        self._summed: dt.date | None = None
        self.calls = Calls(self._db, settings.kiosk)
        self._wear = Wear(self._db)
        self._room = Room(workspace, settings.disk)
        self._accepted = AskedRules(self._db)
        self.batches = Batches(self._db)
        self.parting = Parting(self._db, self._vault)

    def add_page(
        self,
        case: str,
        document: str,
        page: ScannedPage,
        replacing: str = "",
        after: str = "",
        *,
        stack: str = "",
        back_of: str = "",
        most: int = MOST_PAGES,
    ) -> str:
        """Make one page safe, and its id; of a case forgotten meanwhile nothing stays. `most`: of one document.

        The rest is as with Pages.add.

        Raises StoreError: PAPERS_TOO_MANY for a page that could be scanned but never sealed or sent, DISK_FULL for
        one whose room sealing may need.
        """
        now = self._clock()
        if not self._room.takes_pages():
            raise StoreError(Fault.DISK_FULL, "what is left is for sealing")
        if not replacing and (
            len(self._pages.of(case, document)) >= most
            or self._pages.count(case) >= MOST_PAGES_OF_CASE
        ):
            raise StoreError(Fault.PAPERS_TOO_MANY)
        pixels = page.jpeg, page.width, page.height, page.dpi
        try:
            kept = self._pages.add(
                *(case, document, *pixels, now, replacing, after), stack=stack, back_of=back_of
            )
        except CaseGone:
            if self._cases.state(case) is CaseState.FORGOTTEN:
                with suppress(StoreError):  # without their key the files are noise
                    self._vault.drop(case)
            raise
        return kept.id

    def pages(self, case: str, document: str) -> tuple[Page, ...]:
        """The document's pages in order."""
        return self._pages.of(case, document)

    def paper(self, case: str, document: str) -> Paper:
        """What is held of the document, as its screen is told."""
        held = self._pages.held(case, document)
        return Paper(document, held.pages, len(held.fronts), held.counted)

    def fronts(self, case: str, document: str) -> tuple[str, ...]:
        """Ids of the fronts whose backs a turned stack would bring, in order."""
        return self._pages.held(case, document).fronts

    def backs_done(self, case: str, document: str) -> None:
        """See Pages.backs_done."""
        self._pages.backs_done(case, document)

    def drop_backs(self, case: str, document: str) -> None:
        """See Pages.drop_backs."""
        self._pages.drop_backs(case, document)

    def batch_ended(self, case: str, document: str, fault: Fault | None) -> None:
        """The feeder has stopped, for whatever reason."""
        self._scanned(case, document, fault)
        self.health("scanner", None if fault in ORDINARY else fault)

    def counter_fed(
        self,
        case: str,
        document: str,
        scanner: str,
        fault: Fault | None,
        pages: int,
        seconds: float,
    ) -> None:
        """A feeder has run for a counter, for whatever time and with whatever end."""
        self._scanned(case, document, fault)
        self.fed(scanner, pages, seconds, fault)

    def _scanned(self, case: str, document: str, fault: Fault | None) -> None:
        self._note(
            JournalEvent.PAPERS_SCANNED,
            case=case,
            document=document,
            pages=len(self._pages.of(case, document)),
            fault=fault.value if fault else "none",
        )

    def forget_if_empty(self, case: str) -> None:
        """A counter's batch that ended without any page leaves nothing behind."""
        row = self.batches.of_case(case)
        if row is not None and row.over and not self._pages.count(case):
            self._cases.forget(case, self._clock())

    def fed(self, scanner: str, pages: int, seconds: float, fault: Fault | None) -> None:
        """What one feeding brought, for the scanner's health; one that brought nothing says nothing."""
        jams = int(fault is Fault.SCANNER_JAMMED)
        if pages or jams:
            self._wear.fed(scanner, pages, seconds, jams, self._clock())

    def delete_page(self, case: str, page: str) -> str:
        """The page's document, or "" if it was gone already."""
        return self._pages.delete(case, page)

    def turn_page(self, case: str, page: str) -> str:
        """As `delete_page`; the page is to be looked at again."""
        return self._pages.turn(case, page)

    def accept_page(self, case: str, page: str) -> str:
        """As `delete_page`."""
        return self._pages.accept(case, page)

    def unseen(self, but: Collection[str] = ()) -> tuple[Unseen, bytes] | None:
        """The page to be looked at next and its case's key; see Looks.next."""
        page = self._looks.next(but)
        return (page, self._cases.key(page.case)) if page else None

    def waits(self, case: str, document: str) -> bool:
        """Whether a page of the document is still to be looked at, or the document to be parted."""
        return self._looks.waits(case, document) or self.parting.waits(case, document)

    def part(self, case: str, document: str) -> tuple[str, ...]:
        """Part a document at its separators; the documents whose pages changed. See Parting.part."""
        if not self.parting.waits(case, document):
            return ()
        return self.parting.part(case, document, self._clock(), most=MOST_PAGES)

    def seen(self, page: Unseen, seen: Seen | None) -> bool:
        """False where this comes too late; see Looks.keep."""
        return self._looks.keep(page, seen)

    def sweep(self) -> None:
        """Remove what a power cut left of cases that are not open, and of keys in the log."""
        self._originals.sweep()
        Erasing(self._db, self._vault).sweep()
        empty_log(self._db)

    def remove_originals(self) -> None:
        """Of what the centre has and a clerk received, pages as scanned are kept no longer."""
        self._originals.remove_delivered(self._clock(), RECEPTION)

    def sum_up(self) -> None:
        """The queue's log of long ago becomes sums, once a day."""
        today = office_day(self._clock())
        if today != self._summed:
            self.figures.sum_up(self._clock())
            self._summed = today

    def seal(self, effect: do.SealCase) -> Ticket:
        """Make the dossier, then seal: one transaction draws the ticket and puts the envelope.

        An errand without papers has its number, and nothing to send.
        """
        drawn = self._tickets.of(effect.case)
        if drawn is not None:
            return drawn
        catalogue, procedure, field = self._rules.catalogue, None, effect.field
        documents: tuple[Document, ...] = ()
        if effect.procedure:
            documents = self._documents(effect)
            procedure = _procedure(catalogue, effect.procedure)
            field = procedure.field
        else:
            self.open_case(effect.case)
            self.forget_holder(effect.case)  # read for papers that were not handed in after all
        settings = self._settings
        with writing(self._db):
            ticket = seal(
                self._db,
                case=effect.case,
                procedure=effect.procedure,
                language=effect.language,
                series=_field(catalogue, field).series,
                kiosk=settings.kiosk,
                agency=settings.office.agency,
                device=settings.device,
                office=settings.office.name.vi,
                documents=documents,
                now=self._clock(),
                evidence=self._evidence(effect.case),
                same_day=bool(procedure and procedure.same_day),
                rules=self._rules.rules.version,
                wanted=None if effect.taken else self.wanted(effect, field),
            )
            if effect.taken:  # its number is called nowhere: it is shown to nobody after a restart
                self._tickets.handed(effect.case, self._clock())
        return ticket

    def _documents(self, effect: do.SealCase) -> tuple[Document, ...]:
        papers = tuple((name, self._pages.files(effect.case, name)) for name in effect.documents)
        key = self._cases.key(effect.case)
        return make_documents(self._workspace, key, effect.case, papers, SEAL_BUDGET)

    def ticket_strip(self, case: str, language: Language, width: int) -> Strip:
        ticket = self._tickets.of(case)
        if ticket is None:
            raise CaseGone(case)
        accepted = self._accepted.accepted_under(case)
        catalogue = self._rules.accepted(accepted, ticket.day)
        name, now = self._settings.office.name, self._clock()
        paper = TicketPaper(ticket.label, ticket.code, name, now, language)
        if ticket.procedure:
            procedure = _procedure(catalogue, ticket.procedure)
            paper = replace(
                paper,
                what=procedure.short,
                sample=procedure.sample,
                field=catalogue.field(procedure.field).name,
            )
        with suppress(StoreError):  # the number counts, whatever becomes of the rest
            paper = self._told(paper, catalogue, self.turn(case), self.in_queue(case))
        return draw(paper, width)

    def _told(
        self, paper: TicketPaper, catalogue: Catalogue, turn: Turn | None, queue: InQueue | None
    ) -> TicketPaper:
        """With what is known of its place in the queue."""
        if turn is None or queue is None:
            return paper
        if not turn.drawn.procedure:
            at, errand = turn.drawn.appointment, reasons.ERRAND.get(turn.drawn.errand)
            errand = reasons.appointed(at) if at else errand
            field = _field(catalogue, turn.drawn.field).name
            paper = replace(paper, code="", errand=errand, field=field)
        paper = replace(paper, priority=reasons.PRIORITY.get(queue.priority), back_at=queue.until)
        if not queue.counters:
            return paper
        span = (queue.shortest, queue.longest) if queue.longest else None
        numbers = tuple(str(number) for number in queue.counters)
        return replace(paper, counters=numbers, ahead=queue.ahead, wait=span)

    def printed(self, case: str) -> None:
        ticket = self._tickets.of(case)
        self._note(JournalEvent.TICKET_PRINTED, case=case, ticket=ticket.label if ticket else "")
        self.health("printer", None)

    def handed(self, case: str) -> None:
        self._tickets.handed(case, self._clock())
        self._note(JournalEvent.TICKET_HANDED, case=case)

    def forget(self, case: str) -> None:
        """An unsealed case loses its key; a sealed one has left the citizen's hands."""
        self.calls.done(case, self._clock())
        if self._cases.state(case) is not None:
            self._cases.forget(case, self._clock())
        with suppress(StoreError):  # of a forgotten case no visit is ever offered
            self._visits.forget(case)

    def language_of(self, case: str) -> Language | None:
        """See Tickets.language_of."""
        return self._tickets.language_of(case)

    def clerk_done(self, case: str) -> None:
        self.calls.done(case, self._clock())
        self._note(JournalEvent.CLERK_DONE, case=case)

    def visited(self) -> bool:
        """Whether a citizen's case is open: somebody stands at the screen, or just stood there."""
        return bool(self._cases.open_cases())

    def unfinished(self) -> tuple[str, ...]:
        """Cases that are open, or for which a clerk is still called."""
        return (*self._cases.open_cases(), *(call.case for call in self.calls.waiting()))

    def ticket_found(self) -> ev.TicketFound | None:
        """A fresh ticket that nobody was shown to the end."""
        found = self._tickets.unhanded(self._clock() - FRESH)
        return ev.TicketFound(language=found[1], ticket=found[0]) if found else None

    def note_visit(self, effect: do.NoteVisit) -> None:
        """What the visit at the screen is about, for the time after an interruption."""
        now = self._clock()
        self._visits.note(effect.case, effect.procedure, effect.language, effect.documents, now)

    def visit_found(self) -> ev.VisitFound | None:
        """A visit interrupted a moment ago, its pages as the store holds them.

        None also where its procedure asks for other documents since.
        """
        noted = self._visits.interrupted()
        if noted is None or not worth_offering(noted.touched_at, self._clock()):
            return None
        with suppress(KeyError):
            wanted = self._rules.catalogue.procedure(noted.procedure).documents
            if tuple(document.id for document in wanted) == noted.documents:
                case = noted.case
                papers = tuple(self.paper(case, name) for name in noted.documents)
                holder = self._cases.holder(case)
                masked = self.masked(holder) if holder else None
                return ev.VisitFound(case, noted.language, noted.procedure, papers, masked)
        return None

    def profile(self, document: str) -> str:
        """How a required document's paper is scanned, by the catalogue; "" is the usual way."""
        return self._rules.catalogue.profile_of(document)


def _procedure(catalogue: Catalogue, code: str) -> Procedure:
    try:
        return catalogue.procedure(code)
    except KeyError:  # a screen that shows other rules than it said
        raise StoreError(Fault.STORE_FAILED, "no such procedure today") from None


def _field(catalogue: Catalogue, id: str) -> Field:
    try:
        return catalogue.field(id)
    except KeyError:
        raise StoreError(Fault.STORE_FAILED, "no such field today") from None
