"""A virtual printer, the driver on its line, and a ticket to print."""

import pytest
from PIL import Image

from drivers.printer.opened import open_printer
from drivers.printer.plugs import Terminal
from drivers.printer.strip import of
from drivers.printer.virtual import VirtualPrinter


@pytest.fixture
def device(tmp_path):
    """Patience is short in what must fail and long enough for a loaded machine in what must not."""
    with VirtualPrinter(plug=Terminal(tmp_path / "printer")) as printer:
        yield printer


@pytest.fixture
def printer(tmp_path, device):
    return open_printer(str(tmp_path / "printer"), patience=2)


@pytest.fixture
def ticket():
    """600 rows: blank ones, thin ones, and bytes that look like DLE EOT."""
    picture = Image.new("1", (576, 600), 1)
    look_alike = Image.frombytes("1", (576, 40), bytes(b ^ 0xFF for b in b"\x10\x04\x02" * 24 * 40))
    picture.paste(look_alike, (0, 100))
    picture.paste(0, (40, 200, 500, 560))
    return of(picture)
