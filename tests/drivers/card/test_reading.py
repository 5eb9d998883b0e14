"""A whole reading of a simulated chip, and every way a card or a hand can spoil it."""

import threading

import pytest

from drivers.card import CardError, CardState, HolderData, Reading, Wish, holder, issuer
from drivers.card.chip import Chip, Faults
from drivers.card.fake import FakeReader, ScriptedChannel
from drivers.card.files import EF
from drivers.card.reading import read_chip
from tests.workbench.people import HOA, MAI, NAMESAKE, ONG_DU, PEOPLE


def read(chip, number=MAI.number, budget=60.0):
    return read_chip(chip, number, lambda percent: None, budget)


def failure(chip, number=MAI.number, budget=60.0):
    with pytest.raises(CardError) as error:
        read(chip, number, budget)
    assert error.value.__cause__ is None
    assert number not in repr(error.value)
    assert number[-6:] not in repr(error.value)
    return error.value.state


class Spoilt:
    """A Channel that spoils the answers of a chip."""

    def __init__(self, chip, spoil):
        self.chip, self.spoil = chip, spoil

    def transmit(self, command):
        answer = self.chip.transmit(command)
        return self.spoil(self.chip.apdus, answer)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.latin)
def test_a_holder_is_read_as_the_card_says(person):
    chip = Chip(person)
    reading = read(chip, person.number)
    read_off = reading.holder
    assert (read_off.number, read_off.name) == (person.number, person.name)
    assert (read_off.sex, read_off.nationality) == (person.sex, "Việt Nam")
    assert (read_off.birth_date, read_off.expiry) == (person.birth_date, person.expiry)
    assert (reading.access, reading.hashes_match) == ("PACE-CAN", True)
    assert reading.apdus == chip.apdus


def test_progress_rises_to_a_hundred():
    told: list[int] = []
    read_chip(Chip(MAI), MAI.number, told.append, 60)
    assert told == sorted(set(told))
    assert told[-1] == 100


@pytest.mark.parametrize("no_dg13", [False, True])
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.latin)
def test_what_is_shown_early_of_a_holder_is_what_is_shown_at_the_end(person, no_dg13):
    told: list[HolderData] = []
    chip = Chip(person, Faults(no_dg13=no_dg13))
    reading = read_chip(chip, person.number, lambda percent: None, 60, Wish(named=told.append))
    assert told == [reading.holder]


def test_a_card_that_speaks_of_two_persons_shows_neither():
    files = issuer.files(MAI) | {EF.DG13: issuer.files(HOA)[EF.DG13]}
    assert holder.early(files) is None


def test_a_card_without_dg13_gives_the_name_of_the_mrz():
    reading = read(Chip(ONG_DU, Faults(no_dg13=True)), ONG_DU.number)
    assert (reading.holder.name, reading.holder.nationality) == ("VANG A DU", "Việt Nam")
    assert reading.holder.expiry is None
    assert reading.hashes_match


@pytest.mark.parametrize("number", ["010190000124", "", "12345678901", "01019000012x", "٠" * 12])
def test_a_wrong_number_is_told_as_such(number):
    with pytest.raises(CardError) as error:
        read(Chip(MAI), number)
    assert error.value.state is CardState.WRONG_NUMBER


def test_a_number_with_the_same_last_six_digits_is_still_wrong():
    assert NAMESAKE.number[-6:] == MAI.number[-6:]
    assert failure(Chip(MAI), NAMESAKE.number) is CardState.WRONG_NUMBER


@pytest.mark.parametrize(
    ("faults", "state"),
    [
        (Faults(wrong_hash=True), CardState.ALTERED),
        (Faults(other_number=True), CardState.WRONG_NUMBER),
        (Faults(garbage=True), CardState.UNREADABLE),
        (Faults(no_emrtd=True), CardState.NOT_CITIZEN),
    ],
    ids=["altered", "other number", "garbage", "no eMRTD"],
)
def test_what_is_wrong_with_the_card_is_named(faults, state):
    assert failure(Chip(MAI, faults)) is state


