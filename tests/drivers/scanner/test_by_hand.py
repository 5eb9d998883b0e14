"""What a technician types: list, scan, faults; the exit code is the scanner's state."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.workbench.sane import SaneHouse

pytestmark = pytest.mark.device


@pytest.fixture
def by_hand(house):
    """Run a command line; the finished process."""

    def run(*arguments, said=""):
        command = [sys.executable, "-m", "drivers.scanner", *map(str, arguments)]
        return subprocess.run(
            command, env=house.env, input=said, capture_output=True, text=True, check=False
        )

    return run


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_list_says_what_each_scanner_has(house, by_hand):
    (line,) = by_hand("list").stdout.splitlines()
    device, _, has = line.split("\t")
    assert (device, has) == (house.device, "feeder glass both")


def test_a_stack_is_scanned_on_both_sides_with_the_hands(house, by_hand, sheets, tmp_path):
    house.load(sheets)
    to = tmp_path / "pages"
    scan = ["scan", "--device", house.device, "--to", to, "--sides", "by-hand", "--dpi", 75]
    waiting = subprocess.Popen(
        [sys.executable, "-m", "drivers.scanner", *map(str, scan)],
        env=house.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for _ in sheets:
        assert "dpi" in waiting.stdout.readline()
    assert "Turn the whole stack over" in waiting.stdout.readline()
    house.load(sheets[::-1])
    waiting.communicate("\n")
    assert waiting.returncode == 0
    assert names(to) == [f"{number:03d}.jpg" for number in range(1, 7)]


def test_a_profile_is_taken_by_its_name_and_changed_by_an_option(house, by_hand, sheets, tmp_path):
    house.load(sheets[:1])
    to = tmp_path / "pages"
    scan = ("scan", "--device", house.device, "--to", to, "--profile", "form", "--dpi", 75)
    assert by_hand(*scan).returncode == 0
    assert names(to) == ["001.jpg", "002.jpg"]  # a form has two sides


def test_a_profile_that_does_not_exist_is_a_wrong_command(house, by_hand, tmp_path):
    wrong = by_hand("scan", "--to", tmp_path, "--profile", "papyrus")
    assert wrong.returncode == 2
    assert "text" in wrong.stderr


@pytest.mark.parametrize(
    ("happen", "code", "word"),
    [
        (lambda house: house.take_out(), 3, "empty"),
        (lambda house: house.jam(0), 4, "jammed"),
        (lambda house: house.cover(True), 5, "cover-open"),
        (lambda house: house.busy(True), 6, "busy"),
        (lambda house: house.gone(True), 7, "gone"),
        (lambda house: house.clear(), 0, "ready"),
    ],
    ids=["empty", "jam", "cover", "busy", "gone", "ready"],
)
def test_a_scanner_asked_how_it_is_answers_with_what_to_do(
    house, by_hand, sheets, happen, code, word
):
    house.load(sheets)
    happen(house)
    asked = by_hand("faults", "--device", house.device)
    assert asked.returncode == code
    assert asked.stdout.startswith(f"{word}\t")


def test_every_mishap_can_be_rehearsed_over_this_machines_sane(by_hand):
    rehearsed = by_hand("faults")
    assert rehearsed.returncode == 0, rehearsed.stdout + rehearsed.stderr
    told = [line.split("\t") for line in rehearsed.stdout.splitlines()]
    assert {state for _, state, _ in told} == {
        *("ready", "empty", "jammed", "cover-open", "busy", "gone", "failed", "uneven")
    }


def test_a_scan_that_is_interrupted_ends_after_the_page_in_hand(tmp_path, sheets):
    with SaneHouse(tmp_path) as house:
        to = tmp_path / "pages"
        command = [sys.executable, "-m", "drivers.scanner", "scan", "--device", house.device]
        command += ["--to", str(to), "--wait", "3600", "--dpi", "75"]
        scan = subprocess.Popen(command, env=house.env, stdout=subprocess.DEVNULL)
        while house.status()["asked"] < 2:
            time.sleep(0.02)
        scan.send_signal(signal.SIGINT)
        assert scan.wait() == 0
        assert names(to) == []
