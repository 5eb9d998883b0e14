"""DG1: the MRZ of a TD1 card, its check digits, and the Vietnamese number in it."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import dg1, issuer, tlv
from tests.workbench.people import HOA, MAI, ONG_DU, PEOPLE

# ICAO 9303-5, appendix B: the specimen of a TD1 MRZ.
SPECIMEN = (
    "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
)


def wrapped(mrz):
    return tlv.make(0x61, tlv.make(0x5F1F, mrz.encode()))


@pytest.mark.parametrize(
    ("text", "digit"),
    [("D23145890", "7"), ("740812", "2"), ("120415", "9"), ("L898902C<", "3"), ("690806", "1")],
)
def test_check_digits_of_the_standard(text, digit):
    assert dg1.check_digit(text) == digit


def test_the_specimen_is_sound_but_has_no_citizen_number():
    with pytest.raises(tlv.Malformed, match="no citizen number"):
        dg1.parse(wrapped(SPECIMEN))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.latin)
def test_the_holder_is_read(person):
    mrz = dg1.parse(issuer.data_group_1(person))
    assert (mrz.number, mrz.name, mrz.sex) == (person.number, person.latin, person.sex)
    assert (mrz.birth_date, mrz.expiry) == (person.birth_date, person.expiry)
    assert mrz.nationality == "VNM"


def test_the_century_comes_from_the_number():
    assert dg1.parse(issuer.data_group_1(HOA)).birth_date.year == 2001
    assert dg1.parse(issuer.data_group_1(ONG_DU)).birth_date.year == 1952


def test_a_card_for_the_old_never_expires():
    assert dg1.parse(issuer.data_group_1(ONG_DU)).expiry is None


def test_signs_in_place_of_an_expiry_mean_none():
    lines = issuer.mrz(MAI)
    one, two, three = lines[:30], lines[30:60], lines[60:]
    two = two[:8] + "<<<<<<" + "0" + two[15:29]
    two += dg1.check_digit(one[5:] + two[:7] + two[8:15] + two[18:29])
    assert dg1.parse(wrapped(one + two + three)).expiry is None


def test_where_only_the_birth_year_is_known_its_first_day_stands_for_it():
    lines = issuer.mrz(MAI)
    one, two, three = lines[:30], lines[30:60], lines[60:]
    two = "90<<<<" + dg1.check_digit("90<<<<") + two[7:29]
    two += dg1.check_digit(one[5:] + two[:7] + two[8:15] + two[18:29])
    assert dg1.parse(wrapped(one + two + three)).birth_date == dt.date(1990, 1, 1)


@given(st.integers(0, 89), st.sampled_from("0123456789ABCXYZ<"))
def test_one_changed_letter_never_changes_number_or_dates_unnoticed(at, letter):
    good = issuer.mrz(MAI)
    bad = good[:at] + letter + good[at + 1 :]
    try:
        mrz = dg1.parse(wrapped(bad))
    except tlv.Malformed:
        return
    assert (mrz.number, mrz.birth_date, mrz.expiry) == (MAI.number, MAI.birth_date, MAI.expiry)


@pytest.mark.parametrize("wrong", [b"", b"\xff" * 90, b"A" * 88, "Đ".encode() * 45, b"a" * 90])
def test_anything_else_is_refused(wrong):
    with pytest.raises(tlv.Malformed):
        dg1.parse(tlv.make(0x61, tlv.make(0x5F1F, wrong)))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    for dg in (data, tlv.make(0x61, data), tlv.make(0x61, tlv.make(0x5F1F, data))):
        with pytest.raises(tlv.Malformed):
            dg1.parse(dg)


def test_the_mrz_never_shows_itself():
    mrz = dg1.parse(issuer.data_group_1(MAI))
    assert repr(mrz) == "Mrz()"
    assert not any(field.repr for field in dataclasses.fields(mrz))
