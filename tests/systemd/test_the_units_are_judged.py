"""systemd's own judges find nothing in our units, and would find it if there were something."""

import shutil

import pytest

from tests.workbench.unit import judged

UNITS = judged.units()


@pytest.fixture
def copied(tmp_path):
    for path in judged.UNITS.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path


def test_nothing_is_found():
    assert judged.verified(UNITS) == ""
    assert list(judged.exposed()) == []


def test_a_slip_of_the_pen_is_found(copied):
    desk = copied / "kiosk-desk.service"
    desk.write_text(desk.read_text().replace("ProtectHome=", "ProtectHouse="))
    assert "ProtectHouse" in judged.verified(judged.units(copied))


def test_two_services_that_wait_for_each_other_are_found(copied):
    devices = copied / "kiosk-devices.service"
    devices.write_text(devices.read_text().replace("After=", "After=kiosk-ui.service "))
    assert "cycle" in judged.verified(judged.units(copied))


def test_a_right_too_many_is_found(copied):
    sync = copied / "kiosk-sync.service"
    sync.write_text(sync.read_text().replace("PrivateDevices=yes", "PrivateDevices=no"))
    assert judged.exposure(sync, 1.0)


def test_every_clock_and_watch_has_something_to_start():
    services = {path.stem for path in UNITS if path.suffix == ".service"}
    starts = {path.stem for path in UNITS if path.suffix in (".timer", ".path")}
    assert starts <= services
