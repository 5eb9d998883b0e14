"""A scanner that acts as a keyboard: what its keys mean, and that they reach nobody else."""

import contextlib
import errno
import os
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.barcode import BarcodeError, BarcodeState, Source, hid
from drivers.barcode.assembled import Typed
from drivers.barcode.keys import EVENT, Keys
from tests.drivers.barcode.hands import outcome, state_of
from tests.drivers.barcode.key_events import by_number, event, key, press, typed
from tests.drivers.barcode.test_cross_check import LINES, QR, made

KEYBOARD = string.ascii_letters + string.digits + "!@#$%^&*()_+-=[]{};:'\"`~\\|,./<>? \t"


@pytest.mark.parametrize("size", [EVENT.size, 1, 7, 4096])
def test_every_letter_of_a_keyboard_in_pieces_of_any_size(size):
    keys, events = Keys(), typed(KEYBOARD + "\n")
    got = b"".join(keys.typed(events[at : at + size]) for at in range(0, len(events), size))
    assert got.decode() == KEYBOARD + "\r"


def test_a_key_held_down_types_once():
    assert Keys().typed(key(30, 1) + key(30, 2) * 5 + key(30, 0)) == b"a"


def test_control_and_a_letter_type_nothing():
    assert Keys().typed(press(29, 30) + press(30)) == b"a"


def test_letters_sent_by_their_number():
    assert Keys().typed(by_number(0xE1) + by_number(7843)) == b"\xe1" + "ả".encode()
    assert Keys().typed(by_number(0xD800) + by_number(9_999_999)) == b"\0\0"


def test_events_that_the_kernel_dropped_spoil_the_line_and_no_other():
    keys = Keys()
    dropped = event(0, 3, 0) + key(31, 1)
    assert keys.typed(press(30) + dropped + press(30)) == b"a\0a"


@given(st.binary(max_size=400), st.integers(1, 60))
def test_whatever_comes_as_events_is_bytes(data, size):
    keys, assembled = Keys(), Typed(ascii_only=True)
    for at in range(0, len(data), size):
        assembled.take(keys.typed(data[at : at + size]))
        with contextlib.suppress(BarcodeError):
            said = assembled.next()
            assert said is None or len(said.number) == 12


class Wedge:
    """A scanner on a FIFO where its input device would be. `grabs` counts how often it was taken for one alone."""

    def __init__(self, folder: Path) -> None:
        self.device = folder / "event3"
        self.grabs = 0
        self._end = -1
        self.plug_in()

    def plug_in(self) -> None:
        os.mkfifo(self.device)
        self._end = os.open(self.device, os.O_RDWR | os.O_NONBLOCK)

    def pull(self) -> None:
        self.device.unlink()
        os.close(self._end)

    def type(self, events: bytes) -> None:
        os.write(self._end, events)

    def grab(self, descriptor: int) -> None:
        assert os.fstat(descriptor).st_ino == self.device.stat().st_ino
        self.grabs += 1


@pytest.fixture
def wedge(tmp_path):
    return Wedge(tmp_path)


@pytest.fixture
def scanner(wedge):
    scanner = hid.keyboard_scanner(str(wedge.device), wedge.grab)
    scanner.ignore()
    yield scanner
    scanner.close()


def test_a_scanner_that_types_is_ours_alone_before_anybody_scans(wedge, scanner):
    assert wedge.grabs == 1
    wedge.type(typed(QR + "\n"))
    scanner.ignore()
    wedge.type(typed(QR.replace("0123", "0999") + "\n"))
    assert outcome(scanner).number == "010190000999"
    assert wedge.grabs == 1


def test_a_name_without_its_marks_is_no_name(wedge, scanner):
    wedge.type(typed(QR + "\n"))
    said = outcome(scanner)
    assert (said.number, said.source) == ("010190000123", Source.QR_2021)
    assert (said.birth_date.year, said.issued.year) == (1990, 2024)
    assert (said.name, said.residence, said.sex, said.rest) == ("", "", "", ())


