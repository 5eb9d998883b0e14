"""Announcements may come packed; what unpacks to too much, or to nothing, is refused and kept nowhere."""

from __future__ import annotations

import gzip
import json

import pytest

PATH = "/v1/announcements"


def packed(case):
    return gzip.compress(json.dumps(case.announcement).encode())


def test_a_packed_announcement_says_the_same_as_a_plain_one(kiosk, case):
    first = kiosk.ask("POST", PATH, packed(case), Content_Encoding="gzip")
    assert (first.status, first.headers["Accept-Encoding"]) == (201, "gzip")
    plain = kiosk.announce(case)
    assert (plain.status, plain.json) == (200, first.json)


SPOILT = {
    "a bomb": (lambda whole: gzip.compress(bytes(40_000_000)), 413),
    "a broken end": (lambda whole: whole[:-5], 400),
    "more behind the end": (lambda whole: whole + b"x", 400),
    "no gzip": (lambda whole: b"{}", 400),
    "nothing": (lambda whole: b"", 400),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_cannot_be_unpacked_is_refused(kiosk, case, what):
    spoil, status = SPOILT[what]
    answer = kiosk.ask("POST", PATH, spoil(packed(case)), Content_Encoding="gzip")
    assert answer.status == status
    assert kiosk.ask("GET", case.path).status == 404


def test_another_coding_is_refused_and_told_which_one_is_taken(kiosk, case):
    answer = kiosk.ask("POST", PATH, packed(case), Content_Encoding="br")
    assert (answer.status, answer.headers["Accept-Encoding"]) == (415, "gzip")


def test_who_prefers_to_be_told_gets_the_receipt_with_the_last_byte(kiosk, case):
    standing = kiosk.announce(case).json
    assert standing["offset"] == 0
    half = len(case.bytes) // 2
    prefer = {"Prefer": "return=representation"}
    answer = kiosk.patch(standing["upload"], 0, case.bytes[:half], **prefer)
    assert (answer.status, answer.json["receipt"], answer.json["offset"]) == (200, None, half)
    answer = kiosk.patch(standing["upload"], half, case.bytes[half:], **prefer)
    assert answer.headers["Upload-Offset"] == str(len(case.bytes))
    assert answer.json == kiosk.ask("GET", case.path).json
    assert answer.json["receipt"]["envelope"] == case.envelope
