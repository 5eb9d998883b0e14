"""Scanners on a line, before a camera, and not there at all."""

import os
import pty
import subprocess
import sys
import threading
import tty
from pathlib import Path

import pytest

from drivers.barcode import BarcodeError, BarcodeState, Source
from drivers.barcode.camera import CameraScanner, Frame
from drivers.barcode.fake import FakeScanner
from drivers.barcode.serial_line import SerialScanner
from tests.drivers.barcode.test_cross_check import LINES, QR, made

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def line():
    """A serial line: our end, and the device's name."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def state_of(scan):
    with pytest.raises(BarcodeError) as error:
        scan()
    return error.value.state


@pytest.mark.device
@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_a_qr_code_over_a_serial_line(line, end):
    ours, device = line
    later = threading.Timer(0.3, os.write, [ours, QR.encode() + end])
    later.start()
    said = SerialScanner(device).scan(60)
    later.join()
    assert said.name == "Giàng Thị Mai"


@pytest.mark.device
def test_the_three_lines_of_an_mrz_are_one_scan(line):
    ours, device = line
    text = "\r\n".join(made(LINES)).encode() + b"\r\n"
    later = threading.Timer(0.3, os.write, [ours, text])
    later.start()
    said = SerialScanner(device).scan(60)
    later.join()
    assert (said.source, said.lines) == (Source.MRZ, tuple(made(LINES)))


@pytest.mark.device
@pytest.mark.parametrize(
    ("sent", "state"),
    [
        (b"", BarcodeState.NOTHING),
        (b"half a code", BarcodeState.UNREADABLE),
        (LINES[0].encode() + b"\r", BarcodeState.UNREADABLE),
        (b"https://example.org\r", BarcodeState.UNREADABLE),
        (b"\xff\xfe\r", BarcodeState.UNREADABLE),
    ],
    ids=["nothing", "half", "one line", "another code", "no text"],
)
def test_what_goes_wrong_on_the_line_is_named(line, sent, state):
    ours, device = line
    later = threading.Timer(0.3, os.write, [ours, sent])
    later.start()
    assert state_of(lambda: SerialScanner(device).scan(2)) is state
    later.join()


@pytest.mark.device
def test_a_scanner_that_floods_the_line_is_unreadable(line):
    ours, device = line
    os.set_blocking(ours, False)
    stop = threading.Event()

    def flood():
        while not stop.wait(0.01):
            try:
                os.write(ours, b"x" * 1000)
            except BlockingIOError:
                continue

    later = threading.Thread(target=flood)
    later.start()
    state = state_of(lambda: SerialScanner(device).scan(60))
    stop.set()
    later.join()
    assert state is BarcodeState.UNREADABLE


def test_a_scanner_that_is_not_there(tmp_path):
    scanner = SerialScanner(str(tmp_path / "ttyACM0"))
    assert scanner.state() is BarcodeState.SCANNER_GONE
    assert state_of(lambda: scanner.scan(0)) is BarcodeState.SCANNER_GONE


def test_a_camera_finds_the_code_in_one_of_its_pictures():
    pictures = iter([Frame(1, 1, b"\0"), Frame(1, 1, b"\1"), Frame(1, 1, b"\2")])
    texts = {b"\0": [], b"\1": ["https://example.org"], b"\2": ["other", QR]}
    scanner = CameraScanner(lambda: next(pictures), lambda frame: texts[frame.pixels])
    assert scanner.scan(60).number == "010190000123"


def test_a_camera_that_sees_nothing_or_another_code_or_is_gone():
    black = Frame(1, 1, b"\0")
    assert state_of(lambda: CameraScanner(lambda: black, lambda _: []).scan(0)) is (
        BarcodeState.NOTHING
    )
    assert state_of(lambda: CameraScanner(lambda: black, lambda _: ["x"]).scan(0)) is (
        BarcodeState.UNREADABLE
    )
    gone = CameraScanner(lambda: None, lambda _: [])
    assert gone.state() is state_of(lambda: gone.scan(0)) is BarcodeState.SCANNER_GONE


def test_the_fake_scanner_can_be_mishandled():
    scanner = FakeScanner()
    assert state_of(lambda: scanner.scan(0)) is BarcodeState.NOTHING
    scanner.hold(QR)
    scanner.hold("\n".join(made(LINES)))
    assert scanner.scan(0).source is Source.QR_2021
    assert scanner.scan(0).source is Source.MRZ
    scanner.hold("\n".join(LINES[:1]))
    assert state_of(lambda: scanner.scan(0)) is BarcodeState.UNREADABLE
    scanner.unplug()
    assert scanner.state() is BarcodeState.SCANNER_GONE
    assert state_of(lambda: scanner.scan(0)) is BarcodeState.SCANNER_GONE
    scanner.plug_in()
    later = threading.Timer(0.1, scanner.hold, [QR])
    later.start()
    assert scanner.scan(60).name == "Giàng Thị Mai"
    later.join()


@pytest.mark.parametrize(("text", "code"), [(QR, 0), ("\n".join(made(LINES)), 0), ("other", 1)])
def test_a_technician_sees_it_masked_and_only_declared(text, code):
    done = subprocess.run(
        [sys.executable, "-m", "drivers.barcode", "parse"],
        input=text,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert done.returncode == code
    assert "010190" not in done.stdout + done.stderr
    assert "Mai" not in done.stdout + done.stderr
    if not code:
        assert "declared" in done.stdout
