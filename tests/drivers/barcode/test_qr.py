"""The QR code of a citizen card: what it declares, and what is no such code."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.barcode import BarcodeError, BarcodeState, Source, qr

MAI = "010190000123|000000123|Giàng Thị Mai|15011990|Nữ|Thôn 1, xã Mẫu, tỉnh Ví Dụ|01082024"


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
