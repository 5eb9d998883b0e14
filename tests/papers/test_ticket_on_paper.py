"""From the drawing through a real serial line onto the paper."""

import pytest

from drivers.printer import escpos
from drivers.printer.serial_line import SerialPrinter
from kiosk.model import Language
from tests.workbench.serial_line import SerialHouse

pytestmark = pytest.mark.device


@pytest.mark.parametrize("language", list(Language))
def test_the_bytes_on_the_line_are_the_ticket_that_was_drawn(tmp_path, draw, language):
    drawn = draw(language=language)
    with SerialHouse(tmp_path) as house:
        SerialPrinter(house.device).print(drawn)
        (raw,) = house.raw()
    (printed,), stray = escpos.decode(raw.read_bytes(), 576)
    assert printed.tobytes() == drawn.tobytes()
    assert stray == b""


def test_a_ticket_takes_less_than_five_seconds_of_a_fast_line(draw):
    sent = sum(len(band) for band in escpos.bands(draw(language=Language.EN)))
    assert sent * 10 / 115200 < 5
