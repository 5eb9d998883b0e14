"""The devices service is away, breaks, or breaks again and again: what the citizen hears, and when."""

import contextlib
import datetime as dt
import socket
import threading

import pytest

from kiosk.devices import wire
from kiosk.devices.client import TRIES
from kiosk.devices.workers import FIRST_LOOK, Task, Worker
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from tests.devices.office import CASE, FORM, LONG, PROCEDURE, until

SEAL = do.SealCase(CASE, PROCEDURE, Language.VI, (FORM,))
PRINT = do.PrintTicket(CASE, Language.VI)


class Doorway:
    """Something at the devices' socket that hears so many lines and hangs up, again and again."""

    def __init__(self, path, lines: int) -> None:
        self.heard: list[do.Effect] = []
        self.calls = 0
        self._lines = lines
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        self._door.listen()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._door.accept()
                self.calls += 1
                with line, line.makefile("rb") as lines:
                    self.heard += [
                        wire.decode_effect(lines.readline())[1] for _ in range(self._lines)
                    ]

    def close(self, path) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        path.unlink()


@pytest.mark.parametrize(
    "effect",
    [do.ReadCard(CASE, "010190000123"), do.ScanBatch(CASE, FORM), SEAL, PRINT],
    ids=lambda effect: type(effect).__name__,
)
def test_a_service_that_stays_away_is_told_of_in_the_end(kiosk, effect):
    screen = kiosk.screen(patience=0.3)
    screen.ask(effect)
    assert screen.fault() is Fault.DEVICES_GONE


def test_what_nobody_waits_for_is_done_when_the_service_is_back(kiosk, books):
    screen = kiosk.screen(patience=0.1)
    screen.ask(do.CallClerk(CASE, Fault.CLERK_CALLED), SEAL)
    assert screen.fault() is Fault.DEVICES_GONE
    kiosk.start()
    screen.next(ev.ClerkTold)
    assert len(books.said("clerk-called")) == 1
    assert books.said("case-sealed") == []


def test_effects_asked_while_the_service_is_starting_are_done_in_order(kiosk):
    screen = kiosk.screen()
    kiosk.load("one")
    screen.ask(do.RecoverVisit(), do.ScanBatch(CASE, FORM))
    kiosk.start()
    assert len(screen.next(ev.BatchScanned).pages) == 1


@pytest.mark.parametrize("effect", [do.ReadCard(CASE, "010190000123"), do.ScanBatch(CASE, FORM)])
def test_a_reading_or_batch_that_broke_is_told_at_once_and_not_begun_anew(kiosk, effect):
    path = kiosk.workspace.devices_socket
    door = Doorway(path, lines=1)
    screen = kiosk.screen()
    screen.ask(effect)
    assert screen.fault() is Fault.DEVICES_GONE
    door.close(path)
    assert door.heard.count(effect) == 1


def test_the_pages_a_broken_batch_has_left_are_asked_for(kiosk):
    path = kiosk.workspace.devices_socket
    door = Doorway(path, lines=1)
    screen = kiosk.screen()
    screen.ask(do.ScanBatch(CASE, FORM))
    screen.fault()
    door.close(path)
    kiosk.start()
    assert screen.next(ev.PagesChanged) == ev.PagesChanged(FORM, ())


def test_a_turn_that_broke_is_not_made_twice_and_its_pages_are_asked_for(kiosk):
    path = kiosk.workspace.devices_socket
    door = Doorway(path, lines=1)
    screen = kiosk.screen()
    turn = do.TurnPage(CASE, "a" * 32, FORM)
    screen.ask(turn)
    until(lambda: do.TellPages(CASE, FORM) in door.heard)
    door.close(path)
    assert door.heard.count(turn) == 1


@pytest.mark.parametrize("effect", [SEAL, do.RecoverVisit()])
def test_an_effect_that_breaks_the_service_every_time_is_given_up(kiosk, effect):
    path = kiosk.workspace.devices_socket
    door = Doorway(path, lines=1)
    screen = kiosk.screen()
    screen.ask(effect)
    assert screen.fault() is Fault.DEVICES_GONE
    door.close(path)
    assert door.heard == [effect] * TRIES


def test_a_service_that_talks_nonsense_is_left_and_asked_again(kiosk):
    path = kiosk.workspace.devices_socket
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen()
        screen = kiosk.screen()
        screen.ask(do.TellPages(CASE, FORM))
        line, _ = door.accept()
        with line:
            line.sendall(b"nonsense\n")
            line.settimeout(LONG)
            with contextlib.suppress(ConnectionError):
                while line.recv(4096):
                    pass
    kiosk.start()
    screen.next(ev.PagesChanged)


class Faulty:
    """A handler with a bug in it."""

    def perform(self, task: Task) -> None:
        raise ZeroDivisionError

    def idle(self) -> None:
        pass

    def close(self) -> None:
        pass


def test_a_worker_that_dies_of_a_bug_says_not_that_it_is_done(monkeypatch):
    died, said = threading.Event(), []
    monkeypatch.setattr(threading, "excepthook", lambda what: died.set())
    worker = Worker("faulty", Faulty(), every=FIRST_LOOK)
    worker.start()
    task = Task(PRINT, None, said.append, lambda: said.append("done"))
    worker.put(task)
    assert died.wait(LONG)
    worker.join(LONG)
    assert said == []
    assert not task.over.is_set()


def test_a_service_that_comes_back_hears_first_which_rules_the_screen_shows(kiosk):
    path = kiosk.workspace.devices_socket
    door = Doorway(path, 2)
    screen = kiosk.screen()
    shown = do.UseRules("2-0123abcd", dt.date(2026, 11, 2))
    screen.ask(shown, PRINT)
    until(lambda: len(door.heard) >= 4)
    assert door.heard[:4] == [shown, PRINT] * 2
    door.close(path)
