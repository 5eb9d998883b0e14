"""Whatever stops the printer besides paper and cover is told apart, and the ticket comes out afterwards."""

import pytest

from drivers.printer import PrinterError, PrinterState
from drivers.printer.virtual import Roll, Trouble

pytestmark = pytest.mark.device
TOLD = {
    Trouble.KNIFE: PrinterState.KNIFE,
    Trouble.BUTTON: PrinterState.OFFLINE,
    Trouble.HOT: PrinterState.FAILED,
    Trouble.BROKEN: PrinterState.FAILED,
}


@pytest.mark.parametrize("trouble", TOLD)
def test_it_is_called_by_its_name_and_the_ticket_is_printed_once_it_is_over(
    device, printer, ticket, trouble
):
    device.trouble(trouble)
    assert printer.state() is TOLD[trouble]
    with pytest.raises(PrinterError) as stopped:
        printer.print(ticket)
    assert stopped.value.state is TOLD[trouble]
    assert device.tickets == []
    device.trouble(Trouble.NONE)
    printer.print(ticket)
    assert [one.tobytes() for one in device.tickets] == [ticket.picture().tobytes()]


def test_an_empty_roll_counts_more_than_a_pressed_button(device, printer):
    device.trouble(Trouble.BUTTON)
    device.paper(Roll.OUT)
    assert printer.state() is PrinterState.NO_PAPER
