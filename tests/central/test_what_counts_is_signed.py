"""A token opens the door; an announcement counts only under its device's signature, a receipt under the centre's."""

from __future__ import annotations

import dataclasses
import json

import pytest

from kiosk.contract import Link, Receipt
from tests.workbench.keys import public_of, signed_by

PATH = "/v1/announcements"


def link(case, body, *, seq=1, previous="", who=None, over=None):
    said = Link.said(case.device, seq, previous, over or body)
    return Link(seq, previous, signed_by(who or case.device, said)).to_header()


def body_of(case):
    return json.dumps(case.announcement).encode()


def test_a_receipt_bears_the_centres_signature_and_what_was_announced(centre, kiosk, case):
    upload = kiosk.upload(case)
    kiosk.patch(upload, 0, case.bytes)
    receipt = Receipt.from_json(kiosk.ask("GET", case.path).json["receipt"])
    assert receipt.signature == signed_by("centre", receipt.said())
    bare = dataclasses.replace(receipt, signature="")
    assert bare.said() == receipt.said()
    assert centre.run("key").strip() == public_of("centre")


@pytest.mark.parametrize("spoilt", ["who", "over", "seq"])
def test_what_is_not_signed_with_the_devices_key_is_denied_and_kept_nowhere(kiosk, case, spoilt):
    body = body_of(case)
    how = {"who": {"who": "kiosk-2"}, "over": {"over": b"{}"}, "seq": {"seq": 2}}[spoilt]
    header = link(case, body, **how)
    if spoilt == "seq":
        header = header.replace("2 ", "3 ", 1)
    answer = kiosk.ask("POST", PATH, body, Kiosk_Link=header)
    assert (answer.status, answer.json["why"]) == (403, "Kiosk-Link")
    assert kiosk.ask("GET", case.path).status == 404


@pytest.mark.parametrize(
    "header", [None, "", "1", "0 - " + "a" * 128, "1 - " + "a" * 127, "1 -" * 9]
)
def test_an_announcement_without_its_place_in_the_chain_is_refused(kiosk, case, header):
    answer = kiosk.ask("POST", PATH, body_of(case), Kiosk_Link=header)
    assert (answer.status, answer.json["why"]) == (400, "Kiosk-Link")


def test_two_envelopes_under_one_number_are_both_taken_in_and_the_second_is_told(kiosk, new_case):
    first, second = new_case(), new_case()
    told = []
    for case in (first, second, first, second):
        body = body_of(case)
        told.append(kiosk.ask("POST", PATH, body, Kiosk_Link=link(case, body)).json["twin"])
    assert told == [False, True, False, True]
    for case in (first, second):
        kiosk.patch(kiosk.ask("GET", case.path).json["upload"], 0, case.bytes)
        assert kiosk.ask("GET", case.path).json["receipt"]


def test_two_devices_may_use_the_same_numbers(centre, calls, new_case):
    for device in ("kiosk-1", "kiosk-2"):
        case = new_case(device=device)
        body = body_of(case)
        answer = calls(centre.tokens[device]).ask("POST", PATH, body, Kiosk_Link=link(case, body))
        assert (answer.status, answer.json["twin"]) == (201, False)
