"""More than one reader, as with a signing token beside the card reader: the citizen's card is found."""

import threading

import pytest

from drivers.card import CardError, CardState
from tests.workbench import stranger
from tests.workbench.pcsc import PcscHouse
from tests.workbench.people import HOA, MAI

pytestmark = pytest.mark.device
WAIT = 60.0  # seconds


@pytest.fixture(scope="module")
def two():
    with PcscHouse(slots=2) as house:
        yield house


@pytest.fixture
def reader(two):
    for slot in (0, 1):
        two.remove(slot)
        two.fault(slot)
    with two.client() as client:
        until(lambda: client.state() is CardState.ABSENT)
        yield client


def read(reader, wait=WAIT, told=lambda percent: None):
    return reader.read(MAI.number, told, wait, WAIT)


def failure(reader, wait=WAIT):
    with pytest.raises(CardError) as error:
        read(reader, wait)
    return error.value.state


def test_a_card_on_the_second_reader_is_read(two, reader):
    two.insert(MAI, slot=1)
    assert read(reader).hashes_match


@pytest.mark.parametrize("slot", [0, 1])
def test_some_other_card_does_not_hide_the_citizens(two, reader, slot):
    two.insert(HOA, slot=slot, no_emrtd=True)
    two.insert(MAI, slot=1 - slot)
    until(lambda: len(lying(two)) == 2)
    assert read(reader).holder.name == MAI.name


@pytest.mark.parametrize("slot", [0, 1])
def test_a_card_that_says_noise_does_not_hide_the_citizens(two, reader, slot):
    two.insert(HOA, slot=slot, bad_atr=True)
    two.insert(MAI, slot=1 - slot)
    until(lambda: len(lying(two)) == 2)
    assert read(reader).holder.name == MAI.name


def test_the_card_of_the_one_who_went_before_does_not_hide_the_citizens(two, reader):
    two.insert(HOA)
    two.insert(MAI, slot=1)
    until(lambda: len(lying(two)) == 2)
    assert read(reader).holder.name == MAI.name


def test_only_some_other_card_is_told_so(two, reader):
    two.insert(HOA, no_emrtd=True)
    assert failure(reader) is CardState.NOT_CITIZEN


def test_a_token_that_is_always_there_is_waited_beside_after_the_first_time(two, reader):
    two.insert(HOA, no_emrtd=True)
    assert failure(reader) is CardState.NOT_CITIZEN
    later = threading.Timer(3.0, two.insert, [MAI, 1])
    later.start()
    assert read(reader).holder.name == MAI.name
    later.join()
    two.remove(1)
    until(lambda: len(lying(two)) == 1)
    assert failure(reader, wait=0.5) is CardState.NOT_CITIZEN


def test_a_reader_that_another_program_holds_is_waited_beside(two, reader):
    two.insert(HOA)
    until(lambda: len(lying(two)) == 1)
    with stranger.holding(two.env):
        assert failure(reader, wait=0.5) is CardState.READER_GONE
        two.insert(MAI, slot=1)
        assert read(reader).holder.name == MAI.name


def test_a_reader_that_the_settings_do_not_name_is_left_alone(two, reader):
    two.insert(MAI)
    with two.client(name="00 01", grace=0.2) as second, two.client(name="Elsewhere") as none:
        assert failure(second, wait=0.5) is CardState.ABSENT
        assert failure(none, wait=0) is CardState.READER_GONE
        assert none.state() is CardState.READER_GONE


def lying(house):
    return [line for line in house.run("list").stdout.splitlines() if "card lies" in line]


def until(holds):
    for _ in range(600):
        if holds():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never came to that")
