"""A question counts only under its device's signature, an answer only under the centre's."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import pytest

from kiosk.contract import answer, question
from tests.central.conftest import NONCE
from tests.workbench.keys import signed_by

PATH = "/v1/questions/missing"
ASKED = {"envelopes": ["ab" * 16]}


def test_the_answer_names_the_question_and_bears_the_centres_signature(kiosk):
    told = kiosk.question(PATH, ASKED).json
    assert (told["device"], told["nonce"], told["missing"]) == ("kiosk-1", NONCE, ["ab" * 16])
    assert told["signature"] == signed_by("centre", answer(PATH, told))


@pytest.mark.parametrize("who", ["kiosk-2", "centre"])
def test_a_question_under_another_signature_is_denied(kiosk, who):
    body = json.dumps({**ASKED, "device": "kiosk-1", "nonce": NONCE}).encode()
    signature = signed_by(who, question(PATH, body))
    refused = kiosk.ask("POST", PATH, body, Kiosk_Signature=signature)
    assert (refused.status, refused.json["why"]) == (403, "Kiosk-Signature")


def test_what_was_signed_for_one_question_is_no_other(kiosk):
    body = json.dumps({**ASKED, "device": "kiosk-1", "nonce": NONCE}).encode()
    signature = signed_by("kiosk-1", question("/v1/questions/greeting", body))
    assert kiosk.ask("POST", PATH, body, Kiosk_Signature=signature).status == 403


def test_a_signature_lets_in_without_a_token_and_another_devices_token_does_not(centre, kiosk):
    assert kiosk.question(PATH, ASKED, Authorization=None).status == 200
    others = f"Bearer {centre.tokens['kiosk-2']}"
    assert kiosk.question(PATH, ASKED, Authorization=others).status == 403
    assert kiosk.question(PATH, ASKED, Authorization="Bearer nobody's").status == 401
    unknown = json.dumps({**ASKED, "device": "kiosk-9", "nonce": NONCE}).encode()
    signature = signed_by("kiosk-9", question(PATH, unknown))
    bare = {"Kiosk_Signature": signature, "Authorization": None}
    assert kiosk.ask("POST", PATH, unknown, **bare).status == 403


def test_every_answer_tells_the_centres_time(kiosk):
    for path, row in ((PATH, ASKED), ("/v1/questions/time", {})):
        told = kiosk.question(path, row).json
        assert dt.datetime.fromisoformat(told["now"]).tzinfo
        assert told["signature"] == signed_by("centre", answer(path, told))


def test_nobody_asks_in_the_name_of_another(kiosk):
    refused = kiosk.question(PATH, {**ASKED, "device": "kiosk-2"})
    assert (refused.status, refused.json["why"]) == (403, "device")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"envelopes": ["../../etc"]}, "envelopes"),
        ({"envelopes": ["ab" * 16] * 501}, "envelopes"),
        ({"envelopes": None}, "envelopes"),
        ({"envelopes": [], "nonce": "short"}, "nonce"),
        ({"envelopes": [], "device": "Kiosk 1"}, "device"),
        ({"envelopes": [], "device": "\ud800"}, "question: half a letter"),
    ],
)
def test_a_question_in_another_shape_is_refused_by_its_field(kiosk, row, why):
    refused = kiosk.question(PATH, row)
    assert (refused.status, refused.json) == (400, {"refusal": "malformed", "why": why})


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"[" * 60_000, b"\xff"])
def test_what_is_no_row_is_refused(kiosk, body):
    signature = signed_by("kiosk-1", question(PATH, body))
    assert kiosk.ask("POST", PATH, body, Kiosk_Signature=signature).status == 400


def packed(kiosk, path, row, coding="gzip"):
    """A question that travels packed; what is signed is what was packed."""
    body = json.dumps({"device": kiosk.device, "nonce": NONCE, **row}).encode()
    signature = signed_by(kiosk.device, question(path, body))
    headers = {"Kiosk_Signature": signature, "Content_Encoding": coding}
    return kiosk.ask("POST", path, gzip.compress(body), **headers)


def test_a_question_may_come_packed(kiosk):
    told = packed(kiosk, PATH, ASKED)
    assert (told.status, told.json["missing"]) == (200, ["ab" * 16])


def test_a_packed_question_holds_no_more_than_a_plain_one(kiosk):
    assert packed(kiosk, PATH, {**ASKED, "more": " " * 10_000_000}).status == 413


def test_a_question_packed_in_a_way_nobody_knows_is_told_so(kiosk):
    refused = packed(kiosk, PATH, ASKED, coding="br")
    assert (refused.status, refused.headers["Accept-Encoding"]) == (415, "gzip")


def test_who_asks_for_nothing_misses_nothing(kiosk):
    told = kiosk.question(PATH, {"envelopes": []})
    assert (told.status, told.json["missing"]) == (200, [])
