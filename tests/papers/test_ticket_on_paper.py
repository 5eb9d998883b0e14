"""From the drawing through a real serial line onto the paper."""

import pytest
import zxingcpp

from drivers.printer import escpos, reading
from drivers.printer.opened import open_printer
from drivers.printer.strip import Blank, Code, Dots, Strip
from kiosk.model import Language
from tests.papers.conftest import EVERYTHING, FULL
from tests.workbench.serial_line import SerialHouse

pytestmark = pytest.mark.device


@pytest.mark.parametrize("said", [FULL, EVERYTHING], ids=["usual", "everything"])
def test_the_bytes_on_the_line_are_the_ticket_that_was_drawn(tmp_path, draw, said):
    drawn = draw(**said)
    with SerialHouse(tmp_path) as house:
        open_printer(house.device).print(drawn)
        (raw,) = house.raw()
    (printed,), stray = reading.decode(raw.read_bytes(), 576)
    assert printed.tobytes() == drawn.picture().tobytes()
    assert stray == b""


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("language", list(Language))
def test_paper_of_either_width_shows_the_ticket_that_was_drawn(draw, width, language):
    drawn = draw(width=width, **{**EVERYTHING, "language": language})
    printed, stray = on_paper(drawn, width)
    assert printed.tobytes() == drawn.picture().tobytes()
    assert stray == b""


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("module", [5, 6])
def test_a_printer_that_draws_no_codes_gets_them_as_dots(width, module):
    code = Strip(width, (Blank(40), Code("H00.021-261122-K01-0007", module), Blank(40)))
    printed, stray = on_paper(code, width, native=False)
    (found,) = zxingcpp.read_barcodes(printed.convert("L"))
    assert found.text == "H00.021-261122-K01-0007"
    assert (printed.size, stray) == (code.picture().size, b"")


def on_paper(strip, width, native=True):
    sent = escpos.INITIALISE + b"".join(escpos.commands(strip, native)) + escpos.CUT
    (printed,), stray = reading.decode(sent, width)
    return printed, stray


@pytest.mark.parametrize("language", list(Language))
def test_the_usual_ticket_is_short_enough_for_a_slow_line(draw, language):
    """Eight seconds of 19200 baud."""
    drawn = draw(**FULL, language=language)
    assert sum(len(command) for command in escpos.commands(drawn)) <= 8 * 1920


def test_the_first_line_is_short_enough_for_a_slow_line(draw):
    """Six tenths of a second of 19200 baud, so that with asking the printer it is out within one."""
    drawn = draw(**FULL)
    first = next(n for n, piece in enumerate(drawn.pieces) if isinstance(piece, Dots))
    begun = Strip(576, drawn.pieces[: first + 1])
    assert sum(len(command) for command in escpos.commands(begun)) <= 0.6 * 1920
