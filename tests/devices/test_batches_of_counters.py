"""Counters share scanners with each other, and the kiosk's own with the citizen at its screen."""

import pytest

from kiosk.devices.keeping import MOST_PAGES
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CaseState
from kiosk.store.batches import BatchState
from tests.devices.office import BIRTH, CASE, FORM, Slow, now, until

PAPERS = "batch"


@pytest.fixture
def hall(kiosk):
    """A second scanner, that only counters use."""
    kiosk.others["hall"] = Slow()
    return kiosk.others["hall"]


def state(books, row):
    return books.batches.find(row.id).state


def lay(kiosk, scanner, *names):
    scanner.load([kiosk.sheet(name) for name in names])


def test_a_counters_batch_lies_in_a_case_of_its_own(kiosk, hall, screen, books):
    lay(kiosk, hall, "one", "two")
    row = books.batches.ask(2, now(), "hall")
    until(lambda: state(books, row) is BatchState.DONE)
    ended = books.batches.find(row.id)
    assert (ended.pages, ended.claimed_by, ended.fault) == (2, "hall", None)
    assert books.cases.state(row.case) is CaseState.OPEN
    pages = books.pages(row.case, PAPERS)
    assert [page.number for page in pages] == [1, 2]
    for page in pages:
        assert books.vault.read(books.cases.key(row.case), page.path).startswith(b"\xff\xd8")
    assert books.wear.of("hall").pages == 2


