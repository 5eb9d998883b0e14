"""The kernel's USB printer file, stood in for by a terminal: a device file that is read and written.

It proves the conversation and what follows from a file that breaks; not usblp itself, whose file opens once and
answers EBUSY, ENODEV or nothing.
"""

import errno
import os

import pytest

from drivers.printer import PrinterError, PrinterState, lines
from drivers.printer.conversation import EscposPrinter
from drivers.printer.opened import open_printer

pytestmark = pytest.mark.device


@pytest.fixture
def printer(device):
    return open_printer(f"usb:{device.device}", patience=1)


def stopped(printer, ticket):
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    return stopped.value.state


def test_the_paper_shows_every_dot_of_the_picture(device, printer, ticket):
    printer.print(ticket)
    assert [one.tobytes() for one in device.tickets] == [ticket.picture().tobytes()]
    assert not device.stray


def test_a_printer_that_never_answers_is_never_believed(device, printer, ticket):
    device.mute(True)
    assert printer.state() is PrinterState.GONE
    assert stopped(printer, ticket) is PrinterState.GONE
    assert device.tickets == []


@pytest.mark.parametrize("after_bytes", [40, 9000])
def test_a_plug_pulled_in_the_middle_is_a_failed_ticket(device, ticket, tmp_path, after_bytes):
    printer = open_printer(f"usb:{tmp_path / 'printer'}", patience=1)
    device.unplug(after_bytes=after_bytes)
    assert stopped(printer, ticket) in (PrinterState.FAILED, PrinterState.GONE)
    assert printer.state() is PrinterState.GONE
    device.plug()
    printer.print(ticket)
    assert [one.tobytes() for one in device.tickets] == [ticket.picture().tobytes()]


class Broken(lines.Line):
    """A line whose kernel says `number` from the nth byte on."""

    def __init__(self, number: int, after: int) -> None:
        mine, self._printer = os.openpty()
        super().__init__(mine, lambda: (os.close(mine), os.close(self._printer)))
        self._number, self._left = number, after

    def write(self, data: bytes, patience: float) -> None:
        self._left -= len(data)
        if self._left < 0:
            raise OSError(self._number, os.strerror(self._number))

    def read(self, until: float) -> int:
        return 0x12


@pytest.mark.parametrize("number", [errno.EPIPE, errno.ENODEV, errno.EIO, errno.ECONNRESET])
@pytest.mark.parametrize(("after", "state"), [(0, PrinterState.GONE), (100, PrinterState.FAILED)])
def test_whatever_the_kernel_calls_it_a_broken_line_is_told(ticket, number, after, state):
    """Before the ticket the printer is gone; in the middle of it the ticket failed."""
    printer = EscposPrinter(lambda: Broken(number, after))
    assert stopped(printer, ticket) is state


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EACCES, errno.ENOENT])
def test_a_file_that_does_not_open_is_busy_or_gone(monkeypatch, ticket, number):
    def refused(*_):
        raise OSError(number, os.strerror(number))

    printer = open_printer("/dev/usb/lp0", patience=1)
    monkeypatch.setattr(lines.os, "open", refused)
    told = PrinterState.BUSY if number == errno.EBUSY else PrinterState.GONE
    assert printer.state() is told
    assert stopped(printer, ticket) is told
