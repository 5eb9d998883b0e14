"""What the outbox gives to a stick, and what it takes back from one."""

from __future__ import annotations

import pytest

from kiosk.store.outbox import EnvelopeState, Outbox

NOW = 1_800_000_000


@pytest.fixture
def outbox(db):
    return Outbox(db)


def put(outbox, number, case, **more):
    id = f"{number:015x}{0:017x}"
    outbox.put(id, case, b"{}", NOW, **more)
    return id


def test_same_day_cases_go_first_with_their_whole_case_and_then_the_oldest(outbox):
    old = put(outbox, 1, "H00-1")
    first = put(outbox, 2, "H00-2")
    other = put(outbox, 3, "H00-3")
    correction = put(outbox, 4, "H00-2", same_day=True)
    assert [sent.id for sent in outbox.unsent()] == [first, correction, old, other]


def test_a_refused_case_and_what_it_holds_back_do_not_go(outbox):
    put(outbox, 1, "H00-1")
    later, other = put(outbox, 2, "H00-1"), put(outbox, 3, "H00-2")
    outbox.refused(outbox.claim(NOW), "conflict", NOW)
    assert [sent.id for sent in outbox.unsent()] == [other]
    assert outbox.held_back() == 2
    assert outbox.find(later).case_code == "H00-1"


def test_what_is_being_sent_goes_onto_the_stick_all_the_same(outbox):
    id = put(outbox, 1, "H00-1")
    outbox.claim(NOW, 300)
    assert [sent.id for sent in outbox.unsent()] == [id]


def test_what_was_copied_waits_on_and_is_copied_again(outbox):
    id = put(outbox, 1, "H00-1")
    assert outbox.copied(id, NOW + 5)
    assert [sent.id for sent in outbox.unsent()] == [id]
    assert outbox.rows()[0].copied == NOW + 5
    assert outbox.claim(NOW).id == id


@pytest.mark.parametrize("state", EnvelopeState)
def test_a_receipt_settles_an_envelope_in_any_state_once(outbox, state):
    id = put(outbox, 1, "H00-1")
    match state:
        case EnvelopeState.SENDING:
            outbox.claim(NOW, 300)
        case EnvelopeState.REFUSED:
            outbox.refused(outbox.claim(NOW), "conflict", NOW)
        case EnvelopeState.DELIVERED:
            outbox.delivered(outbox.claim(NOW), '{"id": "first"}')
    brought = outbox.brought(id, '{"id": "brought"}')
    assert (brought is None) == (state is EnvelopeState.DELIVERED)
    assert outbox.brought(id, '{"id": "again"}') is None
    assert outbox.receipt(id) == ('{"id": "first"}' if brought is None else '{"id": "brought"}')
    assert not outbox.copied(id, NOW)
    assert outbox.find(id) is None


def test_a_receipt_of_what_never_was_here_is_nothing(outbox):
    assert outbox.brought("0" * 32, "{}") is None
    assert outbox.receipt("0" * 32) == ""
