"""What can go wrong with papers: jams, covers, empty trays, a citizen who stops or leaves meanwhile."""

import threading

import pytest

from drivers.scanner import ScannerState
from kiosk.devices import translate
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CaseState
from kiosk.store.errors import StoreError
from tests.devices.office import CASE, FORM, OTHER, until


def test_a_jam_keeps_the_pages_already_scanned_and_tells_them(kiosk, screen, books):
    kiosk.load("one", "two", "three")
    kiosk.scanner.jam_after = 2
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.fault() is Fault.SCANNER_JAMMED
    told = [event.pages for _, event in screen.heard if isinstance(event, ev.PagesChanged)][-1]
    assert told == books.pages()
    assert len(told) == 2
    assert books.said("papers-scanned")[-1]["fault"] == "scanner-jammed"
    assert books.fault_of("scanner") is Fault.SCANNER_JAMMED
    kiosk.scanner.clear()
    assert len(screen.scan()) == 3
    assert books.fault_of("scanner") is None


@pytest.mark.parametrize(
    ("mishap", "fault"),
    [
        ("take_out", Fault.SCANNER_EMPTY),
        ("cover_open", Fault.SCANNER_COVER_OPEN),
        ("busy", Fault.SCANNER_BUSY),
        ("gone", Fault.SCANNER_GONE),
    ],
)
def test_a_scanner_that_cannot_scan_says_what_to_do(kiosk, screen, books, mishap, fault):
    kiosk.load("one")
    if mishap == "take_out":
        kiosk.scanner.take_out()
    else:
        setattr(kiosk.scanner, mishap, True)
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.fault() is fault
    out_of_order = fault not in (Fault.SCANNER_EMPTY, Fault.SCANNER_BUSY)
    assert (books.fault_of("scanner") is fault) is out_of_order
    kiosk.scanner.clear()
    kiosk.scanner.take_out()
    kiosk.load("one")
    assert len(screen.scan()) == 1


def test_every_state_of_a_device_has_its_fault():
    assert set(translate.SCANNER) == set(ScannerState) - {ScannerState.READY}
    assert len(set(translate.SCANNER.values())) == len(translate.SCANNER)
    assert len(set(translate.CARD.values())) == len(translate.CARD)
    assert len(set(translate.PRINTER.values())) == len(translate.PRINTER)


def test_a_stopped_batch_keeps_whole_pages_and_the_sheet_on_its_way_through(kiosk, screen, books):
    kiosk.load("one", "two", "three")
    kiosk.hold_sheets()
    screen.ask(do.ScanBatch(CASE, FORM))
    kiosk.scanner.pulling.wait()
    screen.ask(do.StopScanning(CASE), do.TellPages(OTHER, FORM))
    screen.next(ev.PagesChanged)  # the stop has arrived
    kiosk.let_sheets_through()
    assert len(screen.next(ev.PagesChanged).pages) == 1
    screen.ask(do.ScanBatch(OTHER, FORM))
    assert len(screen.next(ev.BatchScanned).pages) == 2, "the stopped batch went on"
    assert len(books.pages()) == 1
    assert len([e for _, e in screen.heard if isinstance(e, ev.BatchScanned)]) == 1


def test_a_sheet_on_its_way_through_is_in_the_dossier(kiosk, screen, books):
    kiosk.load("one", "two", "three")
    screen_pages = threading.Event()
    kiosk.hold_sheets()
    screen.ask(do.ScanBatch(CASE, FORM))
    kiosk.scanner.pulling.wait()
    kiosk.scanner.pulling.clear()
    kiosk.scanner.let.set()
    kiosk.scanner.pulling.wait()  # one page is kept, the second sheet is being pulled
    screen.ask(do.StopScanning(CASE))
    sealing = threading.Thread(target=lambda: (screen.seal(), screen_pages.set()), daemon=True)
    sealing.start()
    kiosk.let_sheets_through()
    sealing.join()
    assert screen_pages.is_set()
    assert books.said("case-sealed")[0]["pages"] == 2 == len(books.pages())


def test_forgetting_destroys_the_key_and_the_files_while_a_batch_is_running(kiosk, screen, books):
    kiosk.load("one", "two", "three")
    kiosk.hold_sheets()
    screen.ask(do.ScanBatch(CASE, FORM))
    kiosk.scanner.pulling.wait()
    kiosk.scanner.pulling.clear()
    kiosk.scanner.let.set()
    kiosk.scanner.pulling.wait()
    assert len(books.files()) == 1
    screen.ask(do.ForgetCitizen(CASE), do.TellPages(OTHER, FORM))
    screen.next(ev.PagesChanged)
    until(lambda: books.cases.state(CASE) is CaseState.FORGOTTEN)
    kiosk.let_sheets_through()  # the second sheet arrives in a case that is no more
    screen.ask(do.ScanBatch(OTHER, FORM), visit=2)
    assert len(screen.next(ev.BatchScanned, visit=2).pages) == 1
    with pytest.raises(StoreError):
        books.cases.key(CASE)
    assert books.files() == []
    assert not (kiosk.workspace.vault / CASE).exists()
    assert not [event for _, event in screen.heard if isinstance(event, ev.Faulted)]


def test_a_batch_asked_for_by_a_citizen_who_has_left_opens_no_case(kiosk, screen, books):
    kiosk.load("one")
    kiosk.hold_sheets()
    screen.ask(do.ScanBatch(OTHER, FORM))
    kiosk.scanner.pulling.wait()
    screen.ask(do.ScanBatch(CASE, FORM), do.ForgetCitizen(CASE), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    kiosk.let_sheets_through()
    screen.next(ev.BatchScanned)
    screen.ask(do.ScanBatch(OTHER, FORM))
    assert screen.fault() is Fault.SCANNER_EMPTY
    assert books.cases.state(CASE) is None


def test_a_scanner_that_says_nothing_at_all_has_no_paper(kiosk, screen, monkeypatch):
    def nothing(dpi):
        yield from ()

    monkeypatch.setattr(kiosk.scanner, "scan_batch", nothing)
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.fault() is Fault.SCANNER_EMPTY
