"""The store as the device workers use it: each worker thread opens its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PIL import Image

from drivers.scanner import ScannedPage
from kiosk.dossier.make import make_documents
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Holder, Language, Page, Ticket
from kiosk.papers import ticket as ticket_paper
from kiosk.rules.catalogue import Catalogue
from kiosk.settings import Settings
from kiosk.store.calls import Calls
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.health import Health
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.pages import Pages
from kiosk.store.sealing import seal
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

FRESH = dt.timedelta(minutes=10)  # how long a drawn ticket is worth showing after a restart
SEAL_BUDGET = 60.0  # seconds for a dossier, by far the longest a slow board needs


class Keeping:
    """Everything the devices service writes; all calls raise StoreError only."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        catalogue: Catalogue,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._workspace, self._settings, self._catalogue = workspace, settings, catalogue
        self._clock = clock
        self._db = open_database(workspace)
        self._vault = Vault(workspace.vault)
        self._cases = Cases(self._db)
        self._pages = Pages(self._db, self._vault)
        self._tickets = Tickets(self._db)
        self._calls = Calls(self._db)
        self._health = Health(self._db)
        self._journal = Journal(self._db)

    def open_case(self, case: str) -> None:
        self._cases.open(case, self._clock())

    def card_read(self, case: str, holder: Holder, apdus: int) -> None:
        self.open_case(case)
        self._cases.set_holder(case, holder)
        self._journal.write(JournalEvent.CARD_READ, self._clock(), case=case, apdus=apdus)
        self.health("card", None)

    def card_failed(self, fault: Fault) -> None:
        self._journal.write(JournalEvent.CARD_FAILED, self._clock(), fault=fault.value)
        if fault is Fault.READER_GONE:
            self.health("card", fault)

    def forget_holder(self, case: str) -> None:
        if self._cases.state(case) is not None:
            self._cases.set_holder(case, None)

    def add_page(
        self, case: str, document: str, page: ScannedPage, replacing: str
    ) -> tuple[Page, ...]:
        """Make one page safe; returns the document's pages."""
        now = self._clock()
        self._pages.add(
            case, document, page.jpeg, page.width, page.height, page.dpi, now, replacing
        )
        held = self._pages.of(case, document)
        self._journal.write(
            JournalEvent.PAGE_SCANNED, now, case=case, document=document, pages=len(held)
        )
        return held

    def pages_of(self, case: str, document: str) -> tuple[Page, ...]:
        return self._pages.of(case, document)

    def delete_page(self, case: str, page: str) -> tuple[str, tuple[Page, ...]]:
        """The page's document and what is left of it."""
        document = self._pages.delete(case, page)
        self._journal.write(JournalEvent.PAGE_DELETED, self._clock(), case=case, document=document)
        return document, self._pages.of(case, document)

    def scan_failed(self, fault: Fault) -> None:
        self._journal.write(JournalEvent.SCAN_FAILED, self._clock(), fault=fault.value)
        usual = (Fault.SCANNER_EMPTY, Fault.SCANNER_BUSY)
        self.health("scanner", None if fault in usual else fault)

    def seal(self, effect: do.SealCase) -> Ticket:
        """Make the dossier, then seal: one transaction draws the ticket and puts the envelope."""
        drawn = self._tickets.of(effect.case)
        if drawn is not None:
            return drawn
        papers = tuple((name, self._pages.of(effect.case, name)) for name in effect.documents)
        documents = make_documents(
            self._workspace, self._cases.key(effect.case), effect.case, papers, SEAL_BUDGET
        )
        procedure = self._catalogue.procedure(effect.procedure)
        series = {field.id: field.series for field in self._catalogue.fields}[procedure.field]
        settings = self._settings
        ticket = seal(
            self._db,
            case=effect.case,
            procedure=effect.procedure,
            language=effect.language,
            series=series,
            kiosk=settings.kiosk,
            agency=settings.office.agency,
            device=settings.device,
            office=settings.office.name.vi,
            documents=documents,
            now=self._clock(),
        )
        self._journal.write(
            JournalEvent.CASE_SEALED, self._clock(), case=effect.case, ticket=ticket.label
        )
        return ticket

    def ticket_picture(self, case: str, language: Language, width: int) -> Image.Image:
        ticket = self._tickets.of(case)
        assert ticket is not None, "a ticket is printed only once its case is sealed"
        procedure = self._catalogue.procedure(ticket.procedure)
        office = self._settings.office
        return ticket_paper.draw(ticket, procedure, office, self._clock(), language, width)

    def printed(self, case: str) -> None:
        self._journal.write(JournalEvent.TICKET_PRINTED, self._clock(), case=case)
        self.health("printer", None)

    def print_failed(self, case: str, fault: Fault) -> None:
        self._journal.write(JournalEvent.PRINT_FAILED, self._clock(), case=case, fault=fault.value)
        self.health("printer", fault)

    def handed(self, case: str) -> None:
        self._tickets.handed(case, self._clock())

    def forget(self, case: str) -> None:
        """An unsealed case loses its key; a sealed one has left the citizen's hands."""
        if self._cases.state(case) is None:
            return
        self._cases.forget(case, self._clock())
        self._calls.done(case, self._clock())
        self._journal.write(JournalEvent.VISIT_ENDED, self._clock(), case=case)

    def call_clerk(self, case: str, fault: Fault) -> None:
        self._calls.call(case, fault, self._clock())
        self._journal.write(JournalEvent.CLERK_CALLED, self._clock(), case=case, fault=fault.value)

    def clerk_done(self, case: str) -> None:
        self._calls.done(case, self._clock())

    def recover(self) -> ev.TicketFound | None:
        """After a restart of the screen: nobody stands at an open case any more."""
        for case in self._cases.open_cases():
            self.forget(case)
        found = self._tickets.unhanded(self._clock() - FRESH)
        return ev.TicketFound(language=found[1], ticket=found[0]) if found else None

    def health(self, device: str, fault: Fault | None) -> None:
        self._health.set(device, fault, self._clock())
