"""The outside of a card against its chip: which fields differ."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from drivers.barcode import Source, mrz, qr
from drivers.barcode.cross_check import Field, differing

QR = "010190000123||Giàng Thị Mai|15011990|Nữ|Thôn 1, xã Mẫu|01082024"
LINES = [
    "IDVNM1900001235010190000123<<9",
    "9001156F3001150VNM<<<<<<<<<<<2",
    "GIANG<<THI<MAI<<<<<<<<<<<<<<<<",
]


@dataclass(frozen=True)
class Holder:
    number: str = "010190000123"
    name: str = "Giàng Thị Mai"
    birth_date: dt.date = dt.date(1990, 1, 15)
    sex: str = "Nữ"
    expiry: dt.date | None = dt.date(2030, 1, 15)


def made(lines):
    """The lines with their check digits made to fit."""
    one, two, three = lines
    one = one[:14] + mrz.check_digit(one[5:14]) + one[15:29] + mrz.check_digit(one[15:27])
    two = two[:6] + mrz.check_digit(two[:6]) + two[7:14] + mrz.check_digit(two[8:14]) + two[15:29]
    return [one, two + mrz.check_digit(one[5:] + two[:7] + two[8:15] + two[18:29]), three]


@pytest.mark.parametrize("said", [qr.parse(QR), mrz.parse(made(LINES))], ids=["QR", "MRZ"])
def test_a_card_that_says_the_same_outside_and_inside(said):
    assert differing(said, Holder()) == frozenset()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": "010190000124"}, Field.NUMBER),
        ({"name": "Giàng Thị Mái"}, Field.NAME),
        ({"birth_date": dt.date(1990, 1, 16)}, Field.BIRTH_DATE),
        ({"sex": "Nam"}, Field.SEX),
    ],
)
def test_the_field_that_differs_is_named(change, field):
    assert differing(qr.parse(QR), replace(Holder(), **change)) == {field}


def test_a_name_of_an_mrz_is_compared_without_diacritics():
    said = mrz.parse(made(LINES))
    assert said.source is Source.MRZ
    assert differing(said, replace(Holder(), name="Giang Thị Mãi")) == frozenset()
    assert differing(said, replace(Holder(), name="Giàng Thị Lan")) == {Field.NAME}
    assert differing(qr.parse(QR), replace(Holder(), name="GIANG THI MAI")) == frozenset()


def test_the_letter_đ_is_a_d_in_an_mrz():
    lines = made([*LINES[:2], "DANG<<THI<DU<<<<<<<<<<<<<<<<<<"])
    assert differing(mrz.parse(lines), replace(Holder(), name="Đặng Thị Dư")) == frozenset()


def test_the_expiry_of_an_mrz_counts():
    said = mrz.parse(made(LINES))
    assert differing(said, replace(Holder(), expiry=dt.date(2031, 1, 15))) == {Field.EXPIRY}
    assert differing(qr.parse(QR), replace(Holder(), expiry=None)) == frozenset()


def test_residence_and_issue_are_compared_where_the_chip_has_them():
    said = qr.parse(QR)
    assert differing(said, Holder(), "thôn 1,  xã Mẫu", dt.date(2024, 8, 1)) == frozenset()
    other = differing(said, Holder(), "Thôn 2, xã Mẫu", dt.date(2024, 8, 2))
    assert other == {Field.RESIDENCE, Field.ISSUED}


def test_what_one_side_leaves_out_does_not_differ():
    said = qr.parse(QR.replace("15011990", "").replace("Nữ", "?"))
    assert differing(said, Holder()) == frozenset()
