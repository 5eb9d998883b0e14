"""DG11, DG12, DG14 and the passport's DG1: what a reader for anybody's card must understand."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import Wish, dg1, dg11, dg14, issuer, tlv
from drivers.card.chip import Chip, Make
from drivers.card.contents import Wanted
from drivers.card.files import EF
from drivers.card.reading import read_chip
from drivers.card.verdict import NotProven
from tests.workbench.people import HOA, MAI, PEOPLE
from tests.workbench.verdicts import read


def test_dg11_says_what_else_is_known_of_the_holder():
    said = dg11.parse(issuer.data_group_11(HOA))
    assert (said.name, said.number) == ("NGUYEN THI NGOC HOA", HOA.number)
    assert (said.birth_date, said.origin) == (HOA.birth_date, HOA.origin)
    assert said.residence == HOA.residence


def test_dg12_says_when_and_by_whom_it_was_issued():
    said = dg11.parse_document(issuer.data_group_12(MAI))
    assert (said.authority, said.issued) == ("Cơ quan Mẫu", MAI.issued)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        (b"19900115", dt.date(1990, 1, 15)),
        (bytes.fromhex("19900115"), dt.date(1990, 1, 15)),
        (b"19900000", None),
    ],
    ids=["text", "two to a byte", "only the year"],
)
def test_dates_in_every_shape(value, date):
    assert dg11.parse(tlv.make(0x6B, tlv.make(0x5F2B, value))).birth_date == date


@pytest.mark.parametrize("value", [b"", b"199001", b"\xff" * 8, b"1990-1-1"])
def test_other_dates_are_refused(value):
    with pytest.raises(tlv.Malformed):
        dg11.parse(tlv.make(0x6B, tlv.make(0x5F2B, value)))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for parse, tag in (
        (dg11.parse, 0x6B),
        (dg11.parse_document, 0x6C),
        (dg14.parse, 0x6E),
        (dg14.active_key, 0x6F),
    ):
        for file in (data, tlv.make(tag, data)):
            try:
                parse(file)
            except (tlv.Malformed, NotProven):
                continue


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.latin)
def test_a_passport_is_read(person):
    mrz = dg1.parse(issuer.data_group_1(person, passport=True))
    assert (mrz.number, mrz.name, mrz.sex) == (person.number, person.latin, person.sex)
    assert (mrz.birth_date, mrz.expiry) == (person.birth_date, person.expiry)
    assert mrz.document == f"C{person.number[-7:]}"


@given(st.integers(44, 87), st.sampled_from("0123456789ABCXYZ<"))
def test_one_changed_letter_of_a_passport_is_noticed(at, letter):
    good = issuer.passport_mrz(MAI)
    bad = good[:at] + letter + good[at + 1 :]
    try:
        mrz = dg1.parse_mrz(bad)
    except tlv.Malformed:
        return
    assert (mrz.number, mrz.birth_date, mrz.expiry) == (MAI.number, MAI.birth_date, MAI.expiry)


def test_what_nobody_asked_for_leaves_memory():
    reading = read(replace(HOA, religion="CANARY-R", ethnicity="CANARY-E"))
    assert reading.details
    assert (reading.details.ethnicity, reading.details.religion, reading.face) == ("", "", None)
    assert EF.DG2 not in reading.files
    assert 13 in reading.hashes
    assert not any(b"CANARY" in data for data in reading.files.values())


def test_what_is_asked_for_is_given():
    wish = Wish(photo=True, wanted=frozenset(Wanted))
    reading = read_chip(Chip(HOA), HOA.number, lambda percent: None, 60, wish)
    assert reading.details
    assert reading.details.ethnicity == HOA.ethnicity
    assert reading.details.religion == HOA.religion
    assert reading.face


@pytest.mark.parametrize("details", [False, True])
def test_details_come_from_dg13_and_dg11_and_dg12(details):
    reading = read(HOA, Make(details=details), no_dg13=True)
    assert reading.details
    expected = (HOA.residence, HOA.origin, HOA.issued) if details else ("", "", None)
    assert (
        reading.details.residence,
        reading.details.origin,
        reading.details.issued,
    ) == expected
    assert set(reading.hashes) >= ({1, 11, 12} if details else {1})
    assert 3 not in reading.hashes
