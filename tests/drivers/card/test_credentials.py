"""What a citizen gives: which passwords follow from it, the likeliest first."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import CardError, CardState, issuer
from drivers.card.chip_made import mrz_information
from drivers.card.credentials import Credentials, birthday, expiries, information, of_lines
from tests.workbench.people import HOA, MAI, ONG_DU, PEOPLE

TODAY = dt.date(2026, 11, 22)
# ICAO 9303-4 and 9303-5, the specimens of the standard.
TD3 = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
LONG_TD1 = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<<<<<<<<<<<<<<",
)


def lines(person):
    mrz = issuer.mrz(person)
    return mrz[:30], mrz[30:60], mrz[60:]


def test_the_can_is_the_end_of_the_number():
    assert Credentials(MAI.number).cans() == ("000123",)


def test_a_printed_can_is_tried_before_the_derived_one():
    assert Credentials(MAI.number, can="445566").cans() == ("445566", "000123")


def test_a_passport_mrz_gives_its_three_fields():
    assert of_lines(TD3) == b"L898902C3674081221204159"


def test_an_identity_card_mrz_gives_its_three_fields():
    assert of_lines(TD1) == b"D23145890774081221204159"


def test_a_document_number_longer_than_nine_goes_on_in_the_optional_data():
    assert of_lines(LONG_TD1) == b"D23145890734934071279507122"


def test_lines_may_be_typed_small_and_spaced():
    assert of_lines(tuple(line.lower() + " " for line in TD3)) == of_lines(TD3)


@pytest.mark.parametrize(
    "wrong",
    [
        (TD3[0], TD3[1].replace("740812", "740813")),
        (TD3[0],),
        (TD3[0], TD3[1][:-1]),
        (TD3[0], TD3[1].replace("L", "Đ")),
        ("", ""),
    ],
)
def test_misread_lines_are_told_as_such(wrong):
    with pytest.raises(CardError) as error:
        Credentials(mrz=wrong)
    assert error.value.state is CardState.WRONG_NUMBER


@pytest.mark.parametrize("number", ["1", "01019000012x", "٠" * 12, "0" * 13])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(CardError):
        Credentials(number)


def test_nothing_at_all_is_refused():
    with pytest.raises(CardError):
        Credentials(birth_date=MAI.birth_date)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.latin)
def test_number_and_birth_date_lead_to_the_printed_mrz(person):
    known = Credentials(person.number, birth_date=person.birth_date)
    assert mrz_information(person) in known.mrz_informations(TODAY)


@pytest.mark.parametrize("person", [MAI, ONG_DU], ids=lambda person: person.latin)
def test_the_likeliest_expiry_comes_first(person):
    known = Credentials(person.number, birth_date=person.birth_date)
    assert known.mrz_informations(TODAY)[0] == mrz_information(person)


def test_a_known_expiry_leaves_nothing_to_guess():
    known = Credentials(HOA.number, birth_date=HOA.birth_date, expiry=HOA.expiry)
    assert known.mrz_informations(TODAY) == (mrz_information(HOA),)


def test_read_lines_come_before_anything_guessed():
    known = Credentials(MAI.number, mrz=lines(HOA), birth_date=MAI.birth_date)
    assert known.mrz_informations(TODAY)[0] == mrz_information(HOA)


def test_without_a_birth_date_there_is_no_mrz_to_guess():
    assert Credentials(MAI.number).mrz_informations(TODAY) == ()


def test_a_card_issued_just_before_a_milestone_lasts_to_the_next():
    born = dt.date(2002, 3, 1)  # 24 years old: 25 in 2027, 40 in 2042
    assert expiries(born, TODAY)[:2] == ("270301", "420301")


def test_someone_born_on_29_february_has_a_birthday_all_the_same():
    assert birthday(dt.date(2000, 2, 29), 25) == dt.date(2025, 2, 28)


@given(st.dates(dt.date(1900, 1, 1), TODAY))
def test_few_expiries_are_tried_for_anybody(born):
    found = expiries(born, TODAY)
    assert 1 <= len(found) <= 4
    assert len(set(found)) == len(found)


@given(st.dates(dt.date(1930, 1, 1), dt.date(2012, 1, 1)), st.integers(0, 3))
def test_a_valid_card_is_always_among_them(born, years_ago):
    """Issued at most two years before today, by the rule of the law."""
    issued = birthday(TODAY, -min(years_ago, 2))
    ends = next(
        (
            birthday(born, age)
            for age in (14, 25, 40, 60)
            if birthday(born, age) > birthday(issued, 2)
        ),
        None,
    )
    written = f"{ends:%y%m%d}" if ends else "991231"
    assert written in expiries(born, TODAY)


def test_the_document_number_is_filled_up():
    assert information("L898902C", "690806", "940623") == b"L898902C<369080619406236"


def test_credentials_never_show_themselves():
    known = Credentials(MAI.number, "123456", lines(MAI), MAI.birth_date, MAI.expiry)
    assert repr(known) == "Credentials()"
