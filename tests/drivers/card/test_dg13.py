"""DG13: the Vietnamese fields, in every shape they are known to come in."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import dg13, issuer, tlv
from tests.workbench.people import HOA, MAI, ONG_DU


def made(*records):
    fields = tlv.make(0x31, *records)
    return tlv.make(
        0x6D,
        tlv.make(0x30, tlv.make(2, b"\1"), tlv.make(6, issuer.DG13_OID), fields),
    )


def field(number, *values):
    return tlv.make(0x30, tlv.make(0x02, bytes([number])), *values)


def text(value):
    return tlv.make(0x0C, value.encode())


def test_the_holder_is_read_with_all_diacritics():
    holder = dg13.parse(issuer.data_group_13(HOA))
    assert holder.name == "Nguyễn Thị Ngọc Hòa"
    assert (holder.number, holder.sex, holder.nationality) == (HOA.number, "Nữ", "Việt Nam")
    assert (holder.origin, holder.residence) == (HOA.origin, HOA.residence)
    assert (holder.birth_date, holder.expiry) == ("03/02/2001", "03/02/2026")
    assert (holder.spouse, holder.old_number) == (HOA.spouse, HOA.old_number)


@pytest.mark.parametrize("nested", [False, True])
def test_parents_are_read_in_both_shapes(nested):
    holder = dg13.parse(issuer.data_group_13(HOA, nested_parents=nested))
    assert (holder.father, holder.mother) == (HOA.father, HOA.mother)


def test_one_unknown_parent_does_not_move_the_other():
    nobody, mother = tlv.make(0x30), tlv.make(0x30, text("Lò Thị Mẫu"))
    assert dg13.parse(made(field(13, nobody, mother))).mother == "Lò Thị Mẫu"
    both = tlv.make(0x30, text(""), text("Lò Thị Mẫu"))
    assert dg13.parse(made(field(13, both))).mother == "Lò Thị Mẫu"


@pytest.mark.parametrize("number", range(1, 17))
def test_a_field_may_be_empty(number):
    assert dg13.parse(made(field(number), field(2, text("Mẫu")))).name == "Mẫu"


def test_fields_may_be_missing():
    assert dg13.parse(made()) == dg13.Holder()


def test_fields_longer_than_127_bytes_are_read_whole():
    long = "Thôn Rất Dài, " * 20 + "xã Mẫu"
    assert dg13.parse(made(field(9, text(long)))).residence == long


def test_names_come_composed():
    decomposed = "Ho\u0300a"
    assert dg13.parse(made(field(2, text(decomposed)))).name == "Hòa"


def test_religion_and_ethnicity_are_taken_out_only_for_who_asks():
    dg = made(field(6, text("CANARY-ETHNICITY")), field(7, text("CANARY-RELIGION")))
    assert "CANARY" not in str(vars(dg13.parse(dg)))
    asked = dg13.parse(dg, ["religion"])
    assert (asked.religion, asked.ethnicity) == ("CANARY-RELIGION", "")


def test_no_expiry_is_words_not_a_date():
    assert dg13.date(dg13.parse(issuer.data_group_13(ONG_DU)).expiry) is None


@pytest.mark.parametrize(
    ("words", "date"),
    [("15/01/1990", dt.date(1990, 1, 15)), ("31/02/1990", None), ("1990", None), ("", None)],
)
def test_dates(words, date):
    assert dg13.date(words) == date


@pytest.mark.parametrize(
    "wrong",
    [
        made(tlv.make(0x31)),
        made(tlv.make(0x30)),
        made(field(2, tlv.make(0x0C, b"\xff\xfe"))),
        made(field(2, text("bell\x07"))),
        made(field(2, tlv.make(0x04, b"octets"))),
        made(*[field(2, text("x"))] * 65),
        tlv.make(0x6D, b"enciphered by the issuer's own rule"),
        tlv.make(0x6D, tlv.make(0x30)),
    ],
)
def test_another_layout_is_refused(wrong):
    with pytest.raises(tlv.Malformed):
        dg13.parse(wrong)


@given(st.data())
def test_a_mutated_file_is_read_or_refused(data):
    good = bytearray(issuer.data_group_13(MAI))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        dg13.parse(bytes(good))
    except tlv.Malformed:
        return


def test_the_fields_never_show_themselves():
    assert repr(dg13.parse(issuer.data_group_13(MAI))) == "Holder()"
