"""A camera as barcode reader: the real child with the real OpenCV, on recordings."""

import os
import shutil
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from drivers.barcode import BarcodeState
from drivers.barcode.camera import CameraScanner, Patience
from drivers.barcode.opened import open_scanner
from tests.drivers.barcode.hands import outcome, state_of
from tests.drivers.barcode.held_cards import DESK, code, held, numbered, video
from tests.drivers.barcode.test_qr import MAI
from tests.workbench.children import none_left, running

pytestmark = pytest.mark.device
EMPTY = np.full((720, 1280), DESK, np.uint8)
SOON = Patience(start=3.0, look=3.0, again=0.0)


@pytest.fixture(autouse=True)
def _nobody_is_left():
    with none_left():
        yield


def worker():
    """The one child that looks."""
    (child,) = running("drivers.barcode.worker")
    return child


def test_a_card_comes_before_a_camera(tmp_path):
    seen = video(tmp_path / "seen.avi", [EMPTY, EMPTY, held(code(MAI), 40)])
    scanner = open_scanner(f"camera:{seen}")
    assert scanner.state() is None
    assert outcome(scanner).name == "Giàng Thị Mai"
    scanner.close()


def test_a_camera_stays_open_between_scans_and_a_closed_one_is_opened_again(tmp_path):
    scanner = open_scanner("camera:" + numbered(tmp_path / "seen", [held(code(MAI)), EMPTY]))
    assert outcome(scanner).number == "010190000123"
    first = worker().pid
    assert outcome(scanner).number == "010190000123"
    assert worker().pid == first
    scanner.ignore()
    assert outcome(scanner).number == "010190000123"
    assert worker().pid != first
    scanner.close()


def test_another_code_and_no_code(tmp_path):
    other = numbered(tmp_path / "other", [held(code("https://example.org/A1-007"))])
    scanner = open_scanner(f"camera:{other}")
    assert outcome(scanner) is BarcodeState.UNREADABLE
    scanner.close()
    scanner = open_scanner("camera:" + numbered(tmp_path / "empty", [EMPTY]))
    assert state_of(scanner, 3) is BarcodeState.NOTHING
    scanner.close()


def test_an_unplugged_camera_is_gone_and_works_again_when_it_is_back(tmp_path):
    there, away = tmp_path / "there", tmp_path / "away"
    scanner = CameraScanner(numbered(there, [held(code(MAI))]), Patience(again=0.0))
    assert outcome(scanner).number == "010190000123"
    shutil.move(there, away)
    assert state_of(scanner, 0.5) is scanner.state() is BarcodeState.SCANNER_GONE
    shutil.move(away, there)
    assert outcome(scanner).number == "010190000123"
    assert scanner.state() is None
    scanner.close()


def test_a_camera_that_dies_in_the_middle_is_gone_then_back(tmp_path):
    scanner = CameraScanner(numbered(tmp_path, [held(code(MAI))]), Patience(again=0.0))
    assert outcome(scanner).number == "010190000123"
    worker().kill()
    assert outcome(scanner) is BarcodeState.SCANNER_GONE
    assert outcome(scanner).number == "010190000123"
    scanner.close()


def test_a_camera_that_hangs_while_it_opens_is_ended(tmp_path):
    stuck = tmp_path / "stuck.avi"
    os.mkfifo(stuck)  # opening it waits in C until somebody writes
    scanner = CameraScanner(str(stuck), SOON)
    assert outcome(scanner) is BarcodeState.SCANNER_GONE


def test_a_camera_that_hangs_in_the_middle_is_ended_and_started_again(tmp_path):
    scanner = CameraScanner(numbered(tmp_path, [held(code(MAI))]), Patience(look=1.0, again=0.0))
    assert outcome(scanner).number == "010190000123"
    worker().suspend()
    assert outcome(scanner) is BarcodeState.SCANNER_GONE
    assert outcome(scanner).number == "010190000123"
    scanner.close()


def test_what_is_no_picture_is_no_camera(tmp_path):
    wrong = tmp_path / "wrong.png"
    wrong.write_bytes(b"no picture")
    assert outcome(CameraScanner(str(wrong), SOON)) is BarcodeState.SCANNER_GONE


def test_who_looks_at_pictures_may_do_nothing_else(tmp_path):
    scanner = open_scanner("camera:" + numbered(tmp_path, [held(code(MAI))]))
    assert outcome(scanner).number == "010190000123"
    limits = Path(f"/proc/{worker().pid}/limits").read_text()
    most = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()[1:]}
    assert most["Max open files"] == ["1", "1"]
    assert most["Max processes"] == most["Max file size"] == ["0", "0"]
    assert int(most["Max address space"][1]) < 1024**3
    status = Path(f"/proc/{worker().pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    scanner.close()


def test_a_scan_under_way_ends_when_the_camera_is_closed(tmp_path):
    scanner = open_scanner("camera:" + numbered(tmp_path, [EMPTY]))
    said = []
    looking = threading.Thread(target=lambda: said.append(state_of(scanner, 600)))
    looking.start()
    while not said:  # it may have been closed before the scan began
        scanner.close()
        time.sleep(0.01)
    looking.join()
    assert said == [BarcodeState.NOTHING]
    scanner.close()
