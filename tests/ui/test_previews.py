"""Small pictures of the citizen's pages: only this visit's, only readable ones, never too many."""

import datetime as dt
import io
import threading
from dataclasses import replace

import pytest
from PIL import Image

from kiosk.model import Look, Page, PageVerdict
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault
from kiosk.ui.previews import LONGEST, MOST, MOST_SHRUNK, UNSEEN_LONGEST, Previews
from kiosk.workspace import Workspace

CASE, FORM = "c" * 32, "to-khai"
NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)


class Shelf:
    """A case with pages in a real vault."""

    def __init__(self, folder):
        self.workspace = Workspace(folder)
        self.db = open_database(self.workspace)
        self.cases = Cases(self.db)
        self.cases.open(CASE, NOW)
        self._pages = Pages(self.db, Vault(self.workspace.vault))

    def add(self, jpeg: bytes) -> Page:
        return self._pages.add(CASE, FORM, jpeg, 1, 1, 300, NOW)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Shelf(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def previews(shelf):
    return Previews(shelf.workspace)


def sheet(shade: int = 200, size: tuple[int, int] = (1240, 1754)) -> bytes:
    jpeg = io.BytesIO()
    Image.new("RGB", size, (shade, shade, shade)).save(jpeg, "JPEG")
    return jpeg.getvalue()


def test_a_page_is_shown_small_enough_and_in_its_own_shape(shelf, previews):
    page = shelf.add(sheet())
    previews.fetch(1, CASE, (page,))
    picture = previews.page(page, 300, 400)
    assert picture.size[0] <= 300
    assert picture.size[1] <= 400
    assert picture.size[1] / picture.size[0] == pytest.approx(1754 / 1240, abs=0.02)
    assert abs(picture.getpixel((5, 5))[0] - 200) < 3


def test_a_page_is_never_held_larger_than_a_screen_needs(shelf, previews):
    page = shelf.add(sheet(size=(2480, 3508)))
    previews.fetch(1, CASE, (page,))
    assert max(previews.page(page, 10_000, 10_000).size) <= UNSEEN_LONGEST
    seen = looked_at(shelf, page, sheet(size=(2480, 3508)))
    previews.fetch(1, CASE, (seen,))
    assert UNSEEN_LONGEST < max(previews.page(seen, 10_000, 10_000).size) <= LONGEST


def test_a_page_that_stands_elsewhere_on_the_screen_is_not_shrunk_again(shelf, previews):
    pages = [shelf.add(sheet(shade)) for shade in range(100, 100 + MOST_SHRUNK)]
    previews.fetch(1, CASE, tuple(pages))
    shown = [previews.page(page, 300, 400) for page in pages]
    assert all(
        previews.page(page, 300, 400) is held for page, held in zip(pages, shown, strict=True)
    )
    previews.page(pages[0], 200, 300)  # one too many: the oldest goes
    assert previews.page(pages[0], 300, 400) is not shown[0]


def test_a_page_that_is_not_decoded_yet_is_a_blank_sheet(shelf, previews):
    assert previews.page(shelf.add(sheet()), 300, 400) is None


def test_a_page_of_an_earlier_visit_never_appears(shelf, previews):
    page = shelf.add(sheet())
    previews.fetch(1, CASE, (page,))
    previews.forget(1)
    assert previews.page(page, 300, 400) is None
    previews.fetch(1, CASE, (page,))  # told before the citizen left, fetched after
    assert previews.page(page, 300, 400) is None
    previews.fetch(2, CASE, (page,))
    assert previews.page(page, 300, 400) is not None


def test_a_page_being_decoded_while_the_citizen_leaves_is_dropped(shelf, previews, monkeypatch):
    page = shelf.add(sheet())
    read, reading, left = Vault.read, threading.Event(), threading.Event()

    def slowly(vault, key, path):
        jpeg = read(vault, key, path)
        reading.set()
        left.wait(60)
        return jpeg

    monkeypatch.setattr(Vault, "read", slowly)
    fetching = threading.Thread(target=lambda: previews.fetch(1, CASE, (page,)))
    fetching.start()
    assert reading.wait(60)
    previews.forget(1)
    left.set()
    fetching.join()
    assert previews.page(page, 300, 400) is None


@pytest.mark.parametrize(
    "jpeg", [b"", b"not a picture", sheet()[:900]], ids=["empty", "nonsense", "cut"]
)
def test_an_unreadable_page_is_a_blank_sheet_and_the_others_are_shown(shelf, previews, jpeg):
    bad, good = shelf.add(jpeg), shelf.add(sheet())
    previews.fetch(1, CASE, (bad, good))
    assert previews.page(bad, 300, 400) is None
    assert previews.page(good, 300, 400) is not None


def test_an_altered_or_missing_file_is_a_blank_sheet(shelf, previews):
    altered, missing, good = (shelf.add(sheet()) for _ in range(3))
    file = shelf.workspace.vault / altered.path
    box = file.read_bytes()
    file.write_bytes(box[:-1] + bytes([box[-1] ^ 1]))
    (shelf.workspace.vault / missing.path).unlink()
    previews.fetch(1, CASE, (altered, missing, good))
    assert previews.page(altered, 300, 400) is None
    assert previews.page(missing, 300, 400) is None
    assert previews.page(good, 300, 400) is not None


def test_the_pages_of_a_forgotten_case_cannot_be_fetched(shelf, previews):
    page = shelf.add(sheet())
    shelf.cases.forget(CASE, NOW)
    previews.fetch(1, CASE, (page,))
    assert previews.page(page, 300, 400) is None


def test_a_very_long_visit_holds_the_latest_pages_only(shelf, previews):
    pages = tuple(shelf.add(sheet(size=(40, 56))) for _ in range(MOST + 3))
    for page in pages:
        previews.fetch(1, CASE, (page,))
    shown = [page for page in pages if previews.page(page, 30, 40) is not None]
    assert shown == list(pages[3:])


def test_no_picture_is_written_anywhere(shelf, previews, tmp_path):
    page = shelf.add(sheet())
    before = sorted(path for path in tmp_path.rglob("*") if path.suffix != ".db-shm")
    previews.fetch(1, CASE, (page,))
    previews.page(page, 300, 400)
    assert sorted(path for path in tmp_path.rglob("*") if path.suffix != ".db-shm") == before


def looked_at(shelf, page: Page, preview: bytes, turned: int = 0) -> Page:
    """The page with a preview in the vault."""
    key = shelf.cases.key(CASE)
    path = Vault(shelf.workspace.vault).write(key, CASE, f"{page.id}-{turned}.jpg", preview)
    return replace(page, look=Look(PageVerdict.OK, False, turned, "A4", path))


def test_a_page_that_was_looked_at_is_shown_upright_and_cropped(shelf, previews):
    page = shelf.add(sheet(shade=200))
    previews.fetch(1, CASE, (page,))
    seen = looked_at(shelf, page, sheet(shade=90, size=(400, 300)))
    previews.fetch(1, CASE, (seen,))
    assert abs(previews.page(seen, 300, 400).getpixel((5, 5))[0] - 90) < 3
    assert previews.page(seen, 400, 400).size == (400, 300)


def test_a_page_that_was_turned_is_shown_turned(shelf, previews):
    page = shelf.add(sheet())
    for turned, size in ((0, (300, 400)), (90, (400, 300))):
        seen = looked_at(shelf, page, sheet(size=size), turned)
        previews.fetch(1, CASE, (seen,))
        assert previews.page(seen, 400, 400).size == size


def test_a_page_whose_preview_cannot_be_read_is_shown_as_scanned(shelf, previews):
    for preview in (b"not a picture", None):
        page = shelf.add(sheet(shade=200))
        seen = looked_at(shelf, page, preview or sheet())
        if preview is None:
            (shelf.workspace.vault / seen.look.preview).unlink()
        previews.fetch(1, CASE, (seen,))
        assert abs(previews.page(seen, 300, 400).getpixel((5, 5))[0] - 200) < 3
