"""A ticket is printed whole, dot for dot, and only then counts as printed."""

from pathlib import Path

import pytest
import serial
from PIL import Image

from drivers.printer import PrinterError, PrinterState, escpos
from drivers.printer.opened import open_printer
from drivers.printer.strip import of
from drivers.printer.virtual import Roll

pytestmark = pytest.mark.device


def test_the_paper_shows_every_dot_of_the_picture(device, printer, ticket):
    printer.print(ticket)
    assert [printed.tobytes() for printed in device.tickets] == [ticket.picture().tobytes()]
    assert not device.stray


def test_one_ticket_after_another_comes_out_once_each(device, printer, ticket):
    for height in (600, 300, 450):
        printer.print(of(ticket.picture().crop((0, 0, 576, height))))
    assert [printed.height for printed in device.tickets] == [600, 300, 450]


def test_little_paper_left_still_prints(device, printer, ticket):
    device.paper(Roll.LOW)
    assert printer.state() is PrinterState.PAPER_LOW
    printer.print(ticket)
    assert len(device.tickets) == 1


def test_status_is_answered_without_paper_and_with_the_cover_open(device, printer):
    device.paper(Roll.OUT)
    assert printer.state() is PrinterState.NO_PAPER
    device.cover(True)
    assert printer.state() is PrinterState.COVER_OPEN
    device.cover(False)
    device.paper(Roll.OK)
    assert printer.state() is PrinterState.READY


def test_a_picture_of_another_width_is_refused_before_a_byte_is_sent(device, printer):
    with pytest.raises(PrinterError) as refused:
        printer.print(of(Image.new("1", (384, 100), 0)))
    assert refused.value.state is PrinterState.FAILED
    assert printer.state() is PrinterState.READY
    assert device.tickets == []


def test_a_port_that_another_program_holds_is_not_fought_over(tmp_path, device, printer, ticket):
    with serial.Serial(device.device, exclusive=True):
        assert printer.state() is PrinterState.BUSY
        with pytest.raises(PrinterError) as refused:
            printer.print(ticket)
    assert refused.value.state is PrinterState.BUSY
    printer.print(ticket)
    assert len(device.tickets) == 1


def test_a_port_that_does_not_exist_is_a_printer_that_is_gone(tmp_path, ticket):
    printer = open_printer(str(tmp_path / "nothing"))
    assert printer.state() is PrinterState.GONE
    with pytest.raises(PrinterError) as refused:
        printer.print(ticket)
    assert refused.value.state is PrinterState.GONE


def test_no_port_stays_open_after_a_question_or_a_ticket(device, printer, ticket):
    def held() -> int:
        return sum(
            1
            for fd in Path("/proc/self/fd").iterdir()
            if fd.exists() and str(fd.readlink()) == device.device
        )

    before = held()  # the virtual printer's own end
    printer.state()
    printer.print(ticket)
    device.paper(Roll.OUT)
    with pytest.raises(PrinterError):
        printer.print(ticket)
    assert held() == before


def test_after_a_look_and_after_a_good_ticket_nothing_is_sent_before_the_next(
    device, printer, ticket
):
    """What ends an earlier ticket's rest would keep the first line waiting for a second."""
    printer.state()
    printer.print(ticket)
    printer.print(ticket)
    first, second = device.raw
    assert escpos.unstick(576) in first
    asked = b"".join(escpos.query(n) for n in escpos.QUERIES)
    begun = second.removeprefix(escpos.IN_ORDER_QUERY).removeprefix(asked)
    assert begun.startswith(escpos.INITIALISE + b"\x1dv0")


def test_the_rows_of_a_ticket_come_out_one_after_another(device, printer, ticket):
    printer.print(ticket)
    (times,) = device.times
    assert len(times) == ticket.height
    assert times == sorted(times)
