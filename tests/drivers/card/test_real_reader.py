"""A citizen card on a real pcscd: what is read, and what goes wrong."""

import threading

import pytest

from drivers.card import CardError, CardState
from tests.workbench.pcsc import PcscHouse
from tests.workbench.people import HOA, MAI, NAMESAKE, ONG_DU

pytestmark = pytest.mark.device


def read(reader, person, wait=60.0, budget=60.0, progress=lambda percent: None):
    return reader.read(person.number, progress, wait, budget)


def failure(reader, person, **options):
    with pytest.raises(CardError) as error:
        read(reader, person, **options)
    assert person.number[-6:] not in str(error.value)
    return error.value.state


def test_a_holder_is_read(reader, lay_down):
    lay_down(MAI)
    told: list[int] = []
    reading = read(reader, MAI, progress=told.append)
    assert (reading.holder.number, reading.holder.name) == (MAI.number, MAI.name)
    assert (reading.holder.birth_date, reading.holder.expiry) == (MAI.birth_date, MAI.expiry)
    assert (reading.access, reading.hashes_match) == ("PACE-CAN", True)
    assert 15 < reading.apdus < 40
    assert told == sorted(set(told))
    assert told[-1] == 100


def test_people_come_one_after_the_other(reader, lay_down):
    for person in (MAI, HOA, HOA, ONG_DU):
        lay_down(person)
        assert read(reader, person).holder.name == person.name


def test_the_same_card_is_read_again_without_moving_it(reader, lay_down):
    lay_down(MAI)
    assert read(reader, MAI) == read(reader, MAI)


def test_the_number_of_another_card_is_wrong(reader, lay_down):
    lay_down(MAI)
    assert failure(reader, HOA) is CardState.WRONG_NUMBER
    assert read(reader, MAI).holder.name == MAI.name


def test_a_number_that_only_ends_like_the_cards_is_wrong(reader, lay_down):
    lay_down(MAI)
    assert failure(reader, NAMESAKE) is CardState.WRONG_NUMBER


@pytest.mark.parametrize(
    ("faults", "state"),
    [
        ({"wrong_hash": True}, CardState.ALTERED),
        ({"other_number": True}, CardState.WRONG_NUMBER),
        ({"garbage": True}, CardState.UNREADABLE),
        ({"no_emrtd": True}, CardState.NOT_CITIZEN),
    ],
    ids=["altered", "other number", "garbage", "no eMRTD"],
)
def test_what_is_wrong_with_the_card_is_named(reader, lay_down, faults, state):
    lay_down(MAI, **faults)
    assert failure(reader, MAI) is state


@pytest.mark.parametrize("at", [1, 2, 5, 8, 12, 18])
def test_a_card_pulled_half_way_is_laid_down_again(house, reader, lay_down, at):
    lay_down(MAI, remove_at=at)
    assert failure(reader, MAI) is CardState.REMOVED
    house.insert(MAI)
    assert read(reader, MAI).hashes_match


def test_a_card_taken_by_hand_was_removed(house, reader, lay_down):
    lay_down(MAI, slow=0.2)
    state = failure(reader, MAI, progress=lambda percent: percent == 50 and house.remove())
    assert state is CardState.REMOVED


def test_no_card_in_time_is_told(reader):
    assert failure(reader, MAI, wait=0.2) is CardState.ABSENT
    assert failure(reader, MAI, wait=0) is CardState.ABSENT


def test_a_card_laid_down_while_waiting_is_read(house, reader):
    later = threading.Timer(0.5, house.insert, [MAI])
    later.start()
    assert read(reader, MAI).holder.name == MAI.name
    later.join()


def test_a_slow_chip_ends_with_the_budget(reader, lay_down):
    lay_down(MAI, slow=0.3)
    assert failure(reader, MAI, budget=1.0) is CardState.UNREADABLE


def test_a_chip_that_hangs_does_not_hang_the_reader(house, reader, lay_down):
    lay_down(MAI)
    house.fault(slow=600)
    assert failure(reader, MAI, budget=1.0) is CardState.UNREADABLE
    lay_down_after_hang(house)
    assert read(reader, MAI).holder.name == MAI.name


def lay_down_after_hang(house):
    house.remove()
    house.insert(MAI)


def test_pcscd_killed_half_way_and_back():
    with PcscHouse() as house, house.client(grace=1.0) as reader:
        house.insert(MAI, slow=0.2)
        state = failure(reader, MAI, progress=lambda percent: percent == 50 and house.kill_pcscd())
        assert state is CardState.READER_GONE
        assert reader.state() is CardState.READER_GONE
        assert failure(reader, MAI, wait=0) is CardState.READER_GONE
        house.start_pcscd()
        house.fault()
        assert read(reader, MAI).holder.name == MAI.name


def test_pcscd_restarted_while_we_wait_is_not_noticed():
    with PcscHouse() as house, house.client() as reader:

        def restart():
            house.kill_pcscd()
            house.start_pcscd()
            house.insert(HOA)

        later = threading.Timer(0.5, restart)
        later.start()
        assert read(reader, HOA).holder.name == HOA.name
        later.join()


def test_two_houses_do_not_disturb_each_other(house, reader, lay_down):
    lay_down(MAI)
    with PcscHouse() as other, other.client() as their_reader:
        other.insert(HOA)
        assert read(their_reader, HOA).holder.name == HOA.name
        assert read(reader, MAI).holder.name == MAI.name
    assert read(reader, MAI).holder.name == MAI.name


def test_a_technician_reads_a_card_and_sees_it_masked(house, lay_down):
    lay_down(MAI)
    done = house.run("read", answer=MAI.number + "\n")
    assert done.returncode == 0, done.stderr
    assert "********0123" in done.stdout
    assert "G**** T** M**" in done.stdout
    for private in (MAI.number, MAI.number[:-4], "Giàng", "Mai", "15/01"):
        assert private not in done.stdout + done.stderr


def test_a_technician_learns_what_to_do(house, lay_down):
    lay_down(MAI)
    done = house.run("read", "--number", HOA.number)
    assert done.returncode == 1
    assert "Check the digits" in done.stderr
    assert HOA.number not in done.stdout + done.stderr


def test_a_technician_lists_readers_and_cards(house, lay_down):
    lay_down(MAI)
    assert "Virtual PCD 00 00: a card lies there" in house.run("list").stdout


def test_a_technician_without_pcscd_is_told_so():
    with PcscHouse() as house:
        house.kill_pcscd()
        done = house.run("list")
        assert done.returncode == 1
        assert "pcscd" in done.stderr


def test_a_simulated_card_refuses_orders_it_does_not_know(house, reader, lay_down):
    with pytest.raises(ValueError, match="no such fault"):
        house.fault(catch_fire=True)
    lay_down(MAI)
    assert read(reader, MAI).hashes_match
