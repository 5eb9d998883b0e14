"""A printer without paper, open or away: the number is the citizen's all the same."""

import pytest

from drivers.printer import PrinterState
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from tests.devices.office import CASE, OTHER

PRINT = do.PrintTicket(CASE, Language.VI)


@pytest.fixture
def ticket(kiosk, screen):
    kiosk.load("form")
    screen.scan()
    return screen.seal()


@pytest.mark.parametrize(
    ("mishap", "value", "fault"),
    [
        ("paper", PrinterState.NO_PAPER, Fault.PRINTER_NO_PAPER),
        ("open", True, Fault.PRINTER_COVER_OPEN),
        ("plugged", False, Fault.PRINTER_GONE),
        ("runs_out_after", 0, Fault.PRINTER_NO_PAPER),
        ("paper", PrinterState.KNIFE, Fault.PRINTER_KNIFE),
        ("paper", PrinterState.OFFLINE, Fault.PRINTER_OFFLINE),
        ("paper", PrinterState.BUSY, Fault.PRINTER_BUSY),
        ("paper", PrinterState.FAILED, Fault.PRINTER_FAILED),
    ],
)
def test_a_ticket_that_does_not_come_out_keeps_its_number_and_can_be_printed_again(
    kiosk, screen, books, ticket, mishap, value, fault
):
    setattr(kiosk.printer, mishap, value)
    screen.ask(PRINT)
    assert screen.fault() is fault
    assert books.fault_of("printer") is fault
    assert books.tickets.of(CASE) == ticket
    kiosk.printer.paper, kiosk.printer.open, kiosk.printer.plugged = PrinterState.READY, False, True
    screen.ask(PRINT)
    screen.next(ev.TicketPrinted)
    assert books.tickets.of(CASE) == ticket == screen.seal()
    assert books.fault_of("printer") is None
    assert books.said("ticket-printed") == [{"case": CASE, "ticket": ticket.label}]


def test_a_roll_near_its_end_still_prints(kiosk, screen, ticket):
    kiosk.printer.paper = PrinterState.PAPER_LOW
    screen.ask(PRINT)
    screen.next(ev.TicketPrinted)


def test_a_ticket_that_was_never_drawn_is_not_printed(kiosk, screen):
    screen.ask(do.PrintTicket(OTHER, Language.VI))
    assert screen.fault() is Fault.STORE_FAILED
    assert kiosk.printer.pictures == []


def test_a_kiosk_without_a_printer_says_so(kiosk):
    kiosk.printer = None
    screen = kiosk.start()
    screen.ask(PRINT)
    assert screen.fault() is Fault.PRINTER_GONE


def test_a_procedure_that_is_no_longer_in_force_is_a_fault_and_the_service_goes_on(kiosk, screen):
    kiosk.load("form")
    screen.scan()
    screen.ask(do.SealCase(CASE, "9.999999", Language.VI, ("to-khai",)))
    assert screen.fault() is Fault.STORE_FAILED
    assert screen.seal().label == "A001"
