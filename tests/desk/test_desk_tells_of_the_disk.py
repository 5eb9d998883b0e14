"""The desk sees the disk for itself: where nothing can be written, nobody can tell it."""

import datetime as dt

import pytest

from kiosk.desk import asking
from kiosk.desk.looking import looking
from kiosk.desk.words import FOR_STAFF
from kiosk.faults import Fault, remedy
from kiosk.settings import DiskSettings
from kiosk.store.database import open_database
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.health import DISK, Health
from kiosk.workspace import Workspace

MORNING = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
HUGE = DiskSettings(low_water=1_000_000)  # no test machine has that much


class Clock:
    now = MORNING


@pytest.fixture
def db(tmp_path):
    opened = open_database(Workspace(tmp_path))
    yield opened
    opened.close()


def look_at(tmp_path, disk):
    return looking(Workspace(tmp_path), lambda: Clock.now, disk=disk)


def test_a_disk_that_is_low_stands_first_with_its_age(db, tmp_path, desk, monkeypatch):
    Health(db).note("printer", None, MORNING)
    look = look_at(tmp_path, HUGE)
    look()
    monkeypatch.setattr(Clock, "now", MORNING + dt.timedelta(hours=2))
    desk.view = look()
    disk, printer = desk.view.devices
    assert (disk.device, disk.fault, disk.since) == (DISK, Fault.DISK_LOW, MORNING)
    assert printer.device == "printer"
    page = desk.ask().text
    assert "Máy sắp hết chỗ lưu." in page
    assert "kỹ thuật viên" in page


def test_what_the_devices_service_wrote_is_not_told_twice(db, tmp_path):
    earlier = MORNING - dt.timedelta(days=1)
    Health(db).note(DISK, Fault.DISK_LOW, earlier)
    (disk,) = look_at(tmp_path, HUGE)().devices
    assert (disk.fault, disk.since) == (Fault.DISK_LOW, earlier)


def test_a_disk_with_room_says_nothing(db, tmp_path):
    assert look_at(tmp_path, DiskSettings(1, 1))().devices == ()


@pytest.mark.parametrize(
    "error", [StoreError(Fault.DISK_READ_ONLY), DiskFailed("EIO"), StoreError(Fault.STORE_FAILED)]
)
def test_a_store_that_cannot_be_read_is_called_by_its_fault(desk, error):
    desk.trouble = error
    page = desk.ask()
    assert page.status == 503
    assert remedy(error.fault).what.vi in page.text
    assert FOR_STAFF[error.fault].vi in page.text


def test_a_batch_is_refused_with_words_while_the_disk_is_low(tmp_path, capsys):
    settings = tmp_path / "kiosk.toml"
    settings.write_text("[disk]\nlow_water = 1000000\n")
    options = ["--counter", "2", "--settings", str(settings), "--state", str(tmp_path / "state")]
    assert asking.main(["scan", *options], print) == asking.NOT_ASKED
    told = capsys.readouterr().err
    assert "Máy sắp hết chỗ lưu." in told
    assert "Nhận hồ sơ tại quầy" in told
