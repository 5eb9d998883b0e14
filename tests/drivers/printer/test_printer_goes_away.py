"""The cable is pulled, or the printer stops answering."""

import os
import threading
import tty

import pytest

from drivers.printer import PrinterError, PrinterState, escpos
from drivers.printer.opened import open_printer

pytestmark = pytest.mark.device


def test_an_unplugged_printer_is_gone_and_comes_back_by_itself(device, printer, ticket):
    device.unplug()
    assert printer.state() is PrinterState.GONE
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    assert stopped.value.state is PrinterState.GONE
    device.plug()
    assert printer.state() is PrinterState.READY
    printer.print(ticket)
    assert [printed.tobytes() for printed in device.tickets] == [ticket.picture().tobytes()]


@pytest.mark.parametrize("after_bytes", [3000, 9000, 20000])
def test_a_cable_pulled_in_the_middle_of_a_ticket_is_a_failed_ticket(
    device, printer, ticket, after_bytes
):
    device.unplug(after_bytes=after_bytes)
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    assert stopped.value.state is PrinterState.FAILED
    assert printer.state() is PrinterState.GONE
    device.plug()
    printer.print(ticket)
    assert [printed.tobytes() for printed in device.tickets] == [ticket.picture().tobytes()]


def test_silence_never_counts_as_printed(device, ticket):
    printer = open_printer(device.device, patience=0.3)
    device.mute(True)
    assert printer.state() is PrinterState.GONE
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    assert stopped.value.state is PrinterState.GONE
    assert device.tickets == []


def test_a_printer_that_falls_silent_over_a_ticket_did_not_print_it(device, printer, ticket):
    quiet = open_printer(device.device, patience=1)
    device.mute(True, after_bytes=5000)
    with pytest.raises(PrinterError) as stopped:
        quiet.print(ticket)
    assert stopped.value.state is PrinterState.GONE
    device.mute(False)
    printer.print(ticket)
    assert device.tickets[-1].tobytes() == ticket.picture().tobytes()


def test_a_line_nobody_reads_ends_in_failure_and_not_in_waiting_for_ever(tmp_path, ticket):
    master, slave = os.openpty()
    tty.setraw(slave)
    answering = threading.Thread(target=answer_until_the_ticket, args=(master,))
    answering.start()
    try:
        with pytest.raises(PrinterError) as stopped:
            open_printer(os.ttyname(slave), patience=1).print(ticket)
    finally:
        answering.join()
        os.close(master)
        os.close(slave)
    assert stopped.value.state is PrinterState.FAILED


def answer_until_the_ticket(master: int) -> None:
    """A printer that says it is ready, and then reads nothing of the ticket."""
    for _ in escpos.QUERIES:
        os.read(master, 3)
        os.write(master, b"\x12")
    heard = b""
    while escpos.IN_ORDER_QUERY not in heard:
        heard += os.read(master, 4096)
    os.write(master, b"\x00")
