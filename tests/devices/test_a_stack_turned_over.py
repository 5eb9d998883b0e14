"""Two-sided papers, a feeder that sees one side: fronts, then the turned stack, and no page is lost between."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.papers import turnable
from kiosk.journey.states import FeedPapers, Paper, ReviewPages, Visit
from kiosk.model import Language
from kiosk.papers import separator as paper
from kiosk.rules.separator import Separator
from kiosk.settings import ScannerSettings
from tests.devices.office import BIRTH, CASE, FORM, LONG, PROCEDURE, until
from tests.devices.test_a_stack_with_separators import NAME, NOTHING

ORDER = ["1", "1b", "2", "2b", "3", "3b"]
BACKS = ("3b", "2b", "1b")  # as they lie in the turned stack


@pytest.fixture
def screen(kiosk):
    kiosk.scanner.one_sided = True
    for name in ORDER:  # each its own shade of grey, whatever is scanned first
        kiosk.sheet(name)
    return kiosk.start()


@pytest.fixture
def fronts(kiosk, screen):
    """Scan a stack's fronts; what the screen is told at the end."""
    kiosk.load("1", "2", "3")
    screen.ask(do.ScanBatch(CASE, FORM))
    return screen.next(ev.BatchScanned)


def turned(screen, kiosk, *names, count=3):
    """Lay the turned stack in and have it scanned, to its end or a fault."""
    kiosk.load(*names)
    screen.ask(do.ScanBatch(CASE, FORM, fronts=count))
    return screen.next((ev.BatchScanned, ev.Faulted))


def lies(kiosk, books, document=FORM):
    """The names of the sheets in a document, in order."""
    key, found = books.cases.key(CASE), []
    drawn = {Image.open(path).getpixel((0, 0)): path.stem for path in kiosk.folder.glob("*.png")}
    for page in books.pages(document=document):
        shade = Image.open(io.BytesIO(books.vault.read(key, page.path))).getpixel((9, 9))[0]
        found.append(drawn.get(shade, ""))
    return found


def test_fronts_and_backs_are_read_in_their_order(kiosk, screen, books, fronts):
    assert fronts.fronts == 3
    ended = turned(screen, kiosk, *BACKS)
    assert isinstance(ended, ev.BatchScanned)
    assert (len(ended.pages), ended.fronts) == (6, 0)
    assert ended.pages == books.pages()
    assert lies(kiosk, books) == ORDER
    screen.looked_at(6)
    screen.seal()
    assert books.said("case-sealed")[0]["pages"] == 6


@pytest.mark.parametrize("names", [("3b", "2b"), (*BACKS, "3")])
def test_another_number_of_backs_is_told_and_the_fronts_stay(kiosk, screen, books, fronts, names):
    ended = turned(screen, kiosk, *names)
    assert ended == ev.Faulted(Fault.SCANNER_UNEVEN)
    assert lies(kiosk, books) == ["1", "2", "3"]
    assert [page.id for page in screen.told()] == [page.id for page in fronts.pages]
    assert books.fault_of("scanner") is None, "nothing is wrong with the scanner"
    kiosk.scanner.take_out()
    assert len(turned(screen, kiosk, *BACKS).pages) == 6
    assert lies(kiosk, books) == ORDER


def test_a_jam_in_the_turned_stack_keeps_whole_pages_which_the_next_try_replaces(
    kiosk, screen, books, fronts
):
    kiosk.scanner.jam_after = 2
    assert turned(screen, kiosk, "3b", "2", "1b") == ev.Faulted(Fault.SCANNER_JAMMED)
    assert lies(kiosk, books) == ["1", "2", "2", "3", "3b"]
    kiosk.scanner.clear()
    kiosk.scanner.take_out()
    assert len(turned(screen, kiosk, *BACKS).pages) == 6
    assert lies(kiosk, books) == ORDER
    until(lambda: len(books.files()) >= 6)


def test_a_service_that_ends_in_the_midst_of_the_backs_keeps_them_where_they_belong(
    kiosk, screen, books, fronts
):
    kiosk.load(*BACKS)
    kiosk.hold_sheets()
    screen.ask(do.ScanBatch(CASE, FORM, fronts=3))
    assert kiosk.scanner.pulling.wait(LONG)
    kiosk.scanner.pulling.clear()
    kiosk.scanner.let.set()
    assert kiosk.scanner.pulling.wait(LONG)  # the second sheet is on its way
    until(lambda: len(books.pages()) == 4)
    kiosk.let_sheets_through()
    kiosk.stop()
    kept = lies(kiosk, books)
    assert kept in (["1", "2", "3", "3b"], ["1", "2", "2b", "3", "3b"])
    kiosk.scanner.take_out()
    again = kiosk.start()
    again.ask(do.TellPages(CASE, FORM))
    assert again.next(ev.PagesChanged).fronts == 3, "the stack can still be turned"
    assert len(turned(again, kiosk, *BACKS).pages) == 6
    assert lies(kiosk, books) == ORDER


