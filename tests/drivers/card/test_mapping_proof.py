"""A chip that proves itself on the way in: EF.CardSecurity, its signer, and chips that only say so."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import Wish, chip_mapping, evidence
from drivers.card.chip import Chip, Faults, Make
from drivers.card.chip_mapping import ChipMapping
from drivers.card.files import EF
from drivers.card.genuine import Transcript
from drivers.card.reading import read_chip
from drivers.card.verdict import PROVEN, Reason, Summary, failed, not_checked
from tests.workbench.people import MAI
from tests.workbench.verdicts import anchors, read, trusting

CAM = ("ECDH-CAM-AES128/13",)
BARE = Make(pace=CAM, active="none", agreement="none")
NOW = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize("way", ["AES128/12", "AES128/13", "AES192/16", "AES256/17", "AES256/18"])
def test_a_chip_with_no_other_key_is_proven_genuine(way):
    reading = read(MAI, dataclasses.replace(BARE, pace=(f"ECDH-CAM-{way}",)), trusting())
    assert reading.verdict.genuine == PROVEN
    assert reading.verdict.summary is Summary.PROVEN


def test_beside_the_mapping_for_every_reader_the_one_that_proves_is_chosen():
    both = dataclasses.replace(BARE, pace=("ECDH-GM-AES128/13", *CAM))
    reading = read(MAI, both, trusting())
    assert [tried.detail for tried in reading.attempts] == [*CAM]
    assert reading.verdict.summary is Summary.PROVEN


def test_a_stronger_cipher_goes_before_it():
    stronger = dataclasses.replace(BARE, pace=("ECDH-GM-AES256/17", *CAM))
    assert read(MAI, stronger).attempts[0].detail == "ECDH-GM-AES256/17"


def test_chip_authentication_is_spared():
    mapped = read(MAI, Make(pace=CAM, active="none"))
    assert mapped.verdict.genuine == PROVEN
    assert mapped.transcript.agreed is None
    assert read(MAI, Make(active="none")).transcript.agreed


def test_its_file_is_not_read_when_nobody_asks_for_proof():
    reading = read_chip(Chip(MAI, make=BARE), MAI.number, lambda percent: None, 60.0, Wish())
    assert EF.CARD_SECURITY not in reading.files
    assert EF.CARD_SECURITY not in reading.refused


@pytest.mark.parametrize("make", [BARE, Make(pace=CAM, active="none")], ids=["bare", "with DG14"])
def test_a_copy_of_such_a_chip_is_a_copy(make):
    reading = read(MAI, make, trusting(), clone=True)
    assert reading.verdict.genuine == failed(Reason.WRONG_ANSWER)
    assert reading.verdict.summary is Summary.CLONED
    assert reading.holder.name == MAI.name


def test_a_copy_that_brings_a_key_of_its_own_proves_nothing():
    """It maps rightly, but nobody whom the office trusts has signed its key."""
    verdict = read(MAI, BARE, trusting(), other_security=True).verdict
    assert verdict.genuine == not_checked(Reason.EARLIER_LINK)
    assert verdict.summary is Summary.MAY_BE_A_COPY


def test_a_spoilt_signature_of_its_file_is_a_forgery():
    verdict = read(MAI, BARE, trusting(), spoilt_security=True).verdict
    assert verdict.genuine == failed(Reason.WRONG_SIGNATURE)
    assert verdict.summary is Summary.FORGED


@pytest.mark.parametrize("naked", [False, True], ids=["", "errors in clear"])
def test_a_chip_that_keeps_the_file_is_asked_otherwise(naked):
    with_key = Make(pace=CAM, active="none")
    faults = Faults(no_security=True, naked_errors=naked)
    wish = Wish(genuine=True, trust=trusting())
    for make, link in ((with_key, PROVEN), (BARE, not_checked(Reason.KEY_WITHHELD))):
        chip = Chip(MAI, faults, make)
        reading = read_chip(chip, MAI.number, lambda percent: None, 60.0, wish, again=chip.reset)
        assert reading.verdict.genuine == link
        assert EF.CARD_SECURITY in reading.refused


@pytest.mark.parametrize(
    "make",
    [
        {"extended": True},
        {"le_limit": 128},
        {"short_names": False},
        {"past_end": "refused"},
        {"past_end": "exact"},
        {"select_mf": "required"},
    ],
    ids=str,
)
def test_its_file_is_read_from_every_kind_of_card(make):
    chip = Chip(MAI, make=dataclasses.replace(BARE, **make))
    wish = Wish(genuine=True, trust=trusting())
    reading = read_chip(chip, MAI.number, lambda percent: None, 60.0, wish, again=chip.reset)
    assert reading.verdict.summary is Summary.PROVEN


def test_without_trust_it_is_no_more_than_consistent():
    verdict = read(MAI, BARE).verdict
    assert verdict.genuine == PROVEN
    assert verdict.summary is Summary.UNANCHORED


def test_a_card_that_moves_proves_itself_anew():
    chip = Chip(MAI, make=BARE)
    wish = Wish(genuine=True, trust=trusting())
    good = read_chip(chip, MAI.number, lambda percent: None, 60.0, wish).apdus
    for at in range(5, good, 3):
        chip = Chip(MAI, Faults(remove_at=at), BARE)
        reading = read_chip(chip, MAI.number, lambda percent: None, 60.0, wish, again=chip.reset)
        assert reading.verdict.summary is Summary.PROVEN


def test_a_copy_laid_down_instead_does_not_take_over_the_proof():
    """The true card maps, is lifted, and its copy lies there when the reading goes on."""

    class Swapped:
        def __init__(self):
            self.chip = Chip(MAI, Faults(remove_at=16), BARE)

        def transmit(self, command):
            return self.chip.transmit(command)

        def again(self):
            self.chip = Chip(MAI, Faults(clone=True), BARE)

    desk = Swapped()
    wish = Wish(genuine=True, trust=trusting())
    reading = read_chip(desk, MAI.number, lambda percent: None, 60.0, wish, again=desk.again)
    assert reading.verdict.summary is Summary.CLONED


def test_a_file_that_is_nonsense_does_not_end_the_reading():
    chip = Chip(MAI, make=BARE)
    chip._card.files[EF.CARD_SECURITY] = bytes.fromhex("3182FFFF") + bytes(40)
    wish = Wish(genuine=True, trust=trusting())
    reading = read_chip(chip, MAI.number, lambda percent: None, 60.0, wish, again=chip.reset)
    assert reading.verdict.summary is Summary.MAY_BE_A_COPY
    assert EF.CARD_SECURITY in reading.refused


def kept(**faults):
    reading = read(MAI, BARE, **faults)
    made = evidence.of(reading.files, reading.hashes, NOW, reading.access, reading.transcript, None)
    return evidence.from_json(made.to_json())


def test_the_centre_takes_it_as_reported():
    """Anybody could write down such numbers afterwards: only whoever mapped knows."""
    again = kept()
    assert again.transcript.mapped
    assert evidence.verify(again, anchors()).genuine == not_checked(Reason.ONLY_REPORTED)


def test_the_centre_sees_a_copy():
    assert evidence.verify(kept(clone=True), anchors()).summary is Summary.CLONED


def test_a_proof_for_another_curve_is_none():
    reading = read(MAI, BARE)
    data, mapped = reading.files[EF.CARD_SECURITY], reading.transcript.mapped
    judged = [
        chip_mapping.judge(one, data, lambda signed: PROVEN)
        for one in (mapped, dataclasses.replace(mapped, parameter=12))
    ]
    assert judged == [PROVEN, not_checked(Reason.NO_KEY)]


GOOD = read(MAI, BARE)
SECURITY = GOOD.files[EF.CARD_SECURITY]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_such_file_and_any_such_proof_are_judged(data):
    spoilt = bytearray(SECURITY)
    for _ in range(data.draw(st.integers(0, 3))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(spoilt)))
    mapped = data.draw(
        st.one_of(
            st.just(GOOD.transcript.mapped),
            st.builds(ChipMapping, st.integers(0, 20), st.binary(max_size=70), st.binary()),
        )
    )
    link = chip_mapping.judge(mapped, bytes(spoilt[:cut]), lambda signed: PROVEN)
    assert link.state in set(type(link.state))
    assert Transcript(mapped=mapped).to_json()["mapped"]["parameter"] == mapped.parameter