def test_no_restart_of_the_screen_forgets_a_counters_pages(kiosk, hall, screen, books):
    lay(kiosk, hall, "one")
    row = books.batches.ask(2, now(), "hall")
    until(lambda: state(books, row) is BatchState.DONE)
    screen.ask(do.RecoverVisit(), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert len(books.pages(row.case, PAPERS)) == 1


def test_the_kiosks_own_scanner_serves_the_counters_while_nobody_stands_there(kiosk, screen, books):
    kiosk.load("one", "two", "three")
    row = books.batches.ask(1, now(), "kiosk")
    until(lambda: state(books, row) is BatchState.DONE)
    assert books.batches.find(row.id).pages == 3


def test_a_citizens_papers_never_go_into_a_counters_case(kiosk, screen, books):
    """Papers laid in before the touch: the counter waits until the visit's papers are sealed."""
    screen.ask(do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    row = books.batches.ask(1, now(), "kiosk")
    kiosk.load("one", "two")
    assert len(screen.scan()) == 2
    kiosk.load("three")
    assert len(screen.scan(document=BIRTH)) == 1
    assert state(books, row) is BatchState.WAITING
    screen.seal()
    kiosk.load("four")
    until(lambda: state(books, row) is BatchState.DONE)
    assert books.batches.find(row.id).pages == 1


def test_a_citizen_waits_for_the_running_batch_only_and_is_told_so(kiosk, screen, books):
    kiosk.hold_sheets()
    kiosk.load("one")
    running, later = (books.batches.ask(counter, now(), "kiosk") for counter in (1, 2))
    assert kiosk.scanner.pulling.wait(60)
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.next(ev.ScannerQueued).ahead == 1
    kiosk.load("two")
    kiosk.let_sheets_through()
    assert screen.next(ev.ScannerQueued).ahead == 0
    until(lambda: state(books, running) is BatchState.DONE)
    heard = screen.next((ev.BatchScanned, ev.Faulted))
    assert isinstance(
        heard, ev.Faulted
    )  # the first batch took both sheets: the citizen lays in anew
    kiosk.load("three")
    assert len(screen.scan()) == 1
    assert state(books, later) is BatchState.WAITING


def test_a_batch_that_waits_for_its_papers_gives_way_to_a_citizen(kiosk, screen, books):
    row = books.batches.ask(1, now(), "kiosk")
    until(lambda: state(books, row) is BatchState.SCANNING)
    screen.ask(do.TellPages(CASE, FORM))
    until(lambda: state(books, row) is BatchState.WAITING)
    assert books.batches.find(row.id).fault is None  # nothing is wrong: it waits as before
    kiosk.load("one")
    assert len(screen.scan()) == 1
    screen.ask(do.ForgetCitizen(CASE))
    kiosk.load("two")
    until(lambda: state(books, row) is BatchState.DONE)
    assert len(books.pages(row.case, PAPERS)) == 1


def test_a_jam_stops_only_its_own_batch_and_keeps_its_pages(kiosk, hall, screen, books):
    lay(kiosk, hall, "one", "two", "three")
    hall.jam_after = 2
    first, second = (books.batches.ask(counter, now(), "hall") for counter in (1, 2))
    until(lambda: books.batches.find(first.id).over)
    ended = books.batches.find(first.id)
    assert (ended.state, ended.pages) == (BatchState.FAILED, 2)
    assert ended.fault is Fault.SCANNER_JAMMED
    assert books.fault_of("scanner-hall") is Fault.SCANNER_JAMMED
    assert state(books, second) is BatchState.WAITING  # until somebody has cleared it
    hall.take_out()
    hall.clear()
    lay(kiosk, hall, "four")
    until(lambda: state(books, second) is BatchState.DONE)
    assert books.fault_of("scanner-hall") is None
    assert (books.wear.of("hall").jams, books.wear.of("hall").pages) == (1, 3)


def test_a_scanner_that_is_away_holds_its_batches_until_it_is_back(kiosk, hall, screen, books):
    hall.gone = True
    lay(kiosk, hall, "one")
    row = books.batches.ask(2, now(), "hall")
    until(lambda: books.batches.find(row.id).fault is Fault.SCANNER_GONE)
    hall.clear()
    until(lambda: state(books, row) is BatchState.DONE)


def test_a_batch_withdrawn_while_it_is_scanned_keeps_whole_pages_and_stops(
    kiosk, hall, screen, books
):
    hall.held = True
    lay(kiosk, hall, "one", "two", "three")
    row = books.batches.ask(2, now(), "hall")
    assert hall.pulling.wait(60)
    assert books.batches.withdraw(row.id, now())
    hall.held = False
    hall.let.set()
    until(lambda: books.said("papers-scanned"))
    assert state(books, row) is BatchState.WITHDRAWN
    assert len(books.pages(row.case, PAPERS)) == 1
    assert hall.sheets == 2


def test_a_batch_withdrawn_before_its_first_page_leaves_nothing(kiosk, hall, screen, books):
    row = books.batches.ask(2, now(), "hall")
    until(lambda: state(books, row) is BatchState.SCANNING)
    assert books.batches.withdraw(row.id, now())
    until(lambda: books.cases.state(row.case) is CaseState.FORGOTTEN)
    assert books.files(row.case) == []


def test_a_scanner_that_hangs_does_not_stop_the_other(kiosk, hall, screen, books):
    hall.held = True
    lay(kiosk, hall, "one")
    stuck = books.batches.ask(1, now(), "hall")
    assert hall.pulling.wait(60)
    kiosk.load("two")
    others = [books.batches.ask(counter, now()) for counter in (2, 3)]
    until(lambda: state(books, others[0]) is BatchState.DONE)
    kiosk.load("three")
    until(lambda: state(books, others[1]) is BatchState.DONE)
    assert state(books, stuck) is BatchState.SCANNING
    hall.held = False
    hall.let.set()
    until(lambda: state(books, stuck) is BatchState.DONE)


def test_a_service_told_to_end_gives_the_batch_back_and_goes_on_when_it_is_there_again(
    kiosk, hall, screen, books
):
    hall.held = True
    lay(kiosk, hall, "one", "two")
    row = books.batches.ask(2, now(), "hall")
    assert hall.pulling.wait(60)
    hall.pulling.clear()
    hall.let.set()
    until(lambda: books.batches.find(row.id).pages == 1)
    assert hall.pulling.wait(60)  # the second sheet is on its way
    hall.held = False
    hall.let.set()
    kiosk.close()
    assert state(books, row) is BatchState.WAITING
    lay(kiosk, hall, "three")
    kiosk.start()
    until(lambda: state(books, row) is BatchState.DONE)
    ended = books.batches.find(row.id)
    assert ended.pages == 3
    assert ended.fault is Fault.DEVICES_GONE  # a clerk compares the pages with the sheets


def test_a_service_just_started_knows_that_a_citizen_stands_there(kiosk, screen, books):
    """Her next papers may lie in the tray already, and the screen has nothing to ask before the touch."""
    kiosk.load("one")
    screen.scan()
    kiosk.close()
    kiosk.load("two")
    row = books.batches.ask(1, now(), "kiosk")
    again = kiosk.start()
    again.ask(do.CallClerk(CASE, Fault.CLERK_CALLED))
    until(lambda: books.said("clerk-called"))
    assert [page.number for page in again.scan(document=BIRTH)] == [1]
    assert state(books, row) is BatchState.WAITING


def test_a_counters_stack_may_be_higher_than_one_paper_of_a_citizen(kiosk, hall, screen, books):
    hall.load([kiosk.sheet("one")] * (MOST_PAGES + 3))
    row = books.batches.ask(2, now(), "hall")
    until(lambda: books.batches.find(row.id).over)
    assert books.batches.find(row.id).pages == MOST_PAGES + 3


def test_a_stack_higher_than_a_case_holds_ends_with_that_fault_and_its_pages(
    kiosk, hall, screen, books, monkeypatch
):
    monkeypatch.setattr("kiosk.devices.counters.MOST_PAGES_OF_CASE", 3)
    hall.load([kiosk.sheet("one")] * 5)
    row = books.batches.ask(2, now(), "hall")
    until(lambda: books.batches.find(row.id).over)
    ended = books.batches.find(row.id)
    assert (ended.state, ended.fault) == (BatchState.FAILED, Fault.PAPERS_TOO_MANY)
    assert ended.pages == 3
