"""A stack with separator sheets in it becomes the documents they name, and no paper of it is lost."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from drivers.printer.strip import qr
from drivers.scanner import ScannerState
from kiosk.devices import handlers
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language, Words
from kiosk.papers import separator as paper
from kiosk.papers import ticket as ticket_paper
from kiosk.rules.separator import Separator
from kiosk.settings import ScannerSettings
from kiosk.store.documents import Documents
from tests.devices.office import BIRTH, CASE, FORM, LONG, PROCEDURE, until
from tests.papers.conftest import ticket

NAME, NOTHING = Words("Giấy tờ", "Papers"), Words("", "")
VISIT = do.NoteVisit(CASE, PROCEDURE, Language.VI, (FORM, BIRTH))
TICKET = "ticket"
CARD = "001099000017||Trịnh Thị Bịa Đặt|28021999|Nữ|Thôn Không Có|01012021"  # nobody's
A4 = (2480, 3508)


@pytest.fixture
def screen(kiosk, monkeypatch):
    kiosk.settings = replace(kiosk.settings, scanner=ScannerSettings(dpi=150))
    monkeypatch.setattr(handlers, "LOOKS_BUDGET", LONG)
    return kiosk.start()


@pytest.fixture
def feed(kiosk, screen):
    """Feed a stack for the form: separators, our ticket, a card's code, and sheets by their names."""

    def feed(*stack, **where):
        kiosk.scanner.load([sheet(kiosk, one) for one in stack])
        screen.ask(VISIT, do.ScanBatch(CASE, FORM, **where))
        return screen.next(ev.BatchScanned).pages

    return feed


@pytest.fixture
def parted(kiosk, books, screen):
    """The names of the sheets in the form and the birth notification, once the screen was told so many."""

    def parted(form, birth):
        until(lambda: [len(screen.told(each)) for each in (FORM, BIRTH)] == [form, birth])
        assert screen.told(FORM) == books.pages()
        assert screen.told(BIRTH) == books.pages(document=BIRTH)
        return names(kiosk, books, FORM), names(kiosk, books, BIRTH)

    return parted


