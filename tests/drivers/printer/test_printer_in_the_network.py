"""A printer on TCP port 9100: what the office's network does to it, and who else is printing."""

import socket
import threading

import pytest

from drivers.printer import PrinterError, PrinterState
from drivers.printer.opened import open_printer
from drivers.printer.plugs import Port
from drivers.printer.virtual import Roll, VirtualPrinter

pytestmark = pytest.mark.device


@pytest.fixture
def device():
    with VirtualPrinter(plug=Port()) as printer:
        yield printer


@pytest.fixture
def printer(device):
    return open_printer(device.device, patience=2)


def stopped(printer, ticket):
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    return stopped.value.state


def test_the_paper_shows_every_dot_of_the_picture(device, printer, ticket):
    printer.print(ticket)
    printer.print(ticket)
    assert [one.tobytes() for one in device.tickets] == [ticket.picture().tobytes()] * 2
    assert not device.stray


def test_paper_and_cover_are_told_over_the_network_too(device, printer, ticket):
    device.paper(Roll.OUT)
    assert stopped(printer, ticket) is PrinterState.NO_PAPER
    device.cover(True)
    assert printer.state() is PrinterState.COVER_OPEN


@pytest.mark.parametrize("rows", [1, 330])
def test_a_roll_that_ends_in_the_middle_is_not_a_printed_ticket(device, printer, ticket, rows):
    device.paper(Roll.OK, after_rows=rows)
    assert stopped(printer, ticket) is PrinterState.NO_PAPER
    device.paper(Roll.OK)
    printer.print(ticket)
    assert device.tickets[-1].tobytes() == ticket.picture().tobytes()
    assert not device.stray


def test_a_printer_that_serves_another_client_is_busy_and_nothing_of_the_ticket_is_sent(
    device, printer, ticket
):
    host, port = device.device.removeprefix("tcp:").split(":")
    with socket.create_connection((host, int(port))) as other:
        other.sendall(b"\x10\x04\x01")
        assert other.recv(1) == b"\x12"  # it has been let in
        assert printer.state() is PrinterState.BUSY
        assert stopped(printer, ticket) is PrinterState.BUSY
    printer.print(ticket)  # a moment after the other has left
    assert len(device.tickets) == 1


@pytest.mark.parametrize("after_bytes", [40, 3000, 12000])
def test_power_lost_in_the_middle_of_a_ticket_is_a_failed_ticket(
    device, printer, ticket, after_bytes
):
    device.unplug(after_bytes=after_bytes)
    assert stopped(printer, ticket) in (PrinterState.FAILED, PrinterState.GONE)
    assert device.tickets == []
    device.plug()
    printer.print(ticket)
    assert [one.tobytes() for one in device.tickets] == [ticket.picture().tobytes()]


def test_a_connection_that_hears_nothing_any_more_is_a_printer_that_is_gone(
    device, printer, ticket
):
    """Half open: the network takes every byte, and no answer ever comes."""
    printer.print(ticket)
    device.mute(True, after_bytes=4000)
    assert stopped(printer, ticket) is PrinterState.GONE
    assert printer.state() is PrinterState.GONE


def test_a_host_that_lets_in_and_says_nothing_is_gone(ticket):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        printer = open_printer(f"tcp:127.0.0.1:{mute.getsockname()[1]}", patience=0.3)
        assert printer.state() is PrinterState.GONE
        assert stopped(printer, ticket) is PrinterState.GONE


def test_a_host_that_hangs_up_at_once_is_gone(ticket):
    with socket.create_server(("127.0.0.1", 0)) as rude:

        def hang_up():
            connection, _ = rude.accept()
            connection.close()

        door = threading.Thread(target=hang_up)
        door.start()
        printer = open_printer(f"tcp:127.0.0.1:{rude.getsockname()[1]}", patience=2)
        assert printer.state() is PrinterState.GONE
        door.join()


def test_a_name_that_nobody_has_is_gone(ticket):
    printer = open_printer("tcp:printer.invalid", patience=0.3)
    assert printer.state() is PrinterState.GONE
    assert stopped(printer, ticket) is PrinterState.GONE


def test_a_printer_that_comes_back_needs_no_restart(device, printer, ticket):
    for _ in range(3):
        device.unplug()
        assert printer.state() in (PrinterState.BUSY, PrinterState.GONE)
        device.plug()
        printer.print(ticket)
    assert len(device.tickets) == 3
