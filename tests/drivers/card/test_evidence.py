"""What is kept of a reading lets somebody else verify it again, and says nothing of the holder."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import evidence, frames
from drivers.card.chip import Make
from drivers.card.passive import Anchors
from drivers.card.tlv import Malformed
from drivers.card.verdict import PROVEN, Reason, Summary, failed, not_checked
from tests.workbench.people import MAI
from tests.workbench.verdicts import anchors, read

READ_AT = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)


def kept(make=None, read_at=READ_AT, **faults):
    reading = read(MAI, make, **faults)
    assert reading.details
    made = evidence.of(
        reading.files,
        reading.hashes,
        read_at,
        reading.access,
        reading.transcript,
        reading.details.issued,
    )
    return evidence.from_json(made.to_json())


GOOD = kept()


def verdict(row, trust=None):
    return evidence.verify(evidence.from_json(json.dumps(row)), trust or anchors())


def row(**changes):
    return json.loads(GOOD.to_json()) | changes


def test_the_verdict_is_found_again():
    again = evidence.verify(GOOD, anchors())
    assert (again.hashes, again.signature, again.anchored, again.genuine) == (PROVEN,) * 4
    assert again.summary is Summary.PROVEN


def test_whoever_trusts_nobody_finds_it_unanchored():
    assert evidence.verify(GOOD, Anchors()).anchored == not_checked(Reason.NO_TRUST)


def test_a_tampered_card_is_still_a_tampered_card():
    assert evidence.verify(kept(wrong_hash=True), anchors()).summary is Summary.TAMPERED


def test_a_clone_is_still_a_clone():
    assert evidence.verify(kept(clone=True), anchors()).summary is Summary.CLONED


def test_chip_authentication_counts_only_as_reported():
    again = evidence.verify(kept(Make(active="none")), anchors())
    assert again.genuine == not_checked(Reason.ONLY_REPORTED)
    assert again.summary is Summary.MAY_BE_A_COPY


def test_a_signer_counts_as_of_the_moment_of_reading():
    late = dt.datetime(2060, 1, 1, tzinfo=dt.UTC)
    assert evidence.verify(kept(read_at=late), anchors()).signer_expired_since
    assert not evidence.verify(GOOD, anchors()).signer_expired_since


def test_evidence_has_nothing_of_the_holder_in_the_clear():
    text = GOOD.to_json()
    for private in (MAI.number, MAI.number[-9:], MAI.name, "GIANG", "1990", MAI.residence):
        assert private not in text
        assert private.encode().hex() not in text


@pytest.mark.parametrize("number", ["1", "13", "14", "15"])
def test_a_changed_hash_is_found(number):
    hashes = row()["hashes"]
    hashes[number] = "00" * 32
    assert verdict(row(hashes=hashes)).hashes == failed(Reason.HASH_DIFFERS)


def test_a_changed_challenge_is_found():
    asked = row()["genuine"]
    asked["active"]["challenge"] = "00" * 8
    assert verdict(row(genuine=asked)).genuine == failed(Reason.WRONG_ANSWER)


def test_a_key_put_in_place_of_the_chips_proves_nothing():
    other = json.loads(kept(Make(active="rsa", agreement="none")).to_json())
    swapped = verdict(row(dg15=other["dg15"], genuine=other["genuine"]))
    assert swapped.genuine == not_checked(Reason.EARLIER_LINK)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"version": 2}',
        json.dumps(row(read_at="yesterday")),
        json.dumps(row(read_at="2026-11-22T08:00:00")),
        json.dumps(row(hashes=[])),
        json.dumps(row(hashes={"x": ""})),
        json.dumps(row(sod="!")),
        json.dumps(row(genuine={})),
        json.dumps(row(genuine=7)),
        "[" * 100_000,
        " " * (evidence.MOST_BYTES + 1),
    ],
)
def test_anything_else_is_refused(wrong):
    with pytest.raises(Malformed):
        evidence.from_json(wrong)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mutated_evidence_is_refused_or_gets_an_honest_verdict(data):
    text = bytearray(GOOD.to_json().encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(32, 126))
    packed = frames.with_request({}, {"evidence": text.decode()}, anchors())
    try:
        told = evidence.judge(packed)
    except Malformed:
        return
    assert told["summary"] in set(Summary)
