"""Cards that others made: what they refuse, cut short or want asked otherwise."""

import pytest

from drivers.card import CardError, CardState, Wish
from drivers.card.chip import Chip, Faults, Make
from drivers.card.credentials import Credentials
from drivers.card.files import EF
from drivers.card.front import look, of_atr
from drivers.card.reading import read_chip
from tests.workbench.people import MAI

BORN = Credentials(MAI.number, birth_date=MAI.birth_date)
ALL = {"photo": 20_085, "filler": 300}
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


def files(reading, chip):
    return {file: data for file, data in reading.files.items() if data != chip._card.files[file]}


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
    chip = Chip(MAI, Faults(naked_errors=naked), Make(**{**ALL, **make}))
    reading = read(chip)
    assert reading.holder.name == MAI.name
    assert reading.hashes_match
    assert files(reading, chip) == {}
    assert {EF.DG2, EF.DG14, EF.DG15, EF.SOD} <= reading.files.keys()


@pytest.mark.parametrize("naked", [False, True], ids=["", "errors in clear"])
@pytest.mark.parametrize("again", [False, True])
def test_a_card_without_some_files_is_read_without_them(naked, again):
    chip = Chip(MAI, Faults(naked_errors=naked, no_dg13=True))
    reading = read(chip, again=again)
    assert reading.holder.name == MAI.latin
    assert {EF.DG2, EF.DG13, EF.DG14, EF.DG15} <= reading.refused.keys()
    assert reading.hashes_match


@pytest.mark.parametrize("at_most", [2, 50, 100])
def test_short_answers_are_put_together(at_most):
    chip = Chip(MAI, Faults(short_reads=at_most))
    assert read(chip, photo=False).hashes_match


@pytest.mark.parametrize("pieces", [16, 100, 200])
@pytest.mark.parametrize(
    "make", [Make(photo=3000), Make(photo=3000, **NO_PACE)], ids=["PACE", "BAC"]
)
def test_answers_in_pieces_are_put_together(pieces, make):
    chip = Chip(MAI, Faults(chained=pieces), make)
    assert read(chip).hashes_match


def test_a_file_that_claims_more_than_there_is_ends_the_reading():
    with pytest.raises(CardError) as error:
        read(Chip(MAI, Faults(lying_lengths=True)), photo=False)
    assert error.value.state is CardState.UNREADABLE


def test_a_file_beyond_32767_bytes_is_read_to_its_end():
    chip = Chip(MAI, make=Make(photo=40_000))
    reading = read(chip)
    assert len(reading.files[EF.DG2]) == 40_000
    assert files(reading, chip) == {}


def test_a_file_larger_than_any_is_refused():
    with pytest.raises(CardError) as error:
        read(Chip(MAI, make=Make(photo=70_000)))
    assert error.value.state is CardState.UNREADABLE


@pytest.mark.parametrize("make", [Make(**ALL), Make(extended=True, **ALL), Make(**ALL, **NO_PACE)])
def test_a_session_that_breaks_at_any_command_is_made_anew(make):
    good = read(Chip(MAI, make=make)).apdus
    for at in [*range(8, 24), *range(24, good, 13)]:
        chip = Chip(MAI, Faults(naked_at=at), make)
        reading = read(chip)
        assert reading.hashes_match
        assert files(reading, chip) == {}
        assert EF.DG2 in reading.files


@pytest.mark.parametrize(
    ("atr", "answer"),
    [
        ("3B888001000000000000000009", None),
        ("3B858001807300010076", 256),
        ("3B858001807300014036", None),
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
    short, extended = Make(**ALL), Make(extended=True, **ALL)
    assert read(Chip(MAI, make=short)).apdus <= 115
    assert read(Chip(MAI, make=Make(**ALL, **NO_PACE))).apdus <= 108
    assert read(Chip(MAI, make=extended)).apdus <= 20
