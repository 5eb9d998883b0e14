"""Scanners on a line, not there at all, and tried by hand."""

import os
import pty
import subprocess
import sys
import threading
import tty
from pathlib import Path

import pytest

from drivers.barcode import BarcodeState, Source
from drivers.barcode.fake import FakeScanner
from drivers.barcode.opened import open_scanner
from tests.drivers.barcode.hands import outcome, state_of
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


@pytest.mark.device
def test_the_three_lines_of_an_mrz_are_one_scan(line):
    ours, device = line
    scanner = open_scanner(device)
    assert state_of(scanner, 0) is BarcodeState.NOTHING
    os.write(ours, "\r\n".join(made(LINES)).encode() + b"\r\n")
    said = outcome(scanner)
    scanner.close()
    assert (said.source, said.lines) == (Source.MRZ, tuple(made(LINES)))


@pytest.mark.device
@pytest.mark.parametrize(
    "sent",
    [
        b"half a code",
        LINES[0].encode() + b"\r",
        b"https://example.org\r",
        b"\xff\xfe\r",
    ],
    ids=["half", "one line", "another code", "no text"],
)
def test_what_is_no_card_on_the_line_is_unreadable(line, sent):
    ours, device = line
    scanner = open_scanner(device)
    assert state_of(scanner, 0) is BarcodeState.NOTHING
    os.write(ours, sent)
    assert outcome(scanner) is BarcodeState.UNREADABLE
    scanner.close()


def test_a_scanner_that_is_not_there(tmp_path):
    for kind in ("", "hid:", "camera:"):
        scanner = open_scanner(f"{kind}{tmp_path}/missing")
        assert scanner.state() is BarcodeState.SCANNER_GONE
        assert state_of(scanner, 0) is BarcodeState.SCANNER_GONE
        scanner.ignore()
        scanner.close()


@pytest.mark.parametrize("name", ["", "hid:", "camera:", "fake:x", "ttyACM0", "usb:/dev/x"])
def test_settings_that_name_no_barcode_reader(name):
    with pytest.raises(ValueError, match="no barcode reader"):
        open_scanner(name)


def test_the_fake_is_opened_by_name():
    assert isinstance(open_scanner("fake:"), FakeScanner)


def test_the_fake_scanner_can_be_mishandled():
    scanner = FakeScanner()
    assert state_of(scanner, 0) is BarcodeState.NOTHING
    scanner.hold(QR)
    scanner.hold("\n".join(made(LINES)))
    assert scanner.scan(0).source is Source.QR_2021
    assert scanner.scan(0).source is Source.MRZ
    scanner.hold("\n".join(LINES[:1]))
    assert state_of(scanner, 0) is BarcodeState.UNREADABLE
    scanner.unplug()
    assert scanner.state() is BarcodeState.SCANNER_GONE
    assert state_of(scanner, 0) is BarcodeState.SCANNER_GONE
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
