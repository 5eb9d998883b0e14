"""Cards that others made: what they refuse, cut short or want asked otherwise."""

import datetime as dt

import pytest

from drivers.card import CardError, CardState, Wish, tlv
from drivers.card.access import Access
from drivers.card.apdu import NoAnswer
from drivers.card.chip import Chip, Faults, Make
from drivers.card.credentials import Credentials
from drivers.card.files import EF, TAGS, Files, Manner
from drivers.card.front import look, of_atr
from drivers.card.reading import read_chip
from drivers.card.secure_messaging import MOST_PLAIN
from tests.workbench.people import MAI

BORN = Credentials(MAI.number, birth_date=MAI.birth_date)
TODAY = dt.date(2026, 11, 22)
ALL = {1, 2, 13, 14, 15}
PACE_DES = ("ECDH-GM-DES3/12",)
NO_PACE = {"pace": (), "card_access": False}


def read(chip, known=BORN, again=True, photo=True):
    return read_chip(
        chip,
        known,
        lambda percent: None,
        60.0,
        Wish(photo=photo),
        again=chip.reset if again else None,
        atr=chip.atr,
    )


@pytest.mark.parametrize(
    "make",
    [
        {},
        {"extended": True},
        {"extended": True, "says_extended": True},
        {"says_short": True},
        {"le_limit": 224},
        {"le_limit": 224, "pace": PACE_DES},
        {"le_limit": 200},
        {"le_limit": 128},
        {"le_limit": 224, **NO_PACE},
        {"extended": True, "le_limit": 2000},
        {"select_mf": "taken"},
        {"select_mf": "required"},
        {"card_access": False},
        {"short_names": False},
        {"short_names": False, "past_end": "refused"},
        {"short_names": False, "le_limit": 224, **NO_PACE},
        {"past_end": "told"},
        {"past_end": "exact"},
        {"past_end": "refused"},
        {"past_end": "refused", "extended": True},
        {"com": False},
        {"com": False, "short_names": False, "extended": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("naked", [False, True], ids=["", "errors in clear"])
def test_every_kind_of_card_is_read_whole(make, naked):
    chip = Chip(MAI, Faults(naked_errors=naked), Make(**make))
    reading = read(chip)
    assert (reading.access, reading.holder.name) == (
        "PACE-CAN" if make.get("pace", 1) else "BAC",
        MAI.name,
    )
    assert reading.hashes_match
    assert set(reading.hashes) == ALL


@pytest.mark.parametrize("naked", [False, True], ids=["", "errors in clear"])
@pytest.mark.parametrize("again", [False, True])
def test_a_card_without_some_files_is_read_without_them(naked, again):
    bare = Make(active="none", agreement="none")
    chip = Chip(MAI, Faults(naked_errors=naked, no_dg13=True), bare)
    reading = read(chip, again=again)
    assert reading.holder.name == MAI.latin
    assert {EF.DG13, EF.DG14, EF.DG15} == reading.refused.keys()
    assert set(reading.hashes) == {1, 2}


@pytest.mark.parametrize("at_most", [3, 50, 100])
def test_short_answers_are_put_together(at_most):
    chip = Chip(MAI, Faults(short_reads=at_most))
    assert read(chip, photo=False).hashes_match


@pytest.mark.parametrize("pieces", [60, 100, 200])
@pytest.mark.parametrize("make", [Make(), Make(**NO_PACE)], ids=["PACE", "BAC"])
def test_answers_in_pieces_are_put_together(pieces, make):
    chip = Chip(MAI, Faults(chained=pieces), make)
    assert read(chip).hashes_match


def test_a_dg13_that_breaks_off_costs_no_more_than_what_it_says():
    reading = read(Chip(MAI, Faults(lying_lengths=True)))
    assert "DG13 breaks off" in reading.refused[EF.DG13]
    assert (reading.holder.name, reading.hashes_match) == ("GIANG THI MAI", True)
    assert EF.DG2 in reading.files
    # Asked for in vain in ever smaller pieces: what comes after it is not.
    assert reading.apdus < read(Chip(MAI, Faults(no_dg13=True))).apdus + 20


def test_a_dg1_that_claims_more_than_there_is_ends_the_reading():
    chip = Chip(MAI)
    chip._card.files[EF.DG1] = tlv.make(TAGS[EF.DG1], bytes(200))[:100]
    with pytest.raises(CardError) as error:
        read(chip, photo=False)
    assert error.value.state is CardState.UNREADABLE


def opened(chip):
    """A session with the chip, as it is once access is gained."""
    return Access(BORN, look(chip).card_access, TODAY).reopen(chip)


def test_a_file_beyond_32767_bytes_is_read_to_its_end():
    chip = Chip(MAI, make=Make(photo=40_000))
    assert len(Files(manner=Manner(MOST_PLAIN)).read(opened(chip), EF.DG2)) == 40_004


def test_a_file_larger_than_any_is_refused():
    chip = Chip(MAI, make=Make(photo=70_000))
    with pytest.raises(CardError) as error:
        Files(manner=Manner(MOST_PLAIN)).read(opened(chip), EF.DG2)
    assert error.value.state is CardState.UNREADABLE


@pytest.mark.parametrize(
    "make", [Make(), Make(extended=True), Make(**NO_PACE)], ids=["PACE", "extended", "BAC"]
)
def test_a_session_that_breaks_at_any_command_is_made_anew(make):
    good = read(Chip(MAI, make=make)).apdus
    for at in [*range(9, 24), *range(24, good, 13)]:
        chip = Chip(MAI, Faults(naked_at=at), make)
        reading = read(chip)
        assert reading.hashes_match
        assert set(reading.hashes) == ALL


@pytest.mark.parametrize("past_end", ["given", "told", "exact", "refused"])
def test_what_a_card_offers_is_known_however_it_takes_reading_too_far(past_end):
    chip = Chip(MAI, make=Make(past_end=past_end, pace=("ECDH-GM-AES256/17",)))
    assert read(chip, photo=False).attempts[0].detail == "ECDH-GM-AES256/17"


@pytest.mark.parametrize(
    ("atr", "answer"),
    [
        ("3B888001000000000000000009", None),
        ("3B8580018073000100F6", 256),
        ("3B8580018073000140B6", None),
        ("", None),
        ("3B", None),
        ("3BFF", None),
        ("3F", None),
    ],
)
def test_what_the_atr_says_of_long_answers(atr, answer):
    assert of_atr(bytes.fromhex(atr)) == answer


def test_the_information_file_bounds_the_answers():
    chip = Chip(MAI, make=Make(extended=True, says_extended=True))
    assert look(chip, chip.atr).answer == 4096


def test_a_reader_that_carries_no_long_commands_gets_none():
    chip = Chip(MAI, make=Make(extended=True))
    assert look(chip, chip.atr, extended=False).answer == 256


def test_as_few_commands_as_promised():
    assert read(Chip(MAI)).apdus <= 115
    assert read(Chip(MAI, make=Make(**NO_PACE))).apdus <= 108
    assert read(Chip(MAI, make=Make(extended=True))).apdus <= 20


class ShortReader:
    """A reader that fails on a command or an answer longer than it was built for."""

    def __init__(self, chip, command, answer):
        self.chip, self.command, self.answer = chip, command, answer

    def transmit(self, command):
        answer = self.chip.transmit(command)
        if len(command) > 5 and command[4] == 0 and self.command:
            raise NoAnswer(CardState.UNREADABLE)
        if len(answer) > self.answer:
            raise NoAnswer(CardState.UNREADABLE)
        return answer


@pytest.mark.parametrize(
    ("command", "answer"), [(True, 65_538), (False, 258), (False, 1024), (True, 258)]
)
def test_a_reader_that_fails_on_long_commands_or_answers_gets_short_ones(command, answer):
    chip = Chip(MAI, make=Make(extended=True))
    reader = ShortReader(chip, command, answer)
    reading = read_chip(
        reader, BORN, lambda percent: None, 60.0, Wish(photo=True), again=chip.reset
    )
    assert set(reading.hashes) == ALL
    assert reading.apdus < 160
