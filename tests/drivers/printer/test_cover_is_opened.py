"""Somebody opens the printer's cover."""

import pytest

from drivers.printer import PrinterError, PrinterState

pytestmark = pytest.mark.device


def test_an_open_cover_stops_the_ticket_and_closing_it_is_enough(device, printer, ticket):
    device.cover(True)
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    assert stopped.value.state is PrinterState.COVER_OPEN
    assert device.tickets == []
    device.cover(False)
    printer.print(ticket)
    assert [printed.tobytes() for printed in device.tickets] == [ticket.picture().tobytes()]
