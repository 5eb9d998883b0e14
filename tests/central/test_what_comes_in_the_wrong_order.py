"""Things out of their order: each is refused or waits, with a word that a kiosk can show, and no case is harmed."""

from __future__ import annotations

import json

import pytest

from kiosk.contract import Link
from tests.workbench.keys import signed_by


def sent(kiosk, case, seq, previous=""):
    """The announcement as number `seq` of the device's chain."""
    body = json.dumps(case.announcement)
    signature = signed_by(case.device, Link.said(case.device, seq, previous, body.encode()))
    header = Link(seq, previous, signature).to_header()
    return kiosk.ask("POST", "/v1/announcements", body, Kiosk_Link=header)


def test_nothing_is_sent_of_what_was_not_announced(centre, kiosk, case):
    assert kiosk.create(case).json == {"refusal": "unknown", "why": "envelope"}
    for method in ("PATCH", "HEAD"):
        usual = {"Upload_Offset": 0, "Content_Type": "application/offset+octet-stream"}
        answer = kiosk.ask(method, "/v1/uploads/" + "0" * 32, case.bytes, **usual)
        assert answer.status == 404
    assert kiosk.ask("GET", case.path).status == 404
    assert (centre.arrived(), centre.left_over()) == (0, [])


@pytest.mark.parametrize("order", [(5, 3), (2, 1), (1, 1), (1 << 28, 1)])
def test_links_that_come_out_of_order_lose_no_case(centre, kiosk, new_case, order):
    """A device's chain is for seeing copies, not for keeping cases out: the citizen did nothing wrong."""
    for seq in order:
        case = new_case()
        standing = sent(kiosk, case, seq)
        assert standing.status == 201
        kiosk.patch(standing.json["upload"], 0, case.bytes)
    assert len(centre.received()) == 2


def test_a_number_beyond_all_is_none(centre, kiosk, case):
    for header in ("0 - ", "-1 - ", "536870913 - ", f"{10**15} - "):
        answer = kiosk.ask(
            "POST", "/v1/announcements", case.announcement, Kiosk_Link=header + "0" * 128
        )
        assert (answer.status, answer.json["why"]) == (400, "Kiosk-Link")
    assert centre.rows("select envelope from envelopes") == []


def test_the_bytes_of_a_received_envelope_are_not_taken_again(centre, kiosk, case):
    upload = kiosk.upload(case)
    kiosk.patch(upload, 0, case.bytes)
    receipt = kiosk.ask("GET", case.path).json["receipt"]
    assert kiosk.patch(upload, 0, bytes(len(case.bytes))).status == 409
    assert kiosk.create(case).status == 201
    assert kiosk.ask("GET", case.path).json["receipt"] == receipt
    assert b"".join(centre.kept(file["sha256"]) for file in receipt["files"]) == case.bytes


def test_the_same_announcement_again_and_again_is_one_case(centre, kiosk, calls, case):
    """Behind a province's door each of these may come to another process."""
    told = {json.dumps(sent(each, case, 1).json) for each in (kiosk, *(calls() for _ in range(8)))}
    assert len(told) == 1
    assert centre.rows("select envelope, twin from envelopes") == [(case.envelope, 0)]


def test_somebody_who_kept_an_announcement_gains_nothing_by_it(centre, kiosk, calls, case):
    body = json.dumps(case.announcement)
    link = kiosk.link(body)
    kiosk.ask("POST", "/v1/announcements", body, Kiosk_Link=link)
    thief = calls(centre.tokens["kiosk-2"])
    answer = thief.ask("POST", "/v1/announcements", body, Kiosk_Link=link)
    assert (answer.status, answer.json["refusal"]) == (403, "denied")
    other = body.replace('"A007"', '"A008"')
    answer = kiosk.ask("POST", "/v1/announcements", other, Kiosk_Link=link)
    assert (answer.status, answer.json["why"]) == (403, "Kiosk-Link")
    assert centre.rows("select count(*) from envelopes") == [(1,)]
