"""Cards that others programmed: each habit seen in their sources, alone and several at once."""

import itertools
import random

import pytest

from drivers.card import CardError, CardState, Wish
from drivers.card.chip import Chip, Faults, Make
from drivers.card.credentials import Credentials
from drivers.card.habits import HABITS
from drivers.card.reading import read_chip
from tests.workbench.people import MAI

BORN = Credentials(MAI.number, birth_date=MAI.birth_date)
ALL = {1, 2, 13, 14, 15}
NO_PACE = {"pace": (), "card_access": False}
MAKES = {
    "PACE": {},
    "BAC": NO_PACE,
    "3DES": {"pace": ("ECDH-GM-DES3/12",)},
    "256": {"pace": ("ECDH-GM-AES256/13",), "extended": True},
    "no MF": {"select_mf": "refused", "card_access": False},
}
PAIRS = random.Random(2026).sample(list(itertools.combinations(HABITS, 2)), 60)


def read(chip, known=BORN, photo=True):
    wish = Wish(photo=photo, genuine=True)
    return read_chip(chip, known, lambda percent: None, 60.0, wish, again=chip.reset, atr=chip.atr)


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("habit", HABITS)
def test_a_card_with_one_strange_habit_is_read_whole(habit, make):
    chip = Chip(MAI, make=Make(habits=(habit,), **MAKES[make]))
    reading = read(chip)
    assert (reading.holder.name, set(reading.hashes)) == (MAI.name, ALL)
    assert reading.hashes_match
    assert reading.verdict.genuine.holds


@pytest.mark.parametrize("habit", HABITS)
def test_a_strange_card_that_answers_errors_in_clear_is_read_whole(habit):
    reading = read(Chip(MAI, Faults(naked_errors=True), Make(habits=(habit,))))
    assert (reading.holder.name, set(reading.hashes)) == (MAI.name, ALL)
    assert reading.verdict.genuine.holds


@pytest.mark.parametrize("pair", PAIRS, ids=" + ".join)
def test_a_card_with_two_strange_habits_is_read_whole(pair):
    for number, make in enumerate(({}, NO_PACE)):
        chip = Chip(MAI, Faults(naked_errors=bool(number)), Make(habits=pair, **make))
        reading = read(chip)
        assert (reading.holder.name, set(reading.hashes)) == (MAI.name, ALL)


@pytest.mark.parametrize("status", ["6982", "6985", "6988", "6A80"])
@pytest.mark.parametrize("make", [{}, NO_PACE], ids=["PACE", "BAC"])
def test_a_wrong_number_is_called_so_whatever_the_card_says(status, make):
    chip = Chip(MAI, make=Make(habits=(f"wrong-proof-{status}",), **make))
    with pytest.raises(CardError) as error:
        read(chip, Credentials("010190999999", birth_date=MAI.birth_date))
    assert error.value.state is CardState.WRONG_NUMBER


def test_a_card_with_pace_in_its_application_is_entered_by_pace():
    for habit in ("inside", "inside-for-good"):
        assert read(Chip(MAI, make=Make(habits=(habit,)))).access == "PACE-CAN"


@pytest.mark.parametrize("naked", [False, True], ids=["", "errors in clear"])
@pytest.mark.parametrize(
    "habit",
    ["inside", "inside-for-good", "at-once", "application-with-answer", "file-with-answer"],
)
def test_a_strange_card_needs_no_more_than_its_number(habit, naked):
    chip = Chip(MAI, Faults(naked_errors=naked), Make(habits=(habit,)))
    reading = read(chip, Credentials(MAI.number))
    assert (reading.access, set(reading.hashes)) == ("PACE-CAN", ALL)


class Shy:
    """A card that leaves at the first command in extended length, and whenever it hears one again."""

    def __init__(self, chip):
        self.chip = chip

    def transmit(self, command):
        if len(command) > 5 and command[4] == 0:
            raise CardError(CardState.REMOVED)
        return self.chip.transmit(command)


@pytest.mark.parametrize("make", [{}, NO_PACE], ids=["PACE", "BAC"])
def test_a_card_that_is_lost_over_a_long_command_gets_none_again(make):
    chip = Chip(MAI, make=Make(**make))
    reading = read_chip(Shy(chip), BORN, lambda percent: None, 60.0, again=chip.reset)
    assert reading.hashes_match


def test_an_unknown_habit_is_no_make():
    with pytest.raises(ValueError, match="no habit"):
        Make(habits=("sings",))
