"""A second, quite different device (SANE's own test scanner), devices that are not there, and the list of all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from drivers.scanner import ScannerError, ScannerState, ScanProfile, status
from drivers.scanner.sane import SaneScanner, list_scanners
from tests.workbench.sane import SaneHouse, fault_told

pytestmark = pytest.mark.device


@pytest.fixture
def house(tmp_path):
    with SaneHouse(tmp_path, test_backend=True) as house:
        yield house


@pytest.fixture
def pattern_scanner(house):
    return SaneScanner(house.test_device, page_budget=100, config=house.config)


def test_the_test_scanner_empties_its_feeder_of_ten(pattern_scanner):
    assert pattern_scanner.state() is ScannerState.READY
    pages = list(pattern_scanner.scan_batch(ScanProfile(100)))
    assert [page.number for page in pages] == list(range(1, 11))
    for page in pages:
        assert (page.width, page.height) == pytest.approx((827, 1169), abs=2)


@pytest.mark.parametrize(
    ("sane_status", "state"),
    [
        ("SANE_STATUS_JAMMED", ScannerState.JAMMED),
        ("SANE_STATUS_NO_DOCS", ScannerState.EMPTY),
        ("SANE_STATUS_COVER_OPEN", ScannerState.COVER_OPEN),
        ("SANE_STATUS_DEVICE_BUSY", ScannerState.BUSY),
        ("SANE_STATUS_ACCESS_DENIED", ScannerState.GONE),
        ("SANE_STATUS_IO_ERROR", ScannerState.FAILED),
        ("SANE_STATUS_INVAL", ScannerState.FAILED),
        ("SANE_STATUS_NO_MEM", ScannerState.FAILED),
        ("SANE_STATUS_CANCELLED", ScannerState.FAILED),
        ("SANE_STATUS_EOF", ScannerState.FAILED),
    ],
)
def test_every_way_sane_can_fail_has_its_state(house, sane_status, state):
    assert fault_told(house, sane_status) is state


@pytest.mark.parametrize("device", ["airscan:e0:Nobody", "test:9", "nonsense", "nobackend:1"])
def test_a_device_that_is_not_there_is_gone(house, device):
    scanner = SaneScanner(device, config=house.config)
    assert scanner.state() is ScannerState.GONE
    with pytest.raises(ScannerError) as failed:
        next(scanner.scan_batch(ScanProfile(100)))
    assert failed.value.state is ScannerState.GONE


def test_the_list_finds_both_scanners(house):
    found = {scanner.device for scanner in list_scanners(house.config)}
    assert found == {house.device, house.test_device}


def test_a_house_without_scanners_lists_none_and_its_first_is_gone(tmp_path):
    (tmp_path / "dll.conf").write_text("")
    assert list_scanners(tmp_path) == ()
    assert SaneScanner(config=tmp_path).state() is ScannerState.GONE


def test_with_no_name_set_the_first_scanner_found_is_taken(tmp_path, sheets):
    with SaneHouse(tmp_path) as house:
        house.load(sheets[:2])
        scanner = SaneScanner(config=house.config)
        assert scanner.state() is ScannerState.READY
        assert len(list(scanner.scan_batch(ScanProfile(75)))) == 2


def test_only_scanners_named_by_address_are_asked_themselves(house, monkeypatch):
    monkeypatch.setenv("SANE_CONFIG_DIR", f"{house.folder}:{house.config}")
    assert status.address_of(house.device).startswith("http://127.0.0.1:")
    assert status.address_of("airscan:e0:Discovered") == ""
    assert status.address_of(house.test_device) == ""


def test_a_technician_can_list_and_scan_by_hand(house, sheets, tmp_path):
    house.load(sheets)
    by_hand = [sys.executable, "-m", "drivers.scanner"]
    env = {**os.environ, **house.env}
    listed = subprocess.run([*by_hand, "list"], env=env, stdout=subprocess.PIPE, check=True)
    assert house.device.encode() in listed.stdout
    folder = tmp_path / "pages"
    scan = [*by_hand, "scan", "--to", str(folder), "--device", house.device, "--dpi", "75"]
    subprocess.run(scan, env=env, stdout=subprocess.PIPE, check=True)
    assert sorted(path.name for path in folder.iterdir()) == ["001.jpg", "002.jpg", "003.jpg"]
    again = subprocess.run(scan, env=env, stderr=subprocess.PIPE, check=False)
    assert again.returncode == 3
    assert again.stderr.startswith(b"empty")
