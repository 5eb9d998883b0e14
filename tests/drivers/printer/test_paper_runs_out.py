"""No paper: before the ticket, or in the middle of it."""

import pytest

from drivers.printer import PrinterError, PrinterState
from drivers.printer.opened import open_printer
from drivers.printer.strip import of
from drivers.printer.virtual import Roll, VirtualPrinter

pytestmark = pytest.mark.device


def test_without_paper_nothing_is_sent_and_the_ticket_prints_after_a_new_roll(
    device, printer, ticket
):
    device.paper(Roll.OUT)
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    assert stopped.value.state is PrinterState.NO_PAPER
    device.paper(Roll.OK)
    printer.print(ticket)
    assert [printed.tobytes() for printed in device.tickets] == [ticket.picture().tobytes()]


@pytest.mark.parametrize("rows", [1, 120, 330, 599])
def test_a_roll_that_ends_in_the_middle_is_not_a_printed_ticket(device, printer, ticket, rows):
    device.paper(Roll.OK, after_rows=rows)
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    assert stopped.value.state is PrinterState.NO_PAPER
    assert device.tickets == []
    assert printer.state() is PrinterState.NO_PAPER


@pytest.mark.parametrize("rows", [1, 120, 330, 599])
def test_after_a_new_roll_the_same_ticket_comes_out_whole_and_by_itself(
    device, printer, ticket, rows
):
    device.paper(Roll.OK, after_rows=rows)
    with pytest.raises(PrinterError):
        printer.print(ticket)
    device.paper(Roll.OK)
    printer.print(ticket)
    assert device.tickets[-1].tobytes() == ticket.picture().tobytes()
    assert not device.stray


def test_a_ticket_the_printer_still_remembers_does_not_answer_for_the_next_one(tmp_path, ticket):
    """With a large buffer the printer finishes the old ticket by itself once it has paper."""
    with VirtualPrinter(buffer=100_000) as device:
        printer = open_printer(device.device, patience=2)
        device.paper(Roll.OK, after_rows=100)
        with pytest.raises(PrinterError) as stopped:
            printer.print(ticket)
        assert stopped.value.state is PrinterState.NO_PAPER
        device.paper(Roll.OK)
        assert len(device.tickets) == 1
        printer.print(of(ticket.picture().crop((0, 0, 576, 300))))
        assert [printed.height for printed in device.tickets] == [600, 300]
        device.paper(Roll.OK, after_rows=100)
        with pytest.raises(PrinterError):
            printer.print(ticket)
