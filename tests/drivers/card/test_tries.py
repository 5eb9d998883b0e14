"""Wrong numbers: how often a card is tried, what it says of that, and that it is never locked."""

import pytest

from drivers.card import CardError, CardState, issuer, tlv
from drivers.card.access import MOST_OF_CARD, Access, Tries
from drivers.card.chip import Chip, Make
from drivers.card.credentials import Credentials
from drivers.card.files import EF
from drivers.card.reading import read_chip
from drivers.card.refused import Reason
from tests.workbench.people import HOA, MAI

MRZ = issuer.mrz(MAI)
LINES = MRZ[:30], MRZ[30:60], MRZ[60:]
OTHER = issuer.mrz(HOA)
OTHERS_LINES = OTHER[:30], OTHER[30:60], OTHER[60:]
WRONG_CAN = Credentials(can="999999")
EVERYTHING_WRONG = Credentials(HOA.number, "999999", OTHERS_LINES, HOA.birth_date)


def read(chip, known):
    chip.reset()
    return read_chip(chip, known, lambda percent: None, 60.0, again=chip.reset)


def failed(chip, known):
    with pytest.raises(CardError) as error:
        read(chip, known)
    return error.value


def tried(attempts):
    return [(attempt.access, attempt.reason) for attempt in attempts]


def left(chip, password):
    """What MSE:Set AT says of a password (1 MRZ, 2 CAN): tries left, all of them where it says 9000."""
    chip.reset()
    answer = chip.transmit(bytes.fromhex(f"0022C1A40F800A04007F000702020402028301{password:02X}"))
    if answer == b"\x90\x00":
        return chip.make.tries
    return answer[1] & 0x0F if answer[0] == 0x63 else 0


def locked(**make):
    """A card on which somebody else has used up every try of the CAN."""
    chip = Chip(MAI, make=Make(tries=2, **make))
    chip._door._left[2] = 0
    return chip


@pytest.mark.parametrize("tries", [2, 3, 5, 10])
def test_the_last_try_is_never_ours(tries):
    chip = Chip(MAI, make=Make(tries=tries))
    for _ in range(12):
        assert failed(chip, EVERYTHING_WRONG).state in (
            CardState.WRONG_NUMBER,
            CardState.UNREADABLE,
        )
        assert left(chip, 1) >= 1
        assert left(chip, 2) >= 1


def test_the_chips_count_and_ours_agree():
    chip = Chip(MAI, make=Make(tries=5))
    error = failed(chip, WRONG_CAN)
    assert [attempt.detail for attempt in error.attempts] == ["PACE 63C4"]
    assert left(chip, 2) == 4
    assert left(chip, 1) == 5


def test_the_right_number_gives_the_chip_all_its_tries_back():
    chip = Chip(MAI, make=Make(tries=5))
    failed(chip, WRONG_CAN)
    read(chip, MAI.number)
    assert left(chip, 2) == 5


def test_a_wrong_can_and_then_the_printed_mrz():
    reading = read(Chip(MAI, make=Make(tries=3)), Credentials(can="999999", mrz=LINES))
    assert tried(reading.attempts) == [
        ("PACE-CAN", Reason.WRONG_PASSWORD),
        ("PACE-MRZ", Reason.OPENED),
    ]


@pytest.mark.parametrize("says", [0x6983, 0x6984])
def test_a_locked_can_leaves_the_printed_mrz(says):
    reading = read(locked(blocked=says), Credentials(MAI.number, mrz=LINES))
    assert tried(reading.attempts) == [
        ("PACE-CAN", Reason.BLOCKED),
        ("PACE-MRZ", Reason.OPENED),
    ]
    assert reading.attempts[0].detail == f"MSE {says:04X}"


def test_a_locked_can_and_nothing_else_known():
    error = failed(locked(), Credentials(MAI.number))
    assert error.state is CardState.UNREADABLE
    assert tried(error.attempts) == [("PACE-CAN", Reason.BLOCKED)]


def test_a_card_locked_for_pace_is_read_by_basic_access():
    chip = locked()
    chip._door._left[1] = 0
    reading = read(chip, Credentials(MAI.number, mrz=LINES))
    assert tried(reading.attempts) == [
        ("PACE-CAN", Reason.BLOCKED),
        ("PACE-MRZ", Reason.BLOCKED),
        ("BAC", Reason.OPENED),
    ]


def test_a_chip_that_calls_a_wrong_number_unauthorised():
    error = failed(Chip(MAI, make=Make(wrong=0x6982)), WRONG_CAN)
    assert error.state is CardState.WRONG_NUMBER
    assert tried(error.attempts) == [("PACE-CAN", Reason.WRONG_PASSWORD)]


