"""A scanner on a serial line: pieces, floods, a pulled plug, and the citizen before."""

import threading
import time

import pytest

from drivers.barcode import BarcodeState, Declared, Source, lines
from drivers.barcode.opened import open_scanner
from tests.drivers.barcode.hands import Plug, outcome, state_of
from tests.drivers.barcode.test_cross_check import LINES, QR, made

pytestmark = pytest.mark.device
SECOND = QR.replace("010190000123", "010190000999").replace("Giàng Thị Mai", "Lò Văn Ví Dụ")


@pytest.fixture
def plug(tmp_path):
    plug = Plug(tmp_path)
    yield plug
    plug.pull()


@pytest.fixture
def scanner(plug):
    scanner = open_scanner(str(plug.device))
    assert state_of(scanner, 0) is BarcodeState.NOTHING  # it is open: what comes now is heard
    yield scanner
    scanner.close()


def number(said):
    assert isinstance(said, Declared), said
    return said.number


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\r\n\r\n"])
def test_a_code_ends_with_whatever_end_of_line_the_scanner_is_set_to(plug, scanner, end):
    plug.send(QR.encode() + end)
    assert outcome(scanner).name == "Giàng Thị Mai"


def test_letters_that_come_in_pieces_are_whole(plug, scanner):
    data = QR.encode() + b"\r"
    for at in range(0, len(data), 3):
        plug.send(data[at : at + 3])
        assert at + 3 >= len(data) or state_of(scanner, 0) is BarcodeState.NOTHING
    assert outcome(scanner).name == "Giàng Thị Mai"


def test_two_codes_back_to_back_are_two_scans(plug, scanner):
    plug.send(f"{QR}\r\n{SECOND}\r\n".encode())
    assert [number(outcome(scanner)) for _ in range(2)] == ["010190000123", "010190000999"]
    assert state_of(scanner, 0) is BarcodeState.NOTHING


def test_an_mrz_between_two_qr_codes(plug, scanner):
    plug.send("\r\n".join([QR, *made(LINES), SECOND, ""]).encode())
    sources = [outcome(scanner).source for _ in range(3)]
    assert sources == [Source.QR_2021, Source.MRZ, Source.QR_2021]


def test_an_mrz_in_one_line(plug, scanner):
    plug.send("".join(made(LINES)).encode() + b"\r")
    assert outcome(scanner).lines == tuple(made(LINES))


def test_half_a_line_is_told_once_and_the_next_code_is_whole(plug, scanner):
    plug.send(QR[:30].encode())
    assert outcome(scanner) is BarcodeState.UNREADABLE
    plug.send(SECOND.encode() + b"\r")
    assert number(outcome(scanner)) == "010190000999"


def test_a_line_of_100_kilobytes_is_told_once_and_does_not_hide_the_next_code(plug, scanner):
    stop = threading.Event()
    said = []

    def look():
        while not stop.is_set():
            state = state_of(scanner, 0.2)
            if state is not BarcodeState.NOTHING:
                said.append(state)

    looking = threading.Thread(target=look)
    looking.start()
    for _ in range(100):
        plug.send(b"x" * 1000)
        time.sleep(0.005)  # a line has a speed
    plug.send(b"\r")
    while not said:
        time.sleep(0.05)
    stop.set()
    looking.join()
    assert set(said) == {BarcodeState.UNREADABLE}
    plug.send(SECOND.encode() + b"\r")
    assert number(outcome(scanner)) == "010190000999"


def test_a_scanner_set_to_another_alphabet_still_gives_number_and_dates(plug, scanner):
    plug.send(QR.encode("cp1258", "replace") + b"\r")
    said = outcome(scanner)
    assert number(said) == "010190000123"
    assert (said.name, said.residence) == ("", "")
    assert said.birth_date.year == 1990


def test_a_pulled_scanner_is_gone_and_works_again_when_it_is_back(plug, scanner):
    plug.send(QR[:20].encode())
    plug.pull()
    assert outcome(scanner) is BarcodeState.SCANNER_GONE
    assert scanner.state() is BarcodeState.SCANNER_GONE
    plug.plug_in()
    assert scanner.state() is None
    assert state_of(scanner, 0) is BarcodeState.NOTHING
    plug.send(SECOND.encode() + b"\r")
    assert number(outcome(scanner)) == "010190000999"


def test_a_line_has_one_reader(plug, scanner):
    other = open_scanner(str(plug.device))
    assert state_of(other, 0) is BarcodeState.SCANNER_GONE
    plug.send(QR.encode() + b"\r")
    assert number(outcome(scanner)) == "010190000123"


def test_what_the_citizen_before_held_there_is_thrown_away(plug, scanner, monkeypatch):
    monkeypatch.setattr(lines, "UNATTENDED", 0.0)
    plug.send(QR.encode() + b"\r")
    assert state_of(scanner, 0) is BarcodeState.NOTHING
    plug.send(QR.encode() + b"\r")
    scanner.ignore()
    monkeypatch.undo()
    plug.send(SECOND.encode() + b"\r")
    assert number(outcome(scanner)) == "010190000999"


def test_a_scan_under_way_ends_when_the_scanner_is_closed(scanner):
    said = []
    looking = threading.Thread(target=lambda: said.append(state_of(scanner, 600)))
    looking.start()
    scanner.close()
    while not said:  # it may have been closed before the scan began
        scanner.close()
        time.sleep(0.01)
    looking.join()
    assert said == [BarcodeState.NOTHING]
