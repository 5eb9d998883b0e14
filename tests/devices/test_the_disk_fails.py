"""The disk fails a write or an fsync: the service ends, begins anew, and nothing that was told is lost."""

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from kiosk.store.documents import Documents
from kiosk.store.outbox import Outbox
from tests.devices.office import BIRTH, FORM, PROCEDURE, Books, Screen
from tests.workbench.frail import Frail, injected, until

FSYNC = "fsync,fdatasync:error=EIO"


@pytest.fixture
def frail(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Frail(tmp_path)
    yield made
    made.close()


class Citizen:
    """Somebody who scans and hands in, and tries again where the kiosk says so."""

    def __init__(self, frail):
        assert until(frail.workspace.devices_socket.exists)
        self.screen = Screen(frail.workspace.devices_socket)
        self.told: dict[str, list] = {}  # case: pages as they were told
        self.tickets: dict[str, str] = {}

    def visit(self, case, visit=1):
        self._scan(case, visit)
        self.told[case] = [e.pages for n, e in self.screen.heard if n == visit and _pages(e)][-1]
        self._seal(case, visit)
        self.screen.ask(do.PrintTicket(case, Language.VI), visit=visit)
        self.screen.ask(do.TicketHanded(case), do.ForgetCitizen(case), visit=visit)

    def _scan(self, case, visit):
        for _ in range(10):
            self.screen.ask(do.ScanBatch(case, FORM), visit=visit)
            if isinstance(self.screen.next((ev.BatchScanned, ev.Faulted), visit), ev.BatchScanned):
                return
        raise AssertionError("never scanned")

    def _seal(self, case, visit):
        sealing = do.SealCase(case, PROCEDURE, Language.VI, (FORM, BIRTH))
        for _ in range(10):
            self.screen.ask(sealing, visit=visit)
            answer = self.screen.next((ev.Sealed, ev.Faulted), visit)
            if isinstance(answer, ev.Sealed):
                self.tickets[case] = answer.ticket.label
                return
        raise AssertionError("never sealed")


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


@pytest.mark.parametrize("nth", [1, 2, 3, 4, 6, 8, 11])
def test_an_fsync_that_fails_is_never_taken_for_one_that_went_well(frail, nth):
    frail.start("-e", "trace=fsync,fdatasync", *injected(f"{FSYNC}:when={nth}"))
    citizen = Citizen(frail)
    try:
        citizen.visit("a" * 32)
        citizen.visit("b" * 32, visit=2)
    finally:
        citizen.screen.close()
    check(frail, citizen)


def test_the_service_says_why_it_ends_and_who_waits_gets_the_ticket(frail):
    frail.start()
    citizen = Citizen(frail)
    try:
        citizen._scan("a" * 32, 1)
        citizen.told["a" * 32] = [e.pages for _, e in citizen.screen.heard if _pages(e)][-1]
        citizen.screen.ask(do.TellPages("a" * 32, FORM))  # the keeper has the store now
        citizen.screen.next(ev.PagesChanged)
        with frail.struck("-e", "trace=fsync,fdatasync", *injected(FSYNC)):
            citizen.screen.ask(do.SealCase("a" * 32, PROCEDURE, Language.VI, (FORM, BIRTH)))
            assert until(lambda: bool(frail.ended))
        citizen.tickets["a" * 32] = citizen.screen.next(ev.Sealed).ticket.label
    finally:
        citizen.screen.close()
    assert frail.ended == [74]
    assert "kiosk-devices: the disk failed (" in frail.log()
    assert "Traceback" not in frail.log()
    check(frail, citizen)


def test_a_disk_that_keeps_failing_closes_the_kiosk_and_fills_no_log(frail):
    frail.start("-e", "trace=fsync,fdatasync", *injected(FSYNC))
    assert until(frail.workspace.devices_socket.exists)
    screen = Screen(frail.workspace.devices_socket)
    try:
        assert screen.next(ev.Closed, visit=0).fault is Fault.DISK_FAILED
        screen.ask(do.BeginVisit("a" * 32))
        assert screen.next(ev.Closed).fault is Fault.DISK_FAILED
        screen.ask(do.ScanBatch("a" * 32, FORM))
        assert screen.fault() is Fault.DISK_FAILED
    finally:
        screen.close()
    assert frail.ended == []
    assert frail.log() == ""
