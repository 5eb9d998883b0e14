"""The pages of a counter's batch are looked at as a citizen's are, after those of every citizen."""

from dataclasses import replace

import pytest

from drivers.scanner import ScannedPage
from kiosk.journey import effects as do
from kiosk.model import PageVerdict
from kiosk.settings import ScannerSettings
from kiosk.store.batches import DOCUMENT, BatchState
from kiosk.store.looks import Looks
from tests.devices.office import CASE, FORM, Slow, now, until


@pytest.fixture
def hall(kiosk):
    kiosk.others["hall"] = Slow()
    return kiosk.others["hall"]


@pytest.fixture
def screen(kiosk, hall):
    kiosk.settings = replace(kiosk.settings, scanner=ScannerSettings(dpi=150))
    return kiosk.start()


def scanned(kiosk, hall, books, *kinds):
    """A batch of these papers for counter 2, once all of it is scanned; its case."""
    kiosk.load_papers(*kinds)
    sheets = [kiosk.scanner.pull()[0] for _ in kinds]
    hall.load(sheets)
    row = books.batches.ask(2, now(), "hall")
    until(lambda: books.batches.find(row.id).over)
    assert books.batches.find(row.id).state is BatchState.DONE
    return row.case


def seen(books, case):
    return [page.look for page in books.pages(case, DOCUMENT)]


def test_a_counters_pages_are_looked_at_shown_and_made(kiosk, hall, screen, books):
    case = scanned(kiosk, hall, books, "to-khai-ct01", "giay-chung-sinh")
    until(lambda: all(seen(books, case)))
    for page in books.pages(case, DOCUMENT):
        # 75 dots an inch are too coarse to call a page sharp: that it was judged is what counts.
        assert page.look.verdict in (PageVerdict.OK, PageVerdict.BLURRED)
        assert not page.look.blank
        preview = books.vault.read(books.cases.key(case), page.look.preview)
        assert preview.startswith(b"\xff\xd8")
    assert any(name.endswith(".made") for name in books.files(case))


def test_a_blank_sheet_of_a_counter_is_found_to_be_blank(kiosk, hall, screen, books):
    blank = kiosk.folder / "blank.sheet"
    sheet = kiosk.sheet("white")
    with sheet.open("rb") as file:
        blank.write_bytes(file.read())
    hall.load([blank])
    row = books.batches.ask(2, now(), "hall")
    until(lambda: books.batches.find(row.id).over and all(seen(books, row.case)))
    (look,) = seen(books, row.case)
    assert look.blank


def test_a_citizens_pages_are_looked_at_before_a_counters(kiosk, books, hall):
    """Whatever lay there first: the store names the citizen's page as the next one."""
    pages, looks = books, Looks(books.db, books.vault)
    books.cases.open(CASE, now())
    counters = "f" * 32
    books.cases.open(counters, now(), 2)
    page = ScannedPage(1, b"\xff\xd8\xff\xd9", 1, 1, 75)
    keep(books, counters, DOCUMENT, page)
    keep(books, CASE, FORM, page)
    assert pages.cases.state(counters) is not None
    first = looks.next()
    assert first.case == CASE
    assert looks.keep(first, None)
    assert looks.next().case == counters


def keep(books, case, document, page):
    from kiosk.store.pages import Pages

    Pages(books.db, books.vault).add(case, document, page.jpeg, 1, 1, page.dpi, now())


def test_a_citizen_does_not_wait_for_a_counters_stack(kiosk, hall, screen, books):
    """A stack of ten lies there unseen when she scans: hers is seen and told with most of the others waiting."""
    hall.load([kiosk.sheet(f"sheet {n}") for n in range(10)])
    row = books.batches.ask(2, now(), "hall")
    until(lambda: len(books.pages(row.case, DOCUMENT)) >= 1)
    kiosk.load("hers")
    screen.ask(do.ScanBatch(CASE, FORM))
    screen.looked_at(1)
    until(lambda: books.batches.find(row.id).over and all(seen(books, row.case)))
    assert len(seen(books, row.case)) == 10, "and none of theirs is forgotten"