def sheet(kiosk, one):
    if one in ("one", "two", "three", "four", "five"):
        return kiosk.sheet(one)
    if isinstance(one, Separator):
        picture = paper.page(one, NAME, NOTHING)
    else:
        picture = Image.new("L", A4, 255)
        slip = ticket_paper.draw(ticket(), 576).picture()
        mark = slip.resize((slip.width * 300 // 203, slip.height * 300 // 203))
        picture.paste(mark if one is TICKET else qr(one.encode(), "m", 12), (300, 300))
    path = kiosk.folder / f"{abs(hash(one))}.sheet"
    picture.save(path, "PNG", dpi=(300, 300))
    return path


def names(kiosk, books, document):
    """Which sheets the pages of a document were scanned from; "" for those with writing on them."""
    key, found = books.cases.key(CASE), []
    drawn = {Image.open(path).getpixel((0, 0)): path.stem for path in kiosk.folder.glob("*.png")}
    for page in books.pages(document=document):
        shade = Image.open(io.BytesIO(books.vault.read(key, page.path))).getpixel((9, 9))[0]
        found.append(drawn.get(shade, ""))
    return found


def separators(books):
    """What the store still knows of codes on pages."""
    return [row[0] for row in books.db.execute("select separators from pages order by rowid")]


def said(books):
    return [
        (row["document"], row["moved"], row["separators"], row["unknown"])
        for row in books.said("papers-parted")
    ]


def test_two_documents_in_one_stack_lie_each_where_they_belong(kiosk, screen, books, feed, parted):
    feed("one", Separator(BIRTH, PROCEDURE), "two", "three", Separator(FORM), "four")
    assert parted(2, 2) == (["one", "four"], ["two", "three"])
    assert said(books) == [(FORM, 2, 2, 0)]
    ids = {page.id for document in (FORM, BIRTH) for page in books.pages(document=document)}
    assert {name[:32] for name in books.files()} == ids, "of the separators no file stays"
    screen.seal()
    sealed = {document.id: document.pages for document in Documents(books.db).of(CASE)}
    assert (sealed[FORM], sealed[BIRTH]) == (2, 2)


def test_pages_go_behind_those_a_document_has_already(kiosk, screen, feed, parted):
    kiosk.load("one")
    screen.scan(document=BIRTH)
    feed("two", Separator(BIRTH), "three")
    assert parted(1, 2) == (["two"], ["one", "three"])


def test_our_own_ticket_begins_the_next_document(feed, parted, books):
    feed("one", TICKET, "two", "three")
    assert parted(1, 2) == (["one"], ["two", "three"])
    assert said(books) == [(FORM, 2, 1, 0)]


@pytest.mark.parametrize("separator", [Separator("giay-la"), Separator(BIRTH, "9.999999")])
def test_a_separator_of_no_paper_of_this_visit_changes_nothing_and_is_told(
    screen, books, feed, parted, separator
):
    feed("one", separator, "two")
    screen.looked_at(3)
    until(lambda: said(books))
    assert said(books) == [(FORM, 0, 0, 1)]
    assert parted(3, 0) == (["one", "", "two"], [])
    screen.seal()
    assert said(books) == [(FORM, 0, 0, 1)], "it is told once"


def test_a_separator_at_the_end_leaves_and_takes_nothing_along(feed, parted):
    feed("one", "two", Separator(BIRTH))
    assert parted(2, 0) == (["one", "two"], [])


def test_nothing_moves_while_the_feeder_is_still_running(kiosk, screen, books, parted):
    kiosk.scanner.load([sheet(kiosk, one) for one in ("one", Separator(BIRTH), "two")])
    kiosk.hold_sheets()
    screen.ask(VISIT, do.ScanBatch(CASE, FORM))
    for _ in range(2):
        assert kiosk.scanner.pulling.wait(LONG)
        kiosk.scanner.pulling.clear()
        kiosk.scanner.let.set()
    screen.looked_at(2)
    assert [bool(kept) for kept in separators(books)] == [False, True]
    kiosk.let_sheets_through()
    assert parted(1, 1) == (["one"], ["two"])
    assert separators(books) == [None, None]


def test_a_jam_keeps_the_pages_and_they_are_parted_all_the_same(kiosk, screen, parted):
    kiosk.scanner.load([sheet(kiosk, one) for one in ("one", Separator(BIRTH), "two", "three")])
    kiosk.scanner.jam_after = 3
    screen.ask(VISIT, do.ScanBatch(CASE, FORM))
    screen.fault()
    assert kiosk.scanner.state() is ScannerState.JAMMED
    assert parted(1, 1) == (["one"], ["two"])


def test_pages_that_lay_there_before_a_stack_was_put_between_them_stay(feed, parted, books):
    first = feed("one", "two")[0]
    feed("three", Separator(BIRTH), "four", after=first.id)
    assert parted(3, 1) == (["one", "three", "two"], ["four"])


def test_the_code_of_a_card_on_a_page_is_kept_nowhere(screen, books, feed):
    feed("one", CARD)
    screen.looked_at(2)
    assert separators(books) == [None, None]
    assert said(books) == []
    assert not any("Trịnh" in str(row) for row in books.db.execute("select * from pages"))


def test_a_service_stopped_before_the_stack_was_parted_parts_it_afterwards(kiosk, screen, books):
    kiosk.scanner.load([sheet(kiosk, one) for one in ("one", Separator(BIRTH), "two", "three")])
    kiosk.hold_sheets()
    screen.ask(VISIT, do.ScanBatch(CASE, FORM))
    for _ in range(3):
        assert kiosk.scanner.pulling.wait(LONG)
        kiosk.scanner.pulling.clear()
        kiosk.scanner.let.set()
    screen.looked_at(3)
    kiosk.let_sheets_through()
    kiosk.stop()
    kiosk.scanner.take_out()
    again = kiosk.start()
    again.ask(do.TellPages(CASE, FORM))
    until(lambda: len(again.told()) == 1 and again.told(BIRTH) == books.pages(document=BIRTH))
    assert names(kiosk, books, FORM) == ["one"]
    birth = names(kiosk, books, BIRTH)
    assert birth == ["two", "three"][: len(birth)]
    assert len(said(books)) == 1


def test_what_was_parted_and_told_to_nobody_is_told_after_a_restart(kiosk, books, feed, parted):
    feed("one", Separator(BIRTH), "two")
    parted(1, 1)
    kiosk.stop()
    again = kiosk.start()
    again.ask(do.TellPages(CASE, FORM))
    until(lambda: again.told() == books.pages() and again.told(BIRTH))
    assert again.told(BIRTH) == books.pages(document=BIRTH)


def test_sealing_at_once_seals_the_stack_as_it_is_parted(kiosk, screen, books, feed):
    feed("one", Separator(BIRTH), "two", "three")
    screen.seal()
    sealed = {document.id: document.pages for document in Documents(books.db).of(CASE)}
    assert (sealed[FORM], sealed[BIRTH]) == (1, 2)


def test_the_empty_back_of_a_separator_leaves_with_it(kiosk, books):
    profiles = kiosk.folder / "profiles.toml"
    profiles.write_text('[text]\nsides = "both"\n[form]\nsides = "both"\n')
    kiosk.settings = replace(
        kiosk.settings, scanner=ScannerSettings(dpi=150, profiles=str(profiles))
    )
    screen = kiosk.start()
    kiosk.scanner.load([sheet(kiosk, one) for one in ("one", Separator(BIRTH), "two")])
    screen.ask(VISIT, do.ScanBatch(CASE, FORM))
    until(lambda: (len(screen.told()), len(screen.told(BIRTH))) == (2, 2))
    assert names(kiosk, books, FORM) == ["one", ""]
    assert names(kiosk, books, BIRTH) == ["two", ""]


def counted(screen, document):
    """What the screen was told last of the sheets of a document: announced and come, None where they agree."""
    told = [event for _, event in screen.heard if isinstance(event, ev.PagesChanged)]
    last = [event.counted for event in told if event.document == document][-1]
    return last and (last.wanted, last.came)


def test_a_stack_in_which_a_separator_is_missing_has_too_many_sheets_and_is_told_so(
    screen, feed, parted
):
    """Behind the form's two sheets lies the birth notification, without the sheet that names it."""
    feed(Separator(FORM, sheets=2), "one", "two", "three")
    until(lambda: len(screen.told()) == 3 and counted(screen, FORM))
    assert parted(3, 0) == (["one", "two", "three"], [])
    assert counted(screen, FORM) == (2, 3)


def test_a_sheet_missing_behind_a_separator_is_told_with_its_document(screen, feed, parted):
    feed("one", Separator(BIRTH, sheets=3), "two", "three")
    parted(1, 2)
    assert (counted(screen, FORM), counted(screen, BIRTH)) == (None, (3, 2))


def test_what_was_miscounted_is_still_told_after_a_restart(kiosk, feed, parted):
    feed("one", Separator(BIRTH, sheets=3), "two")
    parted(1, 1)
    kiosk.stop()
    again = kiosk.start()
    again.ask(do.TellPages(CASE, FORM))
    until(lambda: again.told(BIRTH))
    assert counted(again, BIRTH) == (3, 1)


def test_a_missing_sheet_that_is_scanned_after_all_ends_the_complaint(kiosk, screen, feed, parted):
    feed("one", Separator(BIRTH, sheets=2), "two")
    parted(1, 1)
    kiosk.scanner.load([sheet(kiosk, "three")])
    screen.ask(do.ScanBatch(CASE, BIRTH))
    assert screen.next(ev.BatchScanned).counted is None
    parted(1, 2)


def test_as_many_sheets_as_announced_are_nothing_to_tell(screen, feed, parted):
    feed(Separator(FORM, sheets=1), "one", Separator(BIRTH, sheets=2), "two", "three")
    parted(1, 2)
    assert (counted(screen, FORM), counted(screen, BIRTH)) == (None, None)
