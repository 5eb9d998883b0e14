"""A chip proves that it is no copy: active and chip authentication, every kind of key."""

import dataclasses
import hashlib
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from drivers.card import CardError, CardState, Wish, active_authentication, dg14, genuine, issuer
from drivers.card import sod as ef_sod
from drivers.card.chip import Chip, Faults, Make
from drivers.card.chip_keys import Active, Agreement, active_key
from drivers.card.files import EF
from drivers.card.genuine import Outcome, Transcript
from drivers.card.reading import read_chip
from drivers.card.verdict import PROVEN, NotProven, Reason, failed, not_checked
from tests.workbench.people import MAI
from tests.workbench.verdicts import read

LONG = Make(extended=True, says_extended=True)


@pytest.mark.parametrize("agreement", list(Agreement))
@pytest.mark.parametrize("active", list(Active))
def test_every_key_proves_a_chip_and_betrays_its_copy(active, agreement):
    make = dataclasses.replace(LONG, active=active.value, agreement=agreement.value)
    reading, copy = read(MAI, make), read(MAI, make, clone=True)
    if active is Active.NONE and agreement is Agreement.NONE:
        assert reading.verdict.genuine == copy.verdict.genuine == not_checked(Reason.NO_KEY)
        return
    assert reading.verdict.genuine == PROVEN
    assert copy.verdict.genuine == failed(Reason.WRONG_ANSWER)
    assert copy.verdict.hashes == PROVEN


@pytest.mark.parametrize("explicit", [False, True])
def test_keys_with_their_curve_written_out_are_the_same_keys(explicit):
    assert read(MAI, Make(explicit_keys=explicit)).verdict.genuine == PROVEN


def test_the_photo_still_comes_under_the_new_keys():
    for make in (Make(), LONG):
        reading = read(MAI, make, photo=True)
        assert reading.verdict.genuine == PROVEN
        assert 2 in reading.hashes


def test_a_copy_is_still_read_to_its_end():
    reading = read(MAI, photo=True, clone=True)
    assert reading.verdict.genuine == failed(Reason.WRONG_ANSWER)
    assert 2 in reading.hashes


@pytest.mark.parametrize(("active", "agreement"), [("rsa-2048", "none"), ("none", "dh")])
def test_keys_too_long_for_short_commands_are_not_held_against_the_chip(active, agreement):
    reading = read(MAI, Make(active=active, agreement=agreement))
    assert reading.verdict.genuine == not_checked(Reason.NOT_ASKED)


def test_a_card_pulled_while_it_proves_itself_was_removed():
    wish = Wish(genuine=True)
    whole = read_chip(Chip(MAI), MAI.number, lambda percent: None, 60, wish).apdus
    for at in range(whole - 4, whole + 1):
        chip = Chip(MAI, Faults(remove_at=at))
        with pytest.raises(CardError) as error:
            read_chip(chip, MAI.number, lambda percent: None, 60, wish)
        assert error.value.state is CardState.REMOVED


class Judged:
    """A transcript of a good chip, and the files it belongs to."""

    def __init__(self, active: Active, agreement: Agreement = Agreement.NONE) -> None:
        recipe = issuer.Recipe(active=active, agreement=agreement)
        self.files = issuer.files(MAI, recipe)
        make = dataclasses.replace(LONG, active=active.value, agreement=agreement.value)
        reading = read(MAI, make)
        assert reading.transcript
        self.transcript = reading.transcript

    def link(self, transcript=None, files=None, **options):
        security = ef_sod.parse(self.files[EF.SOD])
        return genuine.judge(
            transcript or self.transcript, security, files or self.files, **options
        )


@pytest.mark.parametrize("active", [Active.ECDSA, Active.RSA, Active.RSA_2048])
def test_an_answer_to_another_challenge_is_wrong(active):
    judged = Judged(active)
    assert judged.link() == PROVEN
    assert judged.transcript.active
    for change in (
        {"challenge": secrets.token_bytes(8)},
        {
            "answer": bytes([judged.transcript.active.answer[0] ^ 1])
            + judged.transcript.active.answer[1:]
        },
        {"answer": judged.transcript.active.answer + b"\0"},
        {"answer": b""},
        {"answer": bytes(len(judged.transcript.active.answer))},
    ):
        other = dataclasses.replace(judged.transcript.active, **change)
        assert judged.link(Transcript(other)) == failed(Reason.WRONG_ANSWER)


@pytest.mark.parametrize("number", [EF.DG14, EF.DG15])
def test_a_chip_that_keeps_a_signed_key_to_itself_is_taken_for_a_copy(number):
    judged = Judged(Active.ECDSA, Agreement.ECDH)
    less = {file: data for file, data in judged.files.items() if file is not number}
    assert judged.link(files=less) == failed(Reason.KEY_WITHHELD)


def test_a_key_that_nobody_signed_proves_nothing():
    judged = Judged(Active.ECDSA)
    other = issuer.files(MAI, issuer.Recipe(active=Active.RSA))
    swapped = judged.files | {EF.DG15: other[EF.DG15]}
    assert judged.link(files=swapped) == not_checked(Reason.EARLIER_LINK)


def test_chip_authentication_shows_only_to_whoever_did_it():
    judged = Judged(Active.NONE, Agreement.ECDH)
    assert judged.link() == PROVEN
    assert judged.link(witnessed=False) == not_checked(Reason.ONLY_REPORTED)


def test_a_transcript_written_down_is_the_same_transcript():
    judged = Judged(Active.ECDSA, Agreement.ECDH)
    assert genuine.from_json(judged.transcript.to_json()) == judged.transcript
    assert judged.transcript.active
    assert judged.transcript.active.outcome is Outcome.ANSWERED


def test_a_chip_that_refuses_to_answer_is_taken_for_a_copy():
    judged = Judged(Active.ECDSA)
    assert judged.transcript.active
    refused = dataclasses.replace(judged.transcript.active, outcome=Outcome.REFUSED, answer=b"")
    assert judged.link(Transcript(refused)) == failed(Reason.REFUSED)


@pytest.mark.parametrize(
    ("name", "trailer"),
    [
        ("sha1", b"\xbc"),
        ("sha1", b"\x33\xcc"),
        ("sha224", b"\x38\xcc"),
        ("sha256", b"\x34\xcc"),
        ("sha384", b"\x36\xcc"),
        ("sha512", b"\x35\xcc"),
    ],
)
def test_every_digest_of_iso_9796_2_is_understood(name, trailer):
    key = active_key(Active.RSA_2048)
    assert isinstance(key, rsa.RSAPrivateKey)
    numbers, challenge = key.private_numbers(), secrets.token_bytes(8)
    digest = hashlib.new(name)
    ours = secrets.token_bytes(256 - 1 - digest.digest_size - len(trailer))
    digest.update(ours + challenge)
    block = int.from_bytes(b"\x6a" + ours + digest.digest() + trailer, "big")
    modulus = numbers.public_numbers.n
    made = pow(block, numbers.d, modulus)
    for value in (made, modulus - made):  # either may be sent (ISO 9796-2, B.6)
        answer = value.to_bytes(256, "big")
        active_authentication.verify(key.public_key(), challenge, answer, "")
        with pytest.raises(NotProven):
            active_authentication.verify(key.public_key(), bytes(8), answer, "")


def test_dg14_names_each_way_strongest_first():
    files = issuer.files(MAI, issuer.Recipe(agreement=Agreement.ECDH_AES256))
    infos = dg14.parse(files[EF.DG14])
    assert infos.active_digest == "sha256"
    assert [way.suite.bits for way in infos.agreements] == [256]
