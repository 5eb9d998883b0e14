"""The printer without a device behaves like the one with."""

import pytest
from PIL import Image

from drivers.printer import Printer, PrinterError, PrinterState
from drivers.printer.fake import FakePrinter
from drivers.printer.strip import of

TICKET = of(Image.new("1", (576, 50), 0))


@pytest.mark.parametrize(
    ("mishandle", "state"),
    [
        (lambda fake: setattr(fake, "plugged", False), PrinterState.GONE),
        (lambda fake: setattr(fake, "open", True), PrinterState.COVER_OPEN),
        (lambda fake: setattr(fake, "paper", PrinterState.NO_PAPER), PrinterState.NO_PAPER),
    ],
)
def test_a_mishandled_printer_says_so_and_keeps_nothing(mishandle, state):
    fake = FakePrinter()
    mishandle(fake)
    assert fake.state() is state
    with pytest.raises(PrinterError) as stopped:
        fake.print(TICKET)
    assert stopped.value.state is state
    assert fake.pictures == []


def test_a_roll_that_ends_takes_the_ticket_with_it_and_a_new_one_prints_it_again():
    fake: FakePrinter = FakePrinter()
    printer: Printer = fake
    fake.runs_out_after = 1
    printer.print(TICKET)
    with pytest.raises(PrinterError) as stopped:
        printer.print(TICKET)
    assert stopped.value.state is PrinterState.NO_PAPER
    fake.paper = PrinterState.PAPER_LOW
    printer.print(TICKET)
    assert len(fake.pictures) == 2


def test_a_picture_of_another_width_is_refused():
    with pytest.raises(PrinterError):
        FakePrinter().print(of(Image.new("1", (384, 50), 0)))
