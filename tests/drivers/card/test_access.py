"""Ways into a chip: one after another, few tries, and none that could lock a card."""

import pytest

from drivers.card import CardError, CardState, Wish, issuer, pace
from drivers.card.chip import Chip, Faults, Make
from drivers.card.chip_keys import mapping_key
from drivers.card.credentials import Credentials
from drivers.card.pace_info import Mapping, everything
from drivers.card.reading import read_chip
from drivers.card.refused import Reason
from tests.workbench.people import HOA, MAI, NAMESAKE

MRZ = issuer.mrz(MAI)
LINES = MRZ[:30], MRZ[30:60], MRZ[60:]
BORN = Credentials(MAI.number, birth_date=MAI.birth_date)
NO_PACE = Make(pace=(), card_access=False)


def read(chip, known=MAI.number, **options):
    return read_chip(chip, known, lambda percent: None, 60.0, again=chip.reset, **options)


def failed(chip, known=MAI.number):
    with pytest.raises(CardError) as error:
        read(chip, known)
    return error.value


def tried(attempts):
    return [(attempt.access, attempt.reason) for attempt in attempts]


@pytest.mark.parametrize("info", everything(), ids=str)
def test_every_way_of_pace_leads_in_with_the_can(info):
    # Numbers of 2048 bits fit no short command.
    reading = read(Chip(MAI, make=Make(pace=(str(info),), extended=info.parameter in (1, 2))))
    assert (reading.access, reading.holder.name) == ("PACE-CAN", MAI.name)
    assert reading.hashes_match
    assert [attempt.detail for attempt in reading.attempts] == [str(info)]


@pytest.mark.parametrize("cipher", ["DES3", "AES128", "AES192", "AES256"])
def test_pace_with_the_printed_mrz(cipher):
    chip = Chip(MAI, make=Make(pace=(f"ECDH-GM-{cipher}/13",), can=False))
    reading = read(chip, Credentials(mrz=LINES))
    assert reading.access == "PACE-MRZ"
    assert reading.holder.number == MAI.number


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("known", [Credentials(mrz=LINES), BORN], ids=["mrz", "number and birth"])
def test_an_older_card_is_read_by_basic_access(known, extended):
    make = Make(pace=(), card_access=False, extended=extended)
    reading = read(Chip(MAI, make=make), known)
    assert (reading.access, reading.holder.name) == ("BAC", MAI.name)
    assert reading.hashes_match


def test_the_number_alone_gives_no_way_into_an_older_card():
    error = failed(Chip(MAI, make=NO_PACE))
    assert error.state is CardState.UNREADABLE
    assert tried(error.attempts) == [("PACE-CAN", Reason.NOT_OFFERED)]


def test_the_ways_are_tried_in_order_and_each_refusal_is_kept():
    chip = Chip(MAI, make=Make(can=False, pace=("ECDH-GM-AES128/13",)))
    reading = read(chip, BORN)
    assert tried(reading.attempts) == [
        ("PACE-CAN", Reason.NOT_OFFERED),
        ("PACE-MRZ", Reason.OPENED),
    ]
    assert "MSE" in reading.attempts[0].detail


def test_a_wrong_can_leaves_the_printed_mrz():
    reading = read(Chip(MAI), Credentials(can="999999", mrz=LINES))
    assert tried(reading.attempts) == [
        ("PACE-CAN", Reason.WRONG_PASSWORD),
        ("PACE-MRZ", Reason.OPENED),
    ]


def test_of_several_offers_the_strongest_is_taken():
    make = Make(
        pace=("ECDH-GM-DES3/12", "ECDH-GM-AES256/17", "ECDH-GM-AES256/12", "DH-GM-AES128/2")
    )
    assert read(Chip(MAI, make=make)).attempts[0].detail == "ECDH-GM-AES256/17"


def test_few_passwords_are_tried_on_one_card():
    error = failed(Chip(HOA), Credentials(MAI.number, can="111111", birth_date=MAI.birth_date))
    assert error.state is CardState.WRONG_NUMBER
    wrong = [a for a in error.attempts if a.reason is Reason.WRONG_PASSWORD]
    assert 3 <= len(wrong) <= 6


def test_a_card_that_counts_is_never_locked():
    chip = Chip(HOA, make=Make(tries=3))
    known = Credentials(MAI.number, can="111111", mrz=LINES, birth_date=MAI.birth_date)
    for _ in range(5):
        failed(chip, known)
        chip.reset()
    assert read(chip, Credentials(HOA.number)).access == "PACE-CAN" if chip_left(chip) > 1 else True
    assert chip_left(chip) >= 1


def chip_left(chip):
    """How many tries the chip still gives, asked as MSE:Set AT answers it."""
    chip.reset()
    answer = chip.transmit(bytes.fromhex("0022C1A40F800A04007F00070202040202830102"))
    return answer[-1] & 0x0F if answer[-2] == 0x63 else chip.make.tries


def test_a_card_close_to_its_lock_is_left_alone():
    chip = Chip(MAI, make=Make(tries=2, bac=False))
    failed(chip, Credentials(HOA.number))
    chip.reset()
    error = failed(chip)
    assert tried(error.attempts) == [("PACE-CAN", Reason.FEW_LEFT)]
    assert chip_left(chip) == 1


def test_no_password_stands_in_what_is_kept_of_a_refusal():
    error = failed(Chip(HOA), Credentials(MAI.number, mrz=LINES))
    shown = repr(error.attempts) + str(error)
    for secret in ("000123", MAI.number, LINES[0][5:14], "900115"):
        assert secret not in shown


def test_a_chip_that_waits_after_a_wrong_number_is_waited_for():
    waited: list[float] = []
    chip = Chip(MAI, Faults(wrong_delay=3.0))
    chip.pause = waited.append
    assert failed(chip, HOA.number).state is CardState.WRONG_NUMBER
    assert 3.0 in waited


def test_a_wrong_number_with_the_same_can_is_found_in_dg1():
    assert failed(Chip(MAI), NAMESAKE.number).state is CardState.WRONG_NUMBER


def test_a_card_may_be_read_without_knowing_its_number():
    assert read(Chip(MAI), Credentials(can=MAI.number[-6:])).holder.number == MAI.number


def test_the_name_is_told_before_the_photo_and_the_signature_are_asked_for():
    chip = Chip(MAI)
    told: list[tuple[str, int]] = []
    wish = Wish(photo=True, named=lambda holder: told.append((holder.name, chip.apdus)))
    reading = read(chip, wish=wish)
    assert [name for name, _ in told] == [MAI.name]
    assert told[0][1] <= 16
    assert reading.apdus > 90


def test_a_chip_that_maps_with_its_own_key_proves_it():
    offered = next(info for info in everything() if info.mapping is Mapping.CHIP_AUTHENTICATION)
    chip = Chip(MAI, make=Make(pace=(str(offered),)))
    secured = pace.establish(chip, offered, pace.can(MAI.number[-6:]))
    _, public = mapping_key(offered.parameter)
    assert secured.chip_mapping.proves(public)
    other = offered.group.public(12345)
    assert not secured.chip_mapping.proves(other)