def test_a_man_is_a_man_without_marks(wedge, scanner):
    wedge.type(typed(QR.replace("Nữ", "Nam") + "\n"))
    assert outcome(scanner).sex == "Nam"


def test_a_name_that_came_whole_is_kept(wedge, scanner):
    wedge.type(typed(QR + "\n", alt=True))
    said = outcome(scanner)
    assert (said.name, said.sex, said.residence) == ("Giàng Thị Mai", "Nữ", "Thôn 1, xã Mẫu")


@pytest.mark.parametrize("wrong", ["?", "\ufffd"])
def test_a_name_with_a_letter_replaced_is_no_name(wedge, scanner, wrong):
    wedge.type(typed(QR.replace("à", wrong) + "\n", alt=True))
    said = outcome(scanner)
    assert (said.number, said.name) == ("010190000123", "")


def test_an_mrz_is_typed_without_loss(wedge, scanner):
    wedge.type(typed("\n".join(made(LINES)) + "\n"))
    said = outcome(scanner)
    assert (said.lines, said.name) == (tuple(made(LINES)), "GIANG THI MAI")


def test_a_line_with_dropped_keys_is_unreadable_and_the_next_is_whole(wedge, scanner):
    wedge.type(typed(QR[:40]) + event(0, 3, 0) + event(0, 0, 0) + typed(QR[44:] + "\n"))
    assert outcome(scanner) is BarcodeState.UNREADABLE
    wedge.type(typed(QR + "\n"))
    assert outcome(scanner).number == "010190000123"


def test_a_pulled_scanner_is_gone_and_grabbed_anew_when_it_is_back(wedge, scanner):
    wedge.type(typed(QR[:20]))
    assert state_of(scanner, 0) is BarcodeState.NOTHING
    wedge.pull()
    assert outcome(scanner) is BarcodeState.SCANNER_GONE
    assert scanner.state() is BarcodeState.SCANNER_GONE
    wedge.plug_in()
    assert state_of(scanner, 0) is BarcodeState.NOTHING
    assert wedge.grabs == 2
    wedge.type(typed(QR + "\n"))
    assert outcome(scanner).number == "010190000123"


def test_no_such_device_any_more_means_unplugged(wedge, monkeypatch):
    scanner = hid.keyboard_scanner(str(wedge.device), wedge.grab)
    assert state_of(scanner, 0) is BarcodeState.NOTHING

    def pulled(descriptor, size):
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    wedge.type(press(30))
    monkeypatch.setattr(hid.os, "read", pulled)
    assert state_of(scanner, 5) is BarcodeState.SCANNER_GONE


def test_one_that_another_program_has_grabbed_is_not_there(wedge):
    def taken(descriptor):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    before = len(list(Path("/proc/self/fd").iterdir()))
    scanner = hid.keyboard_scanner(str(wedge.device), taken)
    assert state_of(scanner, 0) is BarcodeState.SCANNER_GONE
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_kernel_is_asked_for_the_device_alone(tmp_path):
    plain = tmp_path / "event0"
    plain.write_bytes(b"")
    with pytest.raises(OSError, match="ioctl") as error:
        hid.KeyLine(plain)
    assert (
        error.value.errno == errno.ENOTTY
    )  # EVIOCGRAB reached the kernel, which knows no such file


def test_a_scanner_is_found_by_part_of_its_name(tmp_path):
    for event_, name in (("event10", "Ví dụ Barcode Scanner"), ("event2", "AT Keyboard")):
        folder = tmp_path / event_ / "device"
        folder.mkdir(parents=True)
        (folder / "name").write_text(name + "\n")
    (tmp_path / "event11").mkdir()
    inputs = Path("/dev/input")
    assert hid.by_name("barcode scanner", tmp_path, inputs) == inputs / "event10"
    assert hid.by_name("another", tmp_path, inputs) is None
    assert [name for _, name in hid.input_devices(tmp_path, inputs)] == [
        "AT Keyboard",
        "Ví dụ Barcode Scanner",
    ]