def test_a_number_mistyped_in_front_opens_by_its_end_and_is_found_out():
    """The CAN is right, so the chip opens; whose it is stands in DG1."""
    error = failed(Chip(MAI), Credentials("999999" + MAI.number[6:]))
    assert error.state is CardState.WRONG_NUMBER
    assert error.attempts == ()


def test_a_number_mistyped_at_its_end_is_wrong_for_every_way():
    mistyped = Credentials(MAI.number[:-1] + "9", birth_date=MAI.birth_date)
    error = failed(Chip(MAI), mistyped)
    assert error.state is CardState.WRONG_NUMBER
    assert error.attempts[0].access == "PACE-CAN"
    assert {attempt.reason for attempt in error.attempts} == {Reason.WRONG_PASSWORD}
    assert len(error.attempts) <= 6


def test_a_card_that_stays_is_not_tried_for_ever():
    """Somebody types one number after another; each reading goes on where the last one stopped counting."""
    chip, tries = Chip(MAI), Tries()
    typed = 0
    while typed < 100:
        chip.reset()
        known = Credentials(can=f"{typed:06}")
        with pytest.raises(CardError) as error:
            read_chip(chip, known, lambda percent: None, 60.0, tries=tries)
        if error.value.attempts[-1].reason is Reason.TOO_MANY:
            break
        typed += 1
    assert typed == MOST_OF_CARD
    assert error.value.state is CardState.WRONG_NUMBER
    chip.reset()
    again = read_chip(chip, MAI.number, lambda percent: None, 60.0, tries=Tries())
    assert again.access == "PACE-CAN"


class Refusing:
    """An older card, without PACE, that answers every proof with the same status."""

    def __init__(self, status):
        self.status, self.proofs = bytes.fromhex(status), 0

    def transmit(self, command):
        if command[1] == 0x84:
            return bytes(8) + b"\x90\x00"
        if command[1] == 0x82:
            self.proofs += 1
            return self.status
        return b"\x90\x00" if command[1] == 0xA4 else b"\x6d\x00"


@pytest.mark.parametrize(
    ("status", "proofs", "reason"),
    [
        ("6983", 1, Reason.BLOCKED),
        ("6984", 1, Reason.BLOCKED),
        ("63C1", 1, Reason.WRONG_PASSWORD),
        ("63C0", 1, Reason.WRONG_PASSWORD),
        ("6300", 4, Reason.WRONG_PASSWORD),
        ("6982", 4, Reason.WRONG_PASSWORD),
        ("6988", 4, Reason.WRONG_PASSWORD),
    ],
)
def test_how_often_basic_access_is_tried(status, proofs, reason):
    card = Refusing(status)
    access = Access(Credentials(MAI.number, birth_date=MAI.birth_date), None, issuer.SIGNED.date())
    with pytest.raises(CardError):
        access.open(card)
    assert card.proofs <= proofs
    assert access.attempts[-1].reason is reason
    if proofs == 1:
        assert card.proofs == 1


def offering(*parameters, bac=True):
    """A card whose EF.CardAccess offers PACE over these numbers, which it could not do."""
    chip = Chip(MAI, make=Make(bac=bac))
    infos = b"".join(
        tlv.make(
            0x30,
            tlv.make(0x06, bytes.fromhex("04007F00070202040202")),
            tlv.make(0x02, b"\x02"),
            tlv.make(0x02, bytes([parameter])),
        )
        for parameter in parameters
    )
    chip._card.files[EF.CARD_ACCESS] = tlv.make(0x31, infos)
    return chip


@pytest.mark.parametrize("parameter", [9, 11, 14], ids=["P192", "P224", "P320"])
def test_a_curve_that_we_cannot_do_is_told_and_the_next_way_taken(parameter):
    reading = read(offering(parameter), Credentials(mrz=LINES))
    assert tried(reading.attempts) == [("PACE", Reason.NOT_KNOWN), ("BAC", Reason.OPENED)]
    assert reading.attempts[0].detail == f"ECDH-GM-AES128/{parameter}"


def test_a_curve_that_we_cannot_do_and_no_other_way():
    error = failed(offering(14), Credentials(MAI.number))
    assert error.state is CardState.UNREADABLE
    assert tried(error.attempts) == [("PACE", Reason.NOT_KNOWN)]


def test_beside_a_curve_that_we_cannot_do_the_other_is_taken():
    reading = read(offering(14, 13), Credentials(MAI.number))
    assert tried(reading.attempts) == [("PACE", Reason.NOT_KNOWN), ("PACE-CAN", Reason.OPENED)]
