"""What is kept of a case says the same to every program that will ever read it; what could not is refused, signed."""

from __future__ import annotations

import json

import pytest

from kiosk.contract import Link, Refusal, refusing
from kiosk.contract.envelopes import MOST_SEQ
from tests.workbench.keys import signed_by

PATH = "/v1/announcements"


def plain(case, **other):
    return json.dumps(case.announcement | other)


SPOILT = {
    "a name twice": lambda case: '{"ticket": "B9", ' + plain(case)[1:],
    "a name twice in a file": lambda case: plain(case).replace('"pages": 1', '"pages": 2, "pages": 1'),
    "no number": lambda case: plain(case, more=float("nan")),
    "a number without end": lambda case: plain(case, more=float("inf")),
    "two bytes a letter": lambda case: plain(case).encode("utf-16"),
    "a mark before it": lambda case: plain(case).encode("utf-8-sig"),
    "deeper than anybody reads": lambda case: plain(case, more=0)[:-2] + "[" * 900 + "]" * 900 + "}",
    "half a letter in a name": lambda case: plain(case, holder={"\ud800": 7}),
    "a field's name that is a novel": lambda case: plain(case, holder={"x" * 9000: 7}),
    "a field of the holder's that is no name": lambda case: plain(case, holder={"": "x"}),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_what_two_readers_could_read_in_two_ways_is_refused_and_that_is_signed(kiosk, case, how):
    body = SPOILT[how](case)
    body = body.encode() if isinstance(body, str) else body
    refused = kiosk.ask("POST", PATH, body)
    assert refused.status == 400
    assert len(refused.json["why"]) < 100
    said = refusing(Refusal.MALFORMED, "kiosk-1", body)
    assert refused.json["signature"] == signed_by("centre", said)
    assert kiosk.ask("GET", case.path).status == 404


def test_a_number_that_no_greeting_could_tell_is_no_place_in_a_chain(kiosk, case):
    body = plain(case).encode()
    for seq, status in ((MOST_SEQ + 1, 400), (10**14, 400), (MOST_SEQ, 201)):
        signature = signed_by("kiosk-1", Link.said("kiosk-1", seq, "", body))
        link = f"{seq} - {signature}"
        assert kiosk.ask("POST", PATH, body, Kiosk_Link=link).status == status


def test_an_announcement_that_is_refused_moves_nobodys_chain(kiosk, case):
    kiosk.announce(case)
    assert kiosk.ask("POST", PATH, case.announcement | {"ticket": "B1"}).status == 409
    greeting = {"run": "ab" * 16, "before": "", "at": "2026-11-02T08:00:00+07:00"}
    greeting |= {"seq": 1, "receipts": 0}
    assert kiosk.question("/v1/questions/greeting", greeting).json["seq"] == 1
