"""Every page is looked at once it is safe, its document is told again, and what was made of it is sealed."""

import io
from dataclasses import replace

import page as judge
import pikepdf
import pytest
from PIL import Image

from kiosk.devices import handlers
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import PageVerdict
from kiosk.settings import PageSettings, ScannerSettings
from kiosk.store.documents import Documents
from kiosk.store.pages import Pages
from tests.devices.office import CASE, FORM, LONG, until


@pytest.fixture
def screen(kiosk, monkeypatch):
    kiosk.settings = replace(kiosk.settings, scanner=ScannerSettings(dpi=150))
    monkeypatch.setattr(handlers, "LOOKS_BUDGET", LONG)  # however slow the machine
    return kiosk.start()


def preview(books, page):
    data = books.vault.read(books.cases.key(CASE), page.look.preview)
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("L"), len(data)


def sealed(books):
    """The one sealed document, and its PDF."""
    (document,) = (kept for kept in Documents(books.db).of(CASE) if kept.pages)
    return document, books.vault.read(books.cases.key(CASE), document.path)


def test_a_page_is_told_at_once_and_again_with_what_a_look_found(kiosk, screen, books):
    kiosk.load_papers("to-khai-ct01", "giay-chung-sinh")
    screen.ask(do.ScanBatch(CASE, FORM))
    first, second = screen.looked_at(2)
    assert (first.number, second.number) == (1, 2)
    for page in (first, second):
        assert (page.look.verdict, page.look.blank) == (PageVerdict.OK, False)
        assert (page.look.turned, page.look.size) == (0, "A4")
        picture, size = preview(books, page)
        assert picture.height > picture.width
        assert size < 200_000
    before = next(event.pages for _, event in screen.heard if isinstance(event, ev.PagesChanged))
    assert [page.look for page in before] == [None], "the page itself waits for no look"


def test_a_page_fed_upside_down_stands_upright(kiosk, screen):
    kiosk.load_papers("to-khai-ct01", turned=180)
    screen.ask(do.ScanBatch(CASE, FORM))
    (page,) = screen.looked_at(1)
    assert page.look.turned == 180


def test_a_page_the_citizen_turns_is_made_anew_and_its_scan_stays(kiosk, screen, books):
    kiosk.load_papers("to-khai-ct01")
    screen.ask(do.ScanBatch(CASE, FORM))
    (page,) = screen.looked_at(1)
    scan = books.vault.read(books.cases.key(CASE), page.path)
    screen.ask(do.TurnPage(CASE, page.id, FORM))
    until(lambda: screen.told()[0].look.preview != page.look.preview)
    (turned,) = screen.told()
    assert turned.look.turned == 90
    picture, _ = preview(books, turned)
    assert picture.width > picture.height
    assert books.vault.read(books.cases.key(CASE), turned.path) == scan
    assert len(books.files()) == 2, "of the page as it stood before nothing stays"


def test_a_page_kept_as_it_is_is_told_so(kiosk, screen):
    kiosk.load_papers("to-khai-ct01")
    (page,) = screen.scan()
    screen.ask(do.AcceptPage(CASE, page.id, FORM))
    until(lambda: screen.told()[0].accepted)


def test_a_missing_page_is_put_in_its_place(kiosk, screen, books):
    kiosk.load("one", "four")
    first, last = screen.scan()
    kiosk.load("two", "three")
    kept = screen.scan(after=first.id)
    assert [kept[0].id, kept[3].id] == [first.id, last.id]
    key = books.cases.key(CASE)
    shades = [
        Image.open(io.BytesIO(books.vault.read(key, page.path))).getpixel((9, 9))[0]
        for page in kept
    ]
    assert shades == [40, 80, 100, 60]  # as the sheets were drawn: one, two, three, four


def test_sealing_waits_for_the_looks_and_binds_what_was_made(kiosk, screen, books):
    kiosk.load_papers("to-khai-ct01", "giay-chung-sinh", "can-cuoc")
    pages = screen.scan()
    scans = sum(len(books.vault.read(books.cases.key(CASE), page.path)) for page in pages)
    screen.seal()
    document, pdf = sealed(books)
    assert document.pages == 3
    assert all(files.made for files in Pages(books.db, books.vault).files(CASE, FORM))
    assert len(pdf) < scans / 4
    assert judge.is_pdf_compliant_bytes(pdf, profile="2b")


def test_as_scanned_the_scanners_own_pictures_are_sealed(kiosk, monkeypatch, books):
    kiosk.settings = replace(kiosk.settings, pages=PageSettings("as-scanned"))
    kiosk.load_papers("to-khai-ct01", "giay-chung-sinh")
    screen = kiosk.start()
    screen.ask(do.ScanBatch(CASE, FORM))
    first, _ = screen.looked_at(2)
    screen.ask(do.TurnPage(CASE, first.id, FORM))
    pages = screen.looked_at(2)
    key = books.cases.key(CASE)
    screen.seal()
    _, pdf = sealed(books)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        held = [next(iter(sheet.get_images().values())).read_raw_bytes() for sheet in opened.pages]
        assert [int(sheet.get("/Rotate", 0)) for sheet in opened.pages] == [90, 0]
    assert held == [books.vault.read(key, page.path) for page in pages]
    assert judge.is_pdf_compliant_bytes(pdf, profile="2b")


def test_who_has_left_is_told_nothing_more(kiosk, screen, books):
    kiosk.load_papers("to-khai-ct01", "giay-chung-sinh")
    screen.scan()
    screen.ask(do.ForgetCitizen(CASE), do.TellPages(CASE, FORM))
    until(lambda: not (kiosk.workspace.vault / CASE).exists())
    kiosk.load_papers("can-cuoc")
    screen.ask(do.ScanBatch("0" * 32, FORM), visit=2)
    until(lambda: any(visit == 2 and isinstance(e, ev.PagesChanged) and e.pages[0].look
                      for visit, e in screen.heard))  # fmt: skip
    assert not (kiosk.workspace.vault / CASE).exists()