def test_backs_that_are_stopped_are_no_uneven_stack(kiosk, screen, books, fronts):
    kiosk.load(*BACKS)
    kiosk.hold_sheets()
    screen.ask(do.ScanBatch(CASE, FORM, fronts=3))
    assert kiosk.scanner.pulling.wait(LONG)
    screen.ask(do.StopScanning(CASE))
    kiosk.let_sheets_through()
    until(lambda: len(books.said("papers-scanned")) == 2)
    assert books.said("papers-scanned")[1]["fault"] == "none"
    assert lies(kiosk, books) == ["1", "2", "3", "3b"]


def test_a_stack_that_jammed_is_turned_as_a_whole_once_the_rest_is_through(kiosk, screen, books):
    kiosk.load("1", "2", "3")
    kiosk.scanner.jam_after = 1
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.fault() is Fault.SCANNER_JAMMED
    kiosk.scanner.clear()
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.next(ev.BatchScanned).fronts == 3
    turned(screen, kiosk, *BACKS)
    assert lies(kiosk, books) == ORDER


def test_the_stack_scanned_last_is_the_one_that_is_turned(kiosk, screen, books, fronts):
    kiosk.load("3b")
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.next(ev.BatchScanned).fronts == 1
    assert len(turned(screen, kiosk, "2b", count=1).pages) == 5
    assert lies(kiosk, books) == ["1", "2", "3", "3b", "2b"]


def test_a_stack_of_which_a_front_was_deleted_is_not_scanned(kiosk, screen, books, fronts):
    screen.ask(do.DeletePage(CASE, fronts.pages[1].id, FORM))
    assert screen.next(ev.PagesChanged).fronts == 0
    assert turned(screen, kiosk, *BACKS) == ev.Faulted(Fault.SCANNER_UNEVEN)
    assert kiosk.scanner.sheets == 3, "nothing was pulled"
    assert lies(kiosk, books) == ["1", "3"]


def test_papers_on_the_glass_or_seen_from_both_sides_are_not_turned(kiosk, screen, books):
    kiosk.scanner.glass = kiosk.sheet("1")
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.next(ev.BatchScanned).fronts == 0
    kiosk.scanner.one_sided = False
    kiosk.load("2", "3")
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.next(ev.BatchScanned).fronts == 0


def test_an_empty_tray_waits_for_the_turned_stack_and_takes_nothing_from_the_glass(
    kiosk, screen, books, fronts
):
    kiosk.scanner.glass = kiosk.sheet("1b")
    assert turned(screen, kiosk) == ev.Faulted(Fault.SCANNER_EMPTY)
    assert lies(kiosk, books) == ["1", "2", "3"]


def test_a_stack_with_separators_is_parted_and_turned_no_more(kiosk, books):
    kiosk.scanner.one_sided = True
    kiosk.settings = replace(kiosk.settings, scanner=ScannerSettings(dpi=150))
    sheet = kiosk.folder / "birth.separator"
    paper.page(Separator(BIRTH), NAME, NOTHING).save(sheet, "PNG", dpi=(300, 300))
    kiosk.scanner.load([kiosk.sheet("1"), sheet, kiosk.sheet("2")])
    screen = kiosk.start()
    screen.ask(do.NoteVisit(CASE, PROCEDURE, Language.VI, (FORM, BIRTH)), do.ScanBatch(CASE, FORM))
    until(lambda: (len(screen.told()), len(screen.told(BIRTH))) == (1, 1))
    told = [event for _, event in screen.heard if isinstance(event, ev.PagesChanged)]
    assert [event.fronts for event in told if event.document == FORM][-1] == 0


def test_journey_and_service_go_through_it_together(kiosk, screen, books):
    visit = Visit(CASE, procedure=PROCEDURE, papers=(Paper(FORM), Paper(BIRTH)))
    state = FeedPapers(visit, 0)

    def happen(event):
        nonlocal state
        state, effects = step(state, event)
        screen.ask(*effects)

    kiosk.load("1", "2", "3")
    happen(ev.ScanPressed())
    happen(screen.next(ev.BatchScanned))
    assert turnable(state) == 3
    happen(ev.BacksPressed())
    kiosk.load("3b", "2b")
    happen(ev.ScanPressed())
    happen(screen.next(ev.Faulted))
    assert (state.backs, state.trouble) == (True, Fault.SCANNER_UNEVEN)
    kiosk.load(*BACKS)
    happen(ev.ScanPressed())
    happen(screen.next(ev.BatchScanned))
    assert isinstance(state, ReviewPages)
    assert (state.visit.pages, turnable(state)) == (6, 0)
    assert lies(kiosk, books) == ORDER
