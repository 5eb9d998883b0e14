"""A look that hangs, dies or finds no room costs nothing but itself: the page is sealed as it was scanned."""

import os
import signal
import sys

import psutil
import pytest

from kiosk.devices import handlers
from kiosk.dossier import looker
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.store.documents import Documents
from kiosk.store.looks import Looks
from tests.devices.office import CASE, FORM, OTHER, until
from tests.workbench.children import none_left, running

# Once it was given a page it goes by the name it hangs under (prctl(2), PR_SET_NAME).
HANGS = """
import ctypes, sys, time
sys.stdin.readline()
ctypes.CDLL(None).prctl(15, b"hangs", 0, 0, 0)
time.sleep(600)
"""
DIES = "import os, sys; sys.stdin.readline(); os.kill(os.getpid(), 9)"
NO_ROOM = """
import sys
for line in sys.stdin:
    print('{"fault": "disk-full", "why": "ENOSPC"}', flush=True)
"""


@pytest.fixture
def child(monkeypatch):
    """Let another program look at pages."""
    return lambda program: monkeypatch.setattr(looker, "CHILD", (sys.executable, "-c", program))


def waiting(books):
    return Looks(books.db, books.vault).waits(CASE, FORM)


def sealed_as_scanned(screen, books):
    pages = books.pages()
    screen.seal()
    (document,) = Documents(books.db).of(CASE)
    key = books.cases.key(CASE)
    pdf = books.vault.read(key, document.path)
    return document.pages == len(pages) and all(
        books.vault.read(key, page.path) in pdf for page in pages
    )


@pytest.mark.parametrize("program", [HANGS, DIES])
def test_a_page_it_hangs_or_dies_on_is_tried_no_more_and_sealed_as_scanned(
    kiosk, child, books, program
):
    child(program)
    kiosk.look_budget = 0.5
    with none_left():
        screen = kiosk.start()
        kiosk.load("one", "two")
        assert len(screen.scan()) == 2
        until(lambda: not waiting(books))
        assert [page.look for page in screen.told()] == [None, None]
        assert sealed_as_scanned(screen, books)
        assert not [event for _, event in screen.heard if isinstance(event, ev.Faulted)]
        kiosk.close()


def test_nobody_waits_longer_for_a_look_than_the_seal_allows(kiosk, child, books, monkeypatch):
    child(HANGS)
    monkeypatch.setattr(handlers, "LOOKS_BUDGET", 0.2)
    screen = kiosk.start()
    kiosk.load("one")
    screen.scan()
    assert waiting(books)
    assert sealed_as_scanned(screen, books)


def test_where_the_disk_has_no_room_for_what_is_made_the_page_is_sealed_as_scanned(
    kiosk, child, books
):
    child(NO_ROOM)
    screen = kiosk.start()
    kiosk.load("one", "two")
    screen.scan()
    assert sealed_as_scanned(screen, books)
    assert not [event for _, event in screen.heard if isinstance(event, ev.Faulted)]


def test_once_there_is_room_again_the_page_is_looked_at(kiosk, child, books, monkeypatch):
    child(NO_ROOM)
    screen = kiosk.start()
    kiosk.load_papers("to-khai-ct01")
    screen.scan()
    assert waiting(books)
    monkeypatch.undo()
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    for process in running(NO_ROOM):
        process.kill()
    until(lambda: books.pages()[0].look is not None)


def test_a_killed_child_is_started_again_and_the_page_is_looked_at(kiosk, books):
    screen = kiosk.start()
    kiosk.load_papers("to-khai-ct01", "giay-chung-sinh")
    screen.ask(do.ScanBatch(CASE, FORM))
    killed = []

    def kill():
        for process in running("kiosk.dossier.looking")[:1]:
            os.kill(process.pid, signal.SIGKILL)
            killed.append(process.pid)
        return bool(killed)

    until(kill)
    pages = screen.looked_at(2)
    assert [page.look.size for page in pages] == ["A4", "A4"]


def test_after_a_restart_pages_nobody_asks_for_are_looked_at_all_the_same(
    kiosk, child, books, monkeypatch
):
    child(HANGS)
    screen = kiosk.start()
    kiosk.load_papers("to-khai-ct01")
    screen.scan()
    assert waiting(books)
    kiosk.close()
    monkeypatch.undo()
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    kiosk.start()
    until(lambda: books.pages()[0].look is not None)


def test_a_look_at_a_page_of_a_citizen_who_has_left_holds_up_nobody(
    kiosk, child, books, monkeypatch
):
    child(HANGS)
    screen = kiosk.start()
    kiosk.load_papers("to-khai-ct01")
    screen.scan()
    until(lambda: [p for p in psutil.Process().children() if p.name() == "hangs"])
    monkeypatch.undo()
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    screen.ask(do.ForgetCitizen(CASE))
    kiosk.load_papers("giay-chung-sinh")
    screen.ask(do.ScanBatch(OTHER, FORM), visit=2)
    until(lambda: [page for page in books.pages(OTHER) if page.look])
