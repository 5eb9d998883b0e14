"""Commands of ISO 7816-4: what the chip may ask of us, and for how long."""

import pytest

from drivers.card import CardError, CardState, UnexpectedStatus, apdu
from drivers.card.fake import ScriptedChannel


class Parrot:
    """Gives the same answer whatever it is told."""

    def __init__(self, answer):
        self.answer = bytes.fromhex(answer)
        self.told = 0

    def transmit(self, command):
        self.told += 1
        return self.answer


def test_any_status_but_9000_is_told():
    with pytest.raises(UnexpectedStatus) as refusal:
        apdu.select_file(ScriptedChannel("> 00A4020C02011C\n< 6A82"), 0x011C)
    assert refusal.value.status == 0x6A82


def test_more_data_waiting_are_fetched():
    channel = ScriptedChannel(
        """
        > 00B0000004
        < AA6103
        > 00C0000003
        < BBCCDD9000
        """
    )
    assert apdu.send(channel, bytes.fromhex("00B0000004")) == bytes.fromhex("AABBCCDD")
    assert channel.finished()


def test_a_wrong_length_is_asked_again_with_the_right_one():
    channel = ScriptedChannel(
        """
        > 00B0000000
        < 6C02
        > 00B0000002
        < AABB9000
        """
    )
    assert apdu.send(channel, bytes.fromhex("00B0000000")) == b"\xaa\xbb"


@pytest.mark.parametrize("circle", ["6100", "AA61FF", "6C01"])
def test_a_chip_that_sends_us_round_in_circles_is_left(circle):
    chip = Parrot(circle)
    with pytest.raises((CardError, UnexpectedStatus)):
        apdu.send(chip, bytes.fromhex("00B0000000"))
    assert chip.told <= apdu.MOST_FOLLOWED


@pytest.mark.parametrize("stump", ["", "90"])
def test_an_answer_without_status_word_is_nonsense(stump):
    with pytest.raises(CardError) as error:
        apdu.send(Parrot(stump), bytes.fromhex("00B0000000"))
    assert error.value.state is CardState.UNREADABLE


def test_a_file_is_read_on_from_where_the_chip_stopped():
    channel = ScriptedChannel(
        """
        > 00B0000405   # five bytes from offset four
        < AABB6282     # only two, and the end of the file, says the chip
        > 00B0000603
        < CCDDEE9000
        """
    )
    assert apdu.read_binary(channel, 4, 5, 256) == bytes.fromhex("AABBCCDDEE")


def test_a_chip_that_takes_no_large_blocks_gets_small_ones():
    channel = ScriptedChannel(
        f"""
        > 00B0000000
        < 6700
        > 00B0000080
        < {"AA" * 128}9000
        > 00B0008080
        < {"BB" * 128}9000
        """
    )
    assert apdu.read_binary(channel, 0, 256, 256) == b"\xaa" * 128 + b"\xbb" * 128


def test_a_file_that_gives_nothing_is_not_asked_for_ever():
    chip = Parrot("9000")
    with pytest.raises(CardError) as error:
        apdu.read_binary(chip, 0, 100, 256)
    assert error.value.state is CardState.UNREADABLE
    assert chip.told == 1


def test_one_byte_at_a_time_ends_with_the_budget():
    metered = apdu.Metered(Parrot("AA9000"), seconds=60)
    with pytest.raises(CardError) as error:
        apdu.read_binary(metered, 0, 30_000, 256)
    assert error.value.state is CardState.UNREADABLE
    assert metered.apdus == apdu.MOST_APDUS


def test_a_flood_of_bytes_ends_with_the_budget():
    metered = apdu.Metered(Parrot("AA" * 65_000 + "9000"), seconds=60)
    for _ in range(5):
        metered.transmit(b"\0\0\0\0")
    with pytest.raises(CardError):
        metered.transmit(b"\0\0\0\0")


def test_when_time_is_up_nothing_more_is_sent():
    chip = Parrot("9000")
    with pytest.raises(CardError) as error:
        apdu.Metered(chip, seconds=-1).transmit(b"\0\0\0\0")
    assert error.value.state is CardState.UNREADABLE
    assert chip.told == 0
