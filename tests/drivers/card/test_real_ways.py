"""Whole cards over a real pcscd, of several makes, few commands each."""

import pytest

from drivers.card import CardError, CardState, Wish, issuer
from drivers.card.access import MOST_OF_CARD
from drivers.card.chip import Make
from drivers.card.credentials import Credentials
from tests.workbench.people import MAI

pytestmark = pytest.mark.device

MRZ = issuer.mrz(MAI)
LINES = Credentials(mrz=(MRZ[:30], MRZ[30:60], MRZ[60:]))
ALL = {1, 2, 13, 14, 15}
# Every other one stands in test_ways_of_the_standard.
SOME = [
    "ECDH-GM-DES3/12",
    "ECDH-GM-AES128/13",
    "ECDH-IM-AES128/13",
    "ECDH-IM-AES256/17",
    "ECDH-CAM-AES128/13",
    "ECDH-CAM-AES256/18",
    "DH-GM-AES128/0",
    "DH-GM-AES256/2",
    "DH-IM-DES3/1",
]
NO_PACE = {"pace": (), "card_access": False}


def read(reader, known=MAI.number, photo=True):
    return reader.read(known, lambda percent: None, 60.0, 60.0, Wish(photo=photo))


@pytest.mark.parametrize("way", SOME)
def test_a_whole_card_in_few_commands(reader, lay_down, way):
    lay_down(MAI, make=Make(pace=(way,), extended=True))
    reading = read(reader)
    assert (reading.access, reading.attempts[0].detail) == ("PACE-CAN", way)
    assert reading.hashes_match
    assert set(reading.hashes) == ALL
    assert reading.apdus <= 20


@pytest.mark.parametrize("cipher", ["DES3", "AES128", "AES192", "AES256"])
def test_pace_with_the_printed_mrz_over_a_real_reader(reader, lay_down, cipher):
    lay_down(MAI, make=Make(pace=(f"ECDH-GM-{cipher}/13",), can=False))
    reading = read(reader, LINES)
    assert (reading.access, reading.holder.name) == ("PACE-MRZ", MAI.name)
    assert reading.hashes_match


@pytest.mark.parametrize(
    "make",
    [
        NO_PACE,
        {**NO_PACE, "extended": True},
        {**NO_PACE, "le_limit": 224},
        {**NO_PACE, "select_mf": "taken", "short_names": False},
        {"le_limit": 224},
        {"le_limit": 224, "pace": ("ECDH-GM-DES3/12",)},
        {"says_short": True},
        {"says_extended": True, "extended": True},
        {"select_mf": "required"},
        {"past_end": "exact"},
        {"past_end": "refused", "short_names": False},
    ],
    ids=str,
)
def test_cards_of_other_makes_over_a_real_reader(reader, lay_down, make):
    lay_down(MAI, make=Make(**make))
    known = LINES if "card_access" in make else MAI.number
    reading = read(reader, known)
    assert reading.hashes_match
    assert set(reading.hashes) == ALL
    assert reading.access == ("BAC" if known is LINES else "PACE-CAN")


def test_the_name_comes_before_the_photo(reader, lay_down):
    lay_down(MAI)
    told: list[object] = []
    wish = Wish(photo=True, named=lambda holder: told.append(holder.name))
    reader.read(MAI.number, told.append, 60.0, 60.0, wish)
    assert told.index(MAI.name) < told.index(70)


def test_a_card_that_counts_wrong_numbers_is_not_locked(reader, lay_down):
    lay_down(MAI, make=Make(tries=3))
    wrong = Credentials("010190999999")
    for _ in range(4):
        with pytest.raises(CardError):
            read(reader, wrong, photo=False)
    with pytest.raises(CardError) as error:
        read(reader, wrong, photo=False)
    assert error.value.state is CardState.UNREADABLE
    assert "few-left" in str(error.value)


def test_a_card_that_stays_with_wrong_numbers_must_be_lifted(reader, lay_down):
    lay_down(MAI)
    for typed in range(MOST_OF_CARD):
        with pytest.raises(CardError) as error:
            read(reader, Credentials(can=f"{typed:06}"), photo=False)
        assert "wrong-password" in str(error.value)
    with pytest.raises(CardError) as error:
        read(reader, photo=False)
    assert error.value.state is CardState.WRONG_NUMBER
    assert "too-many" in str(error.value)
    lay_down(MAI)
    assert read(reader, photo=False).access == "PACE-CAN"


def test_a_card_that_moves_is_read_on(house, reader, lay_down):
    """It comes back by itself, as one does that a hand has nudged."""
    lay_down(MAI)
    house.fault(remove_at=60, returns=0.3)
    reading = read(reader)
    assert set(reading.hashes) == ALL
    assert reading.apdus < 130
