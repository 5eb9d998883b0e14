"""Commands of ISO 7816-4: what the chip may ask of us, and for how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import CardError, CardState, UnexpectedStatus, apdu, tlv
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


def test_a_wrong_length_is_corrected_once():
    assert apdu.exchange(Parrot("6C02"), bytes.fromhex("00B0000000")) == b"\x6c\x02"


@pytest.mark.parametrize("data", [0, 1, 255, 256, 700])
@pytest.mark.parametrize("le", [None, 1, 255, 256, 257, 65_000, 65_536])
def test_what_a_command_says_is_understood(data, le):
    sent = apdu.command(0x00, 0xB0, 1, 2, bytes(data), le)
    assert sent[:4] == b"\x00\xb0\x01\x02"
    found, asked = apdu.split(sent)
    assert (found, apdu.le_of(asked)) == (bytes(data), le or 0)


def test_a_short_command_stays_short():
    assert apdu.command(0, 0xB0, 0, 0, b"", 256) == bytes.fromhex("00B0000000")
    assert apdu.command(0, 0xB0, 0, 0, b"", 257) == bytes.fromhex("00B00000000101")


@given(st.binary(max_size=40))
def test_any_command_is_taken_apart_or_refused(data):
    try:
        apdu.split(data)
    except tlv.Malformed:
        return


def test_an_endless_conversation_ends_with_the_budget():
    metered = apdu.Metered(Parrot("AA9000"), seconds=60)
    for _ in range(apdu.MOST_APDUS):
        apdu.read_binary(metered, 0, 256)
    with pytest.raises(CardError) as error:
        apdu.read_binary(metered, 0, 256)
    assert error.value.state is CardState.UNREADABLE
    assert metered.apdus == apdu.MOST_APDUS


def test_a_flood_of_bytes_ends_with_the_budget():
    metered = apdu.Metered(Parrot("AA" * 65_000 + "9000"), seconds=60)
    for _ in range(9):
        metered.transmit(b"\0\0\0\0")
    with pytest.raises(CardError):
        metered.transmit(b"\0\0\0\0")


def test_when_time_is_up_nothing_more_is_sent():
    chip = Parrot("9000")
    with pytest.raises(CardError) as error:
        apdu.Metered(chip, seconds=-1).transmit(b"\0\0\0\0")
    assert error.value.state is CardState.UNREADABLE
    assert chip.told == 0
