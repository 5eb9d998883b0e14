"""What an office does to its cases is known at the centre, once, and to the province's systems."""

from __future__ import annotations

import pytest

from kiosk.contract.acts import ACTS, MOST_ACTS

DONE = "2026-11-24T08:05:00+07:00"


def act(case, number=1, **other):
    usual = {
        "id": f"{number:032x}", "code": case.code, "kind": "received", "at": DONE, "role": "clerk",
        "status": "accepted", "place": "specialist", "due": "2026-11-27T17:00:00+07:00",
    }  # fmt: skip
    return {**usual, **other}


def tell(caller, *acts):
    answer = caller.question(ACTS, {"acts": list(acts)})
    assert answer.status == 200
    return answer.json["noted"]


@pytest.fixture
def done(centre):
    """Acts that the province's systems would be told of, by case."""

    query = "select body from events where kind = 'act-done' order by case_id, number"
    return lambda: [body for (body,) in centre.rows(query)]


def test_an_act_told_twice_is_one(kiosk, case, done):
    kiosk.announce(case)
    assert tell(kiosk, act(case)) == tell(kiosk, act(case)) == [f"{1:032x}"]
    (body,) = done()
    assert f'"done_at": "{DONE}"' in body
    assert '"act": "received"' in body


def test_an_act_of_a_case_that_was_not_announced_yet_is_told_again_later(kiosk, case, done):
    assert tell(kiosk, act(case)) == []
    kiosk.announce(case)
    assert tell(kiosk, act(case)) == [f"{1:032x}"]
    assert len(done()) == 1


def test_no_kiosk_of_another_office_says_what_was_done(kiosk, calls, case, done):
    kiosk.announce(case)
    assert tell(calls("token-of-kiosk-2"), act(case)) == []
    assert done() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x"}, {"code": "a b"}, {"at": "heute"}, {"at": "2026-11-24T08:05:00"}, {"due": "x"}, {"status": ""},
        {"role": "Nguyễn Văn A"},
    ],
)  # fmt: skip
def test_what_is_no_act_is_refused_and_nothing_is_noted(kiosk, case, done, wrong):
    kiosk.announce(case)
    told = {"acts": [act(case), act(case, 2, **wrong)]}
    assert kiosk.question(ACTS, told).status == 400
    assert done() == []


def test_more_acts_than_a_question_holds_are_refused(kiosk, case):
    kiosk.announce(case)
    told = {"acts": [act(case, number) for number in range(MOST_ACTS + 1)]}
    assert kiosk.question(ACTS, told).status == 400
