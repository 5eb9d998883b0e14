"""The printer as a process of its own, and what a technician types."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from drivers.printer import PrinterError, PrinterState, reading
from drivers.printer.opened import open_printer
from tests.workbench.serial_line import SerialHouse

pytestmark = pytest.mark.device


def by_hand(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "drivers.printer", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_technician_prints_a_test_page_and_asks_the_printer(tmp_path):
    with SerialHouse(tmp_path) as house:
        printed = by_hand("test-page", house.device)
        assert (printed.returncode, printed.stdout) == (0, "ready\n"), printed.stderr
        house.paper("out")
        asked = by_hand("status", house.device)
        assert (asked.returncode, asked.stdout) == (1, "no-paper\n")
        assert by_hand("test-page", house.device).returncode == 1
        assert len(house.tickets()) == 1


def test_a_printer_in_the_network_is_tried_by_its_address(tmp_path):
    with SerialHouse(tmp_path, tcp=True) as house:
        assert house.device.startswith("tcp:127.0.0.1:")
        printed = by_hand("test-page", house.device)
        assert (printed.returncode, printed.stdout) == (0, "ready\n"), printed.stderr
        house.trouble("knife")
        asked = by_hand("status", house.device)
        assert (asked.returncode, asked.stdout) == (1, "knife\n")
        assert len(house.tickets()) == 1


def test_what_names_no_printer_is_told(tmp_path):
    asked = by_hand("status", "printer")
    assert (asked.returncode, asked.stdout) == (2, "no printer is called 'printer'\n")


def test_what_was_printed_lies_in_a_folder_as_bytes_and_as_pictures(tmp_path, ticket):
    with SerialHouse(tmp_path) as house:
        open_printer(house.device).print(ticket)
        (picture,), (raw,) = house.tickets(), house.raw()
        assert Image.open(picture).tobytes() == ticket.picture().tobytes()
        (decoded,), stray = reading.decode(raw.read_bytes(), 576)
        assert decoded.tobytes() == ticket.picture().tobytes()
        assert stray == b""
        assert house.status()["stray"] == 0


def test_every_switch_of_the_process_reaches_the_driver(tmp_path, ticket):
    with SerialHouse(tmp_path) as house:
        printer = open_printer(house.device, patience=2)
        house.cover(True)
        assert printer.state() is PrinterState.COVER_OPEN
        house.cover(False)
        house.paper("low")
        assert printer.state() is PrinterState.PAPER_LOW
        house.mute(True)
        assert printer.state() is PrinterState.GONE
        house.mute(False)
        house.unplug()
        assert not Path(house.device).exists()
        assert printer.state() is PrinterState.GONE
        house.plug()
        house.paper("ok", after_rows=100)
        with pytest.raises(PrinterError) as stopped:
            printer.print(ticket)
        assert stopped.value.state is PrinterState.NO_PAPER


def test_a_switch_that_does_not_exist_is_refused(tmp_path):
    with SerialHouse(tmp_path) as house, pytest.raises(ValueError, match="no such switch"):
        house.paper("wet")


def test_nothing_is_left_when_the_process_ends(tmp_path):
    with SerialHouse(tmp_path) as house:
        process = house._process
        control = Path(house._control)
    assert process is not None
    assert process.returncode == 0
    assert not Path(house.device).is_symlink()
    assert not control.exists()
