"""Chips without extended length that take a long command in pieces, and give a long answer so."""

import pytest

from drivers.card import Wish, apdu, issuer
from drivers.card.apdu import PIECE, Linked, command
from drivers.card.chip import Chip, Faults, Make
from drivers.card.credentials import Credentials
from drivers.card.fake import ScriptedChannel
from drivers.card.reading import read_chip
from drivers.card.refused import Reason as Why
from drivers.card.verdict import PROVEN, Reason, failed, not_checked
from tests.workbench.people import MAI

MRZ = issuer.mrz(MAI)
LINES = Credentials(mrz=(MRZ[:30], MRZ[30:60], MRZ[60:]))
LONG_NUMBERS = ("DH-GM-AES128/2",)


class Listening:
    """A chip, and every command that went to it."""

    def __init__(self, make, **faults):
        self.chip = Chip(MAI, Faults(**faults), make)
        self.heard = []

    def transmit(self, sent):
        self.heard.append(sent)
        return self.chip.transmit(sent)

    def read(self, known=MAI.number, photo=False):
        wish = Wish(photo=photo, genuine=True)
        percent = lambda percent: None  # noqa: E731
        return read_chip(self, known, percent, 60.0, wish, again=self.chip.reset)


def test_a_long_command_goes_in_pieces():
    data = bytes(range(200)) * 2
    first, last = data[:PIECE].hex(), data[PIECE:].hex()
    channel = ScriptedChannel(
        f"""
        > 10860000{PIECE:02X}{first}
        < 9000
        > 00860000{400 - PIECE:02X}{last}00
        < AABB6102
        > 00C0000002
        < CCDD9000
        """
    )
    assert Linked(channel).transmit(command(0, 0x86, 0, 0, data, 65_536)).hex() == "aabbccdd9000"
    assert channel.finished()


def test_a_piece_that_is_refused_ends_the_command():
    channel = ScriptedChannel(f"> 10860000{PIECE:02X}{'00' * PIECE}\n< 6884")
    assert Linked(channel).transmit(command(0, 0x86, 0, 0, bytes(300), 256)) == b"\x68\x84"


def test_a_command_that_fits_goes_as_it_is():
    channel = ScriptedChannel("> 0084000008\n< 00000000000000009000")
    assert apdu.send(Linked(channel), bytes.fromhex("0084000008")) == bytes(8)


def test_pace_with_numbers_of_2048_bits():
    desk = Listening(Make(pace=LONG_NUMBERS, chaining=True))
    reading = desk.read()
    assert (reading.access, reading.holder.name) == ("PACE-CAN", MAI.name)
    assert all(len(sent) <= 261 for sent in desk.heard)
    assert [sent[0] for sent in desk.heard if len(sent) == 5 + PIECE] == [0x10, 0x10]


def test_a_chip_that_takes_no_pieces_is_read_by_the_next_way():
    reading = Listening(Make(pace=LONG_NUMBERS)).read(LINES)
    assert [(tried.access, tried.reason) for tried in reading.attempts] == [
        ("PACE-MRZ", Why.NOT_OFFERED),
        ("BAC", Why.OPENED),
    ]


@pytest.mark.parametrize(
    "keys",
    [
        {"active": "rsa-2048", "agreement": "none"},
        {"active": "none", "agreement": "dh"},
        {"active": "rsa-2048", "agreement": "dh"},
    ],
    ids=str,
)
@pytest.mark.parametrize("naked", [False, True], ids=["", "errors in clear"])
class TestLongKeys:
    """2048 bits: the answer of an RSA key, and the public key of an agreement, are too long for short commands."""

    def test_they_prove_a_chip_that_takes_pieces(self, keys, naked):
        desk = Listening(Make(chaining=True, **keys), naked_errors=naked)
        assert desk.read(photo=True).verdict.genuine == PROVEN
        assert all(len(sent) <= 261 for sent in desk.heard)

    def test_they_betray_its_copy(self, keys, naked):
        desk = Listening(Make(chaining=True, **keys), naked_errors=naked, clone=True)
        reading = desk.read(photo=True)
        assert reading.verdict.genuine == failed(Reason.WRONG_ANSWER)
        assert reading.hashes_match

    def test_a_chip_that_takes_no_pieces_is_not_taken_for_a_copy(self, keys, naked):
        reading = Listening(Make(**keys), naked_errors=naked).read(photo=True)
        assert reading.verdict.genuine == not_checked(Reason.NOT_ASKED)
        assert 2 in reading.hashes


def test_a_short_key_beside_a_long_one_still_proves_the_chip():
    """Finding out that the long one cannot be asked has cost the session."""
    desk = Listening(Make(active="rsa-2048", agreement="ecdh"), naked_errors=True)
    assert desk.read(photo=True).verdict.genuine == PROVEN
