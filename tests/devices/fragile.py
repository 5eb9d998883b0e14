"""A citizen at a kiosk whose disk fails, and what must be there afterwards."""

from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from kiosk.store.documents import Documents
from kiosk.store.outbox import Outbox
from tests.devices.office import BIRTH, FORM, PROCEDURE, Books, Screen
from tests.workbench.frail import until


class Citizen:
    """Somebody who scans and hands in, and tries again where the kiosk says so."""

    def __init__(self, frail):
        assert until(frail.workspace.devices_socket.exists)
        self.screen = Screen(frail.workspace.devices_socket)
        self.told: dict[str, list] = {}  # case: pages as they were told
        self.tickets: dict[str, str] = {}

    def visit(self, case, visit=1):
        """From the first page to the ticket."""
        self.scan(case, visit)
        self.end(case, visit)

    def end(self, case, visit):
        """Hand in what was scanned, and go."""
        if not any(self.seal(case, visit) for _ in range(10)):
            raise AssertionError("never sealed")
        self.screen.ask(do.PrintTicket(case, Language.VI), visit=visit)
        self.screen.ask(do.TicketHanded(case), do.ForgetCitizen(case), visit=visit)

    def scan(self, case, visit):
        for _ in range(10):
            self.screen.ask(do.ScanBatch(case, FORM), visit=visit)
            if isinstance(self.screen.next((ev.BatchScanned, ev.Faulted), visit), ev.BatchScanned):
                told = [e.pages for n, e in self.screen.heard if n == visit and _pages(e)]
                self.told[case] = told[-1]
                return
        raise AssertionError("never scanned")

    def seal(self, case, visit):
        """Once: whether there is a ticket."""
        self.screen.ask(do.SealCase(case, PROCEDURE, Language.VI, (FORM, BIRTH)), visit=visit)
        answer = self.screen.next((ev.Sealed, ev.Faulted), visit)
        if isinstance(answer, ev.Sealed):
            self.tickets[case] = answer.ticket.label
        return case in self.tickets


def _pages(event):
    return isinstance(event, (ev.PagesChanged, ev.BatchScanned)) and event.document == FORM


def check(frail, citizen):
    """Every ticket and page that was told is there, whole and once."""
    books = Books(frail.workspace)
    try:
        assert books.journal.verify() is None
        rows = Outbox(books.db).rows()
        assert len(rows) == len({row.code for row in rows}) == len(citizen.tickets)
        assert len(set(citizen.tickets.values())) == len(citizen.tickets)
        for case, label in citizen.tickets.items():
            assert books.tickets.of(case).label == label
            key = books.cases.key(case)
            for page in books.pages(case):
                assert books.vault.read(key, page.path).startswith(b"\xff\xd8")
            assert [page.id for page in citizen.told[case]] == [p.id for p in books.pages(case)]
            documents = Documents(books.db).of(case)
            assert documents
            for document in documents:
                assert len(books.vault.read(key, document.path)) == document.size
    finally:
        books.db.close()
