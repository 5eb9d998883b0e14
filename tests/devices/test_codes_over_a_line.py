"""A barcode reader on a real serial line: codes of this citizen, of the one before, and a pulled plug."""

import threading
from contextlib import contextmanager

import pytest

from drivers.barcode.opened import open_scanner
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from tests.devices.office import CASE, FORM, OTHER, until
from tests.workbench.barcode_line import BarcodeHouse
from tests.workbench.people import HOA, MAI, code_of

pytestmark = pytest.mark.device


@pytest.fixture
def window(tmp_path):
    with BarcodeHouse(tmp_path / "barcode") as house:
        yield house


@pytest.fixture
def screen(kiosk, window):
    kiosk.barcode = open_scanner(window.device)
    return kiosk.start()


@contextmanager
def held(window, text):
    """Hold a code up again and again, as a person does until something happens."""
    seen = threading.Event()

    def hold() -> None:
        while not seen.wait(0.3):
            window.hold(text)

    hand = threading.Thread(target=hold)
    hand.start()
    try:
        yield
    finally:
        seen.set()
        hand.join()


def code(screen, window, person, visit=1):
    with held(window, code_of(person)):
        return screen.next(ev.CodeRead, visit)


def test_a_code_and_its_card_make_a_visit_without_a_digit_typed(kiosk, screen, window, books):
    screen.ask(do.WatchCode(CASE))
    number = code(screen, window, MAI).number
    screen.ask(do.StopWatching(CASE), do.ReadCard(CASE, number))
    kiosk.reader.insert(MAI)
    assert screen.next(ev.CardRead).holder.differs == ()
    assert books.cases.holder(CASE).number == MAI.number


def test_half_a_code_is_told_and_held_up_again(screen, window):
    screen.ask(do.WatchCode(CASE))
    with held(window, code_of(MAI)[:30]):
        screen.next(ev.CodeUnreadable)
    assert code(screen, window, MAI).number == MAI.number


def test_a_code_held_up_while_nobody_was_asked_is_not_the_next_citizens(screen, window, books):
    screen.ask(do.WatchCode(CASE))
    code(screen, window, MAI)
    screen.ask(do.StopWatching(CASE), do.ForgetCitizen(CASE), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    for _ in range(3):
        window.hold(code_of(MAI))
    screen.ask(do.WatchCode(OTHER), visit=2)
    until(lambda: books.said("case-forgotten") != [])
    assert code(screen, window, HOA, visit=2).number == HOA.number


def test_a_plug_pulled_in_mid_watch_is_known_at_the_desk_and_put_back_it_reads_on(
    screen, window, books
):
    screen.ask(do.WatchCode(CASE))
    until(lambda: books.said("device-works") != [])
    window.unplug()
    until(lambda: books.said("device-stopped") != [])
    assert books.fault_of("barcode") is Fault.BARCODE_GONE
    window.plug()
    assert code(screen, window, MAI).number == MAI.number
    assert books.fault_of("barcode") is None
    assert not [event for _, event in screen.heard if isinstance(event, ev.Faulted)]
