"""Papers are read as text while nobody stands at the kiosk; who steps up never waits for it, nor learns of it."""

from dataclasses import replace

import psutil
import pytest
from PIL import Image

from kiosk.devices.quiet import QuietReading
from kiosk.dossier.ocr import Program, find_program, text_of
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from kiosk.settings import ScannerSettings
from kiosk.store.ocr import OcrWork
from tests.devices.office import CASE, FORM, OTHER, PROCEDURE, Books, Kiosk, until
from tests.dossier.printed import printed, share_read
from tests.workbench.children import none_left

pytestmark = pytest.mark.device
A4 = (2480, 3508)


@pytest.fixture
def sheet(tmp_path):
    """A sheet with a few printed lines."""
    whole = Image.new("RGB", A4, "white")
    whole.paste(printed(), (200, 200))
    path = tmp_path / "sheet.png"
    whole.save(path, compress_level=1)
    return path


@pytest.fixture
def hanging(tmp_path):
    """A tesseract that never ends: each start leaves its number behind."""
    (tmp_path / "started").mkdir()
    path = tmp_path / "hanging"
    path.write_text(f"#!/bin/sh\n: > {tmp_path}/started/$$\nexec sleep 1000\n")
    path.chmod(0o755)
    return lambda: Program(str(path))


@pytest.fixture
def quiet_kiosk(tmp_path, monkeypatch):
    """A kiosk that reads at once when a visit is over."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = []

    def make(program=find_program, rest=0.0):
        kiosk = Kiosk(tmp_path / "kiosk")
        kiosk.settings = replace(kiosk.settings, scanner=ScannerSettings(dpi=300))
        kiosk.quiet = QuietReading(kiosk.workspace, rest=rest, program=program)
        made.append(kiosk)
        return kiosk

    yield make
    for kiosk in made:
        kiosk.close()


@pytest.fixture
def books_of():
    opened = []

    def books(kiosk):
        opened.append(Books(kiosk.workspace))
        return opened[-1]

    yield books
    for one in opened:
        one.db.close()


def hand_in(kiosk, screen, sheet, case=CASE, visit=1):
    """A whole visit with one sheet."""
    screen.ask(do.BeginVisit(case), visit=visit)
    kiosk.scanner.load([sheet])
    screen.ask(do.ScanBatch(case, FORM), visit=visit)
    screen.next(ev.BatchScanned, visit)
    screen.ask(do.SealCase(case, PROCEDURE, Language.VI, (FORM,)), visit=visit)
    screen.next(ev.Sealed, visit)
    screen.ask(do.ForgetCitizen(case), visit=visit)


def started(tmp_path):
    """The numbers of every tesseract that was ever started."""
    return {int(path.name) for path in (tmp_path / "started").iterdir()}


def ended(pid):
    """Gone, or a zombie that only waits for whoever takes orphans in."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_after_a_visit_its_papers_are_read(quiet_kiosk, books_of, sheet):
    kiosk = quiet_kiosk()
    screen = kiosk.start()
    books = books_of(kiosk)
    hand_in(kiosk, screen, sheet)
    until(lambda: OcrWork(books.db).pages_read(CASE, 1) == (1, 0))
    text = text_of(books.vault, books.cases.key(CASE), CASE, 1, 1)
    assert share_read(text.plain()) > 0.8
    assert books.said("ocr-read") == [{"case": CASE, "document": FORM, "pages": 1, "unread": 0}]


def test_who_steps_up_ends_the_reading_at_once_and_it_is_taken_up_when_they_left(
    quiet_kiosk, books_of, sheet, hanging, tmp_path
):
    kiosk = quiet_kiosk(hanging)
    screen = kiosk.start()
    books = books_of(kiosk)
    hand_in(kiosk, screen, sheet)
    until(lambda: len(started(tmp_path)) == 1)
    (first,) = started(tmp_path)
    assert not ended(first)
    screen.ask(do.BeginVisit(OTHER), visit=2)
    until(lambda: ended(first))
    until(lambda: state_of(books) == ("waiting", 0))  # no try was counted
    screen.ask(do.ForgetCitizen(OTHER), visit=2)
    until(lambda: len(started(tmp_path)) == 2)
    assert books.said("ocr-read", "device-stopped") == []


def test_while_somebody_stands_there_nothing_is_read(
    quiet_kiosk, books_of, sheet, hanging, tmp_path
):
    kiosk = quiet_kiosk(hanging)
    screen = kiosk.start()
    hand_in(kiosk, screen, sheet)
    until(lambda: len(started(tmp_path)) == 1)
    kiosk.scanner.load([sheet])
    screen.ask(do.BeginVisit(OTHER), visit=2)
    screen.ask(do.ScanBatch(OTHER, FORM), visit=2)
    books = books_of(kiosk)
    until(lambda: len(books.pages(OTHER)) == 1)
    (first,) = started(tmp_path)
    until(lambda: ended(first))
    assert started(tmp_path) == {first}, "nothing was begun meanwhile"


def test_a_service_that_is_told_to_end_does_not_wait_for_a_page(
    quiet_kiosk, sheet, hanging, tmp_path
):
    kiosk = quiet_kiosk(hanging)
    with none_left():
        hand_in(kiosk, kiosk.start(), sheet)
        until(lambda: len(started(tmp_path)) == 1)
        kiosk.close()
    until(lambda: all(ended(pid) for pid in started(tmp_path)))


def test_without_tesseract_the_journal_says_so_once_and_the_visit_goes_on(
    quiet_kiosk, books_of, sheet, tmp_path, monkeypatch
):
    (tmp_path / "empty").mkdir()
    kiosk = quiet_kiosk()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    screen = kiosk.start()
    books = books_of(kiosk)
    until(lambda: books.said("ocr-off") == [{"why": "no-program"}])
    hand_in(kiosk, screen, sheet)
    hand_in(kiosk, screen, sheet, OTHER, 2)
    assert books.said("ocr-off") == [{"why": "no-program"}]
    assert OcrWork(books.db).pages_read(CASE, 1) == (0, 0)


def test_a_page_nobody_can_read_holds_up_no_other(quiet_kiosk, books_of, sheet):
    kiosk = quiet_kiosk(rest=3600.0)
    screen = kiosk.start()
    books = books_of(kiosk)
    hand_in(kiosk, screen, sheet)
    hand_in(kiosk, screen, sheet, OTHER, 2)
    for file in (kiosk.workspace.vault / CASE).glob("dossier-*"):
        file.write_bytes(file.read_bytes()[:-1] + b"\0")
    kiosk.close()
    kiosk.quiet = QuietReading(kiosk.workspace, rest=0.0)
    kiosk.start()
    until(lambda: OcrWork(books.db).pages_read(OTHER, 1) == (1, 0))
    assert OcrWork(books.db).pages_read(CASE, 1) == (1, 1)


def state_of(books):
    return books.db.execute("select state, attempts from ocr").fetchone()
