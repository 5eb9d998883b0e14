"""Each device is tried by itself, and says what is wrong in the words of the one table of faults."""

import pytest

from drivers.card.fake import FakeReader
from drivers.card.person import Person
from drivers.printer import PrinterState
from drivers.printer.fake import FakePrinter
from drivers.scanner.fake import FakeScanner
from drivers.voice import VoiceFault
from drivers.voice.fake import FakePlayer, FakeVoice
from kiosk.doctor import devices, simulated
from kiosk.doctor.check import Verdict
from kiosk.doctor.devices import Hands
from kiosk.faults import Fault, remedy


@pytest.fixture
def hands():
    return Hands(FakeReader(), FakeScanner(), FakePrinter(), (), FakeVoice(), FakePlayer())


def test_a_reader_without_its_cable(hands):
    assert devices.reader(hands).figures["model"] == "simulated"
    hands.reader.unplug()
    assert devices.reader(hands).what == remedy(Fault.READER_GONE).what
    assert devices.chip(hands).what == remedy(Fault.READER_GONE).what


def test_whether_a_chip_answers_is_seen_without_any_number(hands):
    assert devices.chip(hands).verdict is Verdict.ABSENT
    hands.reader.insert(Person())
    found = devices.chip(hands)
    assert (found.verdict, found.what.en) == (Verdict.OK, "The chip of an ID card answers.")


@pytest.mark.parametrize(
    ("mishap", "fault"),
    [
        ("gone", Fault.SCANNER_GONE),
        ("cover_open", Fault.SCANNER_COVER_OPEN),
        ("busy", Fault.SCANNER_BUSY),
    ],
)
def test_what_stands_in_the_scanners_way(hands, mishap, fault):
    setattr(hands.scanner, mishap, True)
    assert devices.scanner(hands).what == remedy(fault).what


def test_pages_in_the_feeder_give_its_speed_and_a_jam_is_a_jam(hands, tmp_path):
    sheet = simulated.paper(tmp_path, 1)
    assert "pages-per-minute" not in devices.scanner(hands).figures
    hands.scanner.load([sheet] * 2)
    assert int(devices.scanner(hands).figures["pages-per-minute"]) > 0
    hands.scanner.load([sheet] * 2)
    hands.scanner.jam_after = 1
    assert devices.scanner(hands).what == remedy(Fault.SCANNER_JAMMED).what


@pytest.mark.parametrize(("per_minute", "verdict"), [(30.0, "ok"), (5.0, "poor")])
def test_a_slow_scanner_is_told_as_one(per_minute, verdict):
    assert devices.throughput(per_minute, None, {}).verdict == verdict


def test_the_printer_says_that_its_paper_nears_its_end(hands):
    hands.printer.paper = PrinterState.PAPER_LOW
    assert devices.printer(hands).what.en == "The paper is near its end."
    hands.printer.paper = PrinterState.NO_PAPER
    assert devices.printer(hands).what == remedy(Fault.PRINTER_NO_PAPER).what


def test_a_loudspeaker_is_heard(hands):
    assert devices.sound(hands).verdict is Verdict.OK
    assert len(hands.player.played) == 1
    hands.player.fault = VoiceFault.FAILED
    assert devices.sound(hands).what == remedy(Fault.SOUND_GONE).what
