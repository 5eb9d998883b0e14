"""A scanner that hangs, vanishes or crashes the scan child stops nobody for longer than the page's budget."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from drivers.scanner import ScannerError, ScannerState, ScanProfile
from drivers.scanner.orders import profile_text
from drivers.scanner.sane import SaneScanner

pytestmark = pytest.mark.device

FOR_EVER = 3600


def until(holds):
    """Wait for a fact; the test's own time limit ends a wait in vain."""
    while not holds():
        time.sleep(0.02)


def state_of(batch):
    with pytest.raises(ScannerError) as stopped:
        next(batch)
    return stopped.value.state


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_watchdog_ends_a_page_that_takes_too_long(house, sheets, workers):
    house.load(sheets)
    house.slow(FOR_EVER)
    scanner = SaneScanner(house.device, page_budget=2, config=house.config)
    assert state_of(scanner.scan_batch(ScanProfile(100))) is ScannerState.FAILED
    assert workers(os.getpid()) == []


def test_a_scanner_unplugged_in_the_middle_of_a_page_is_gone(house, scanner, sheets):
    house.load(sheets)
    house.slow(FOR_EVER)

    def unplug():
        until(lambda: house.status()["at_work"])
        house.kill()

    hand = threading.Thread(target=unplug)
    hand.start()
    assert state_of(scanner.scan_batch(ScanProfile(100))) is ScannerState.GONE
    hand.join()


def test_a_scan_child_killed_in_the_middle_of_a_page_loses_that_page_only(
    house, scanner, sheets, workers
):
    house.load(sheets[:1])
    house.slow(FOR_EVER)

    def kill():
        until(lambda: house.status()["at_work"])
        os.kill(workers(os.getpid())[0], signal.SIGKILL)

    hand = threading.Thread(target=kill)
    hand.start()
    assert state_of(scanner.scan_batch(ScanProfile(100))) is ScannerState.FAILED
    hand.join()
    house.clear()
    house.load(sheets)
    assert len(list(scanner.scan_batch(ScanProfile(100)))) >= 3


def test_closing_a_batch_ends_its_child_and_frees_the_scanner(house, scanner, sheets, workers):
    house.load(sheets)
    batch = scanner.scan_batch(ScanProfile(100))
    assert next(batch).number == 1
    assert len(workers(os.getpid())) == 1
    batch.close()
    assert workers(os.getpid()) == []
    house.take_out()
    house.load(sheets)
    assert len(list(scanner.scan_batch(ScanProfile(100)))) == 3


def test_a_batch_never_begun_starts_nothing(scanner, workers):
    batch = scanner.scan_batch(ScanProfile(100))
    assert workers(os.getpid()) == []
    batch.close()


def test_the_scan_child_dies_with_the_devices_service(house, sheets, workers):
    house.load(sheets)
    house.slow(FOR_EVER)
    program = (
        "from drivers.scanner import ScanProfile;"
        "from drivers.scanner.sane import SaneScanner;"
        f"next(SaneScanner({house.device!r}, page_budget=3600).scan_batch(ScanProfile(100)))"
    )
    service = subprocess.Popen([sys.executable, "-c", program], env=house.env)
    until(lambda: house.status()["at_work"])
    (child,) = workers(service.pid)
    service.kill()
    service.wait()
    until(lambda: not alive(child))


def test_the_scan_child_can_be_terminated_while_the_scanner_hangs(house, sheets):
    house.load(sheets)
    house.slow(FOR_EVER)
    command = [
        sys.executable,
        "-m",
        "drivers.scanner.worker",
        "scan",
        house.device,
        profile_text(ScanProfile(100)),
    ]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, env=house.env)
    child.stdin.write(b"next\n")
    child.stdin.flush()
    until(lambda: house.status()["at_work"])
    child.terminate()
    assert child.wait() == -signal.SIGTERM
    child.stdin.close()
