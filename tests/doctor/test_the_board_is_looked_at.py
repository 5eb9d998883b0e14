"""The board says how it is: memory, heat, power, wear of its disk."""

import pytest

from kiosk.doctor import heard, machine, names, software
from kiosk.doctor.check import Verdict
from kiosk.faults import Fault, remedy
from kiosk.settings import CentreSettings, PrinterSettings, ScannerSettings, Settings
from kiosk.store.health import Health
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.wear import Wear
from tests.doctor.machines import NOW, Board


@pytest.fixture
def board(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Board(tmp_path)
    yield made
    made.db.close()


@pytest.mark.parametrize(("left", "verdict"), [(900_000, "ok"), (120_000, "poor"), (40_000, "bad")])
def test_memory_that_runs_out_is_told(board, left, verdict):
    board.says("proc/meminfo", f"MemTotal: 1900000 kB\nMemAvailable: {left} kB")
    assert machine.memory(board.subject).verdict == verdict


@pytest.mark.parametrize(("heat", "verdict"), [(55_000, "ok"), (84_000, "poor"), (97_000, "bad")])
def test_the_warmest_sensor_counts(board, heat, verdict):
    board.says("sys/class/thermal/thermal_zone0/temp", "41000")
    board.says("sys/class/thermal/thermal_zone1/temp", str(heat))
    assert machine.heat(board.subject).verdict == verdict


def test_a_raspberry_pi_on_a_weak_power_supply_says_so(board):
    board.says("sys/class/hwmon/hwmon0/name", "rpi_volt")
    board.says("sys/class/hwmon/hwmon0/in0_lcrit_alarm", "1")
    assert machine.heat(board.subject).what.en == "The power supply is too weak."


@pytest.mark.parametrize(
    ("life", "verdict", "worn"),
    [("0x01 0x03", "ok", "30 %"), ("0x08 0x02", "poor", "80 %"), ("0x0b 0x01", "bad", "110 %")],
)
def test_the_wear_of_a_soldered_disk_is_its_worse_half(board, life, verdict, worn):
    board.disk(life_time=life, type="MMC", name="DF4064")
    found = machine.wear(board.subject)
    assert (found.verdict, found.figures) == (verdict, {"disk": "MMC DF4064", "worn": worn})


def test_a_card_that_tells_nothing_is_named(board):
    board.disk(type="SD", name="SR64G")
    found = machine.wear(board.subject)
    assert (found.verdict, found.figures["disk"]) == (Verdict.ABSENT, "SD SR64G")


def test_the_disk_is_measured_and_nothing_of_that_stays(board):
    before = sorted(board.workspace.root.iterdir())
    assert machine.speed(board.subject).figures.keys() == {"write", "fsync"}
    assert sorted(board.workspace.root.iterdir()) == before


def test_the_printer_is_called_what_usb_calls_it(board):
    board.settings = Settings(printer=PrinterSettings(device="/dev/usb/lp0"))
    usb = board.root / "sys/devices/usb1/1-1"
    board.says("sys/devices/usb1/1-1/product", "TM-T20III")
    board.says("sys/devices/usb1/1-1/manufacturer", "EPSON")
    (usb / "1-1:1.0").mkdir()
    (board.root / "sys/class/usbmisc").mkdir(parents=True)
    (board.root / "sys/class/usbmisc/lp0").symlink_to(usb / "1-1:1.0")
    assert names.printer_name(board.subject) == ("escpos", "EPSON TM-T20III")


def test_the_reader_is_known_by_its_kind_of_usb_device(board):
    assert names.reader_name(board.subject) == ("", "")
    board.says("sys/devices/usb1/1-2/product", "ACR1252U")
    board.says("sys/devices/usb1/1-2/manufacturer", "ACS")
    board.says("sys/devices/usb1/1-2/1-2:1.0/bInterfaceClass", "0b")
    (board.root / "sys/bus/usb/devices").mkdir(parents=True)
    at = board.root / "sys/bus/usb/devices/1-2:1.0"
    at.symlink_to(board.root / "sys/devices/usb1/1-2/1-2:1.0")
    assert names.reader_name(board.subject) == ("pcsc", "ACS ACR1252U")


@pytest.mark.parametrize(
    ("device", "named"),
    [
        ("epsonds:libusb:001:007", ("epsonds", "EPSON DS-530")),
        ("epsonds:libusb:001:008", ("epsonds", "")),
        ("airscan:e0:Brother ADS-1700W", ("airscan", "Brother ADS-1700W")),
        ("", ("", "")),
    ],
)
def test_the_scanner_is_called_what_usb_or_the_network_calls_it(board, device, named):
    board.settings = Settings(scanner=ScannerSettings(device=device))
    said = {"busnum": "1", "devnum": "7", "product": "DS-530", "manufacturer": "EPSON"}
    for name, text in said.items():
        board.says(f"sys/bus/usb/devices/1-3/{name}", text)
    assert names.scanner_name(board.subject) == named


def test_an_update_that_went_back_is_told(board):
    assert software.update(board.subject).verdict is Verdict.ABSENT
    Health(board.db).note("update", Fault.UPDATE_FAILED, NOW)
    told = remedy(Fault.UPDATE_FAILED)
    assert (software.update(board.subject).what, software.update(board.subject).remedy) == (
        told.what,
        told.do,
    )


def test_a_clock_that_follows_a_time_server_is_right(board):
    board.says("run/systemd/timesync/synchronized", "")
    board.says("sys/class/rtc/rtc0/name", "pcf8563")
    found = machine.clock(board.subject)
    assert (found.verdict, found.figures) == (Verdict.OK, {"battery": "yes"})


def test_a_wrong_clock_is_told_in_the_words_of_the_fault(board):
    Health(board.db).note("clock", Fault.CLOCK_WRONG, NOW)
    found = machine.clock(board.subject)
    assert (found.verdict, found.what) == (Verdict.BAD, remedy(Fault.CLOCK_WRONG).what)


def test_a_row_that_was_taken_out_of_the_journal_is_found(board):
    assert software.database(board.subject).verdict is Verdict.OK
    Journal(board.db).write(JournalEvent.SERVICE_STARTED, NOW)
    board.db.conn.execute("delete from journal")
    found = software.database(board.subject)
    assert (found.verdict, found.figures) == (Verdict.BAD, {"why": "journal-1"})


def test_where_no_devices_service_runs_the_other_way_is_offered(board):
    for found in (heard.device(board.subject, "reader"), heard.chip(board.subject)):
        assert found.verdict is Verdict.ABSENT
        assert "--direct" in found.what.vi


def test_the_scanner_is_told_with_the_speed_of_its_last_batches(board, monkeypatch):
    monkeypatch.setattr(heard, "answers", lambda at: True)
    Health(board.db).note("scanner", None, NOW)
    Wear(board.db).fed("kiosk", 20, 60.0, 0, NOW)
    assert heard.scanner(board.subject).figures["pages-per-minute"] == "20"
    Wear(board.db).fed("kiosk", 200, 3000.0, 4, NOW)
    found = heard.scanner(board.subject)
    assert (found.verdict, found.figures["jams"]) == (Verdict.POOR, "18/1000")


def test_no_key_is_made_by_asking_for_the_line(board):
    board.settings = Settings(centre=CentreSettings(url="https://centre.example"))
    assert software.line(board.subject).verdict is Verdict.ABSENT
    assert not board.workspace.device_key.exists()
