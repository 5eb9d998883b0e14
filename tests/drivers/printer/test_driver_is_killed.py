"""The driver's process is killed in the middle of a ticket; another one takes over."""

import pytest
import serial

from drivers.printer import escpos
from drivers.printer.opened import open_printer

pytestmark = pytest.mark.device


@pytest.mark.parametrize("sent", [700, 5001, 16123])
def test_the_next_driver_prints_whole_below_what_the_killed_one_left(device, ticket, sent):
    with serial.Serial(device.device, exclusive=True) as port:
        port.write(b"".join(escpos.commands(ticket))[:sent])
    open_printer(device.device).print(ticket)
    (paper,) = device.tickets
    whole = paper.crop((0, paper.height - ticket.height, paper.width, paper.height))
    assert paper.height > ticket.height
    assert whole.tobytes() == ticket.picture().tobytes()
    assert not device.stray