def test_an_older_card_without_pace_is_unreadable_but_no_other_card():
    older = ScriptedChannel(
        """
        > 00A4020C02011C
        < 6A82
        > 00A4000C023F00
        < 6D00
        > 0022C1A40F800A04007F00070202040202830102
        < 6D00
        > 00A4040C07A0000002471001
        < 9000
        > 00A4020C02011C
        < 6A82
        """
    )
    assert failure(older) is CardState.UNREADABLE
    assert older.finished()


def test_a_card_that_keeps_ef_card_access_back_is_read_all_the_same():
    def keep_back(n: int, good: bytes) -> bytes:
        return bytes.fromhex("6A82") if n == 1 else good

    assert read(Spoilt(Chip(MAI), keep_back)).holder.name == MAI.name


def test_a_card_pulled_at_any_command_was_removed():
    for at in range(1, read(Chip(MAI)).apdus + 1):
        assert failure(Chip(MAI, Faults(remove_at=at))) is CardState.REMOVED


def test_a_slow_chip_ends_with_the_budget():
    assert failure(Chip(MAI, Faults(slow=0.05)), budget=0.3) is CardState.UNREADABLE


@pytest.mark.parametrize(
    "answer", ["", "90", "9000", "6100", "6C00", "6282", "6F00", "FF" * 300 + "9000"]
)
def test_nonsense_at_any_command_is_never_a_reading(answer):
    nonsense = bytes.fromhex(answer)
    for at in range(1, read(Chip(MAI)).apdus + 1):
        chip = Spoilt(Chip(MAI), lambda n, good, at=at: nonsense if n >= at else good)
        assert failure(chip) in (CardState.UNREADABLE, CardState.NOT_CITIZEN)


def test_a_bit_flipped_in_any_answer_is_never_a_reading_of_something_else():
    for at in range(1, read(Chip(MAI)).apdus + 1):

        def flip(n: int, good: bytes, at: int = at) -> bytes:
            return bytes([good[0] ^ 4]) + good[1:] if n == at else good

        try:
            reading = read(Spoilt(Chip(MAI), flip))
        except CardError:
            continue
        assert isinstance(reading, Reading)
        assert reading.holder.name == MAI.name


def test_two_people_one_after_the_other():
    reader = FakeReader(MAI)
    assert reader.read(MAI.number, lambda percent: None, 0, 60).holder.name == MAI.name
    reader.insert(HOA)
    assert reader.read(HOA.number, lambda percent: None, 0, 60).holder.name == HOA.name


def test_the_fake_reader_says_what_lies_on_it():
    reader = FakeReader()
    assert reader.state() is CardState.ABSENT
    reader.insert(MAI)
    assert reader.state() is None
    reader.unplug()
    assert reader.state() is CardState.READER_GONE
    with pytest.raises(CardError) as error:
        reader.read(MAI.number, lambda percent: None, 0, 60)
    assert error.value.state is CardState.READER_GONE
    reader.plug_in()
    reader.remove()
    with pytest.raises(CardError) as error:
        reader.read(MAI.number, lambda percent: None, 0, 60)
    assert error.value.state is CardState.ABSENT


def test_the_fake_reader_waits_for_a_card():
    reader = FakeReader()
    later = threading.Timer(0.1, reader.insert, [MAI])
    later.start()
    assert reader.read(MAI.number, lambda percent: None, 60, 60).holder.name == MAI.name
    later.join()


@pytest.mark.parametrize(
    ("mishap", "state"), [("remove", CardState.REMOVED), ("unplug", CardState.READER_GONE)]
)
def test_the_fake_reader_can_be_mishandled_half_way(mishap, state):
    reader = FakeReader(MAI)

    def half_way(percent):
        if percent == 50:
            getattr(reader, mishap)()

    with pytest.raises(CardError) as error:
        reader.read(MAI.number, half_way, 0, 60)
    assert error.value.state is state


def test_a_card_laid_down_again_is_read():
    reader = FakeReader()
    reader.insert(MAI, Faults(remove_at=12))
    with pytest.raises(CardError):
        reader.read(MAI.number, lambda percent: None, 0, 60)
    assert reader.state() is CardState.ABSENT
    reader.insert(MAI)
    assert reader.read(MAI.number, lambda percent: None, 0, 60).hashes_match


def test_a_reading_never_shows_the_holder():
    shown = repr(read(Chip(MAI)))
    for private in (MAI.number, MAI.number[-6:], "Mai", "1990", "Nữ"):
        assert private not in shown
