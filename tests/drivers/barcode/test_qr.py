"""The QR code of a citizen card: what it declares, and what is no such code."""

import contextlib
import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.barcode import BarcodeError, BarcodeState, Source, qr
from drivers.barcode.assembled import Assembly, Typed

MAI = "010190000123|000000123|Giàng Thị Mai|15011990|Nữ|Thôn 1, xã Mẫu, tỉnh Ví Dụ|01082024"

MRZ = "IDVNM1900001235010190000123<<9"


def test_a_card_of_2021():
    said = qr.parse(MAI)
    assert (said.source, said.number, said.name) == (
        Source.QR_2021,
        "010190000123",
        "Giàng Thị Mai",
    )
    assert (said.birth_date, said.sex) == (dt.date(1990, 1, 15), "Nữ")
    assert said.residence == "Thôn 1, xã Mẫu, tỉnh Ví Dụ"
    assert (said.issued, said.old_number, said.rest) == (dt.date(2024, 8, 1), "000000123", ())


def test_six_fields_are_enough():
    said = qr.parse(MAI.rpartition("|")[0])
    assert (said.name, said.issued) == ("Giàng Thị Mai", None)


def test_an_old_number_may_be_missing():
    assert qr.parse(MAI.replace("000000123", "")).old_number == ""


def test_a_card_of_2024_keeps_what_nobody_knows_yet():
    said = qr.parse(MAI + "|Giàng Văn Ví Dụ|010060000001||")
    assert said.source is Source.QR_2024
    assert said.rest == ("Giàng Văn Ví Dụ", "010060000001", "", "")
    assert said.name == "Giàng Thị Mai"


def test_a_bar_at_the_end_makes_no_other_card():
    assert qr.parse(MAI + "|").source is Source.QR_2021


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("end", ["", "\r\n", " "])
def test_letters_come_composed_and_without_line_ends(form, end):
    assert qr.parse(unicodedata.normalize(form, MAI) + end).name == "Giàng Thị Mai"


def test_a_birth_date_may_be_missing_but_not_wrong():
    assert qr.parse(MAI.replace("15011990", "")).birth_date is None
    with pytest.raises(BarcodeError):
        qr.parse(MAI.replace("15011990", "31021990"))


@pytest.mark.parametrize(
    "other",
    [
        "",
        "https://example.org/",
        "A1-007",  # the ticket of this kiosk
        "00020101021138540010A00000072701240006970400011001234567890208QRIBFTTA530370454061000005802VN6304ABCD",
        "WIFI:S:ubnd;T:WPA;P:mat|khau|cua|mang|nha|minh;;",
        "BEGIN:VCARD\nFN:Giàng Thị Mai\nEND:VCARD",
        "|" * 6,
        "|" * 100,
        MAI[1:],
        MAI.replace("010190000123", "0101900001234"),
        MAI.replace("010190000123", "٠" * 12),
        MAI.replace("Giàng Thị Mai", ""),
        MAI.replace("Mai", "Mai\x1b[2J"),
        MAI.replace("Mai", "Mai\u202e"),
        MAI + "|" + "x" * 5000,
    ],
)
def test_another_code_is_unreadable(other):
    with pytest.raises(BarcodeError) as error:
        qr.parse(other)
    assert error.value.state is BarcodeState.UNREADABLE
    assert "Mai" not in str(error.value)


def test_letters_lost_on_the_way_leave_number_and_dates():
    said = qr.parse(MAI.replace("à", "").replace("ữ", ""), marks_lost=True)
    assert (said.number, said.old_number) == ("010190000123", "000000123")
    assert (said.birth_date, said.issued) == (dt.date(1990, 1, 15), dt.date(2024, 8, 1))
    assert (said.name, said.residence, said.sex, said.rest) == ("", "", "", ())


@pytest.mark.parametrize("wrong", ["Gi?ng Thị Mai", "Gi\ufffdng Thị Mai"])
def test_a_name_with_a_letter_replaced_is_no_name(wrong):
    assert qr.parse(MAI.replace("Giàng Thị Mai", wrong)).name == ""


@given(st.lists(st.text(max_size=100), max_size=5), st.booleans())
def test_any_lines_are_read_or_refused(lines, marks_lost):
    assembly = Assembly()
    for line in [*lines, MRZ, MRZ, *lines]:
        with contextlib.suppress(BarcodeError):
            assembly.add(line, marks_lost)


@given(st.lists(st.binary(max_size=200), max_size=20), st.booleans())
def test_any_bytes_are_read_or_refused_and_the_next_code_is_whole(pieces, ascii_only):
    typed = Typed(ascii_only)
    for piece in [*pieces, b"\r", b"x\r", MAI.encode() + b"\r"]:
        typed.take(piece)
    numbers = []
    for _ in range(1 + sum(piece.count(b"\r") + piece.count(b"\n") for piece in pieces) + 3):
        with contextlib.suppress(BarcodeError):
            said = typed.next()
            if said is not None:
                numbers.append(said.number)
    assert numbers[-1:] == ["010190000123"]


@given(st.text(max_size=200), st.integers(0, len(MAI)))
def test_any_text_is_read_or_refused(text, at):
    for code in (text, MAI[:at] + text + MAI[at:]):
        try:
            said = qr.parse(code)
        except BarcodeError:
            continue
        assert len(said.number) == 12


def test_what_is_declared_never_shows_itself():
    assert "Mai" not in repr(qr.parse(MAI))
    assert "010190" not in repr(qr.parse(MAI))
