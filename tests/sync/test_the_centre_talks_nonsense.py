"""A centre that is broken does not end the asking: the case waits, and is asked for again and again.

What a hostile one may say is in test_a_hostile_centre.
"""

from __future__ import annotations

import pytest

from kiosk.store.outbox import EnvelopeState
from kiosk.sync.courier import BACK_OFF
from tests.workbench.hostile import UPLOAD, Stranger, forged, http, standing


@pytest.fixture
def stranger():
    with Stranger() as stranger:
        yield stranger


ALL_THERE = http(200, b"", "Upload-Offset: 1000")


def test_a_centre_that_takes_all_and_gives_no_receipt_is_asked_again(office, stranger):
    envelope = office.hand_in(1000)
    announced = http(200, standing(envelope.id, upload=UPLOAD))
    stranger.says = lambda request: announced if request.startswith("POST") else ALL_THERE
    courier = office.courier(stranger.url, "token")
    courier.carry()
    assert office.row(envelope).trouble == "centre-nonsense"
    office.now += 60
    stranger.says = http(200, forged(office.announced(envelope), envelope.body))  # the true one
    courier.carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED


def test_nothing_of_an_answer_comes_along_with_the_next_question(office, stranger):
    """No cookie, no referrer, no address: what is sent is the same each time."""
    office.hand_in(1000)
    heads = (
        "Set-Cookie: kiosk=1; Max-Age=99999999; Path=/",
        "Link: </x>; rel=next",
        "Alt-Svc: clear",
    )
    stranger.says = http(503, b"", *heads)
    courier = office.courier(stranger.url, "token")
    courier.carry()
    office.now += 60
    courier.carry()
    assert len(stranger.heads) > 1
    assert len(set(stranger.heads)) == 1


def test_the_waits_grow_to_a_minute_while_nobody_answers(office):
    envelope = office.hand_in(1000)
    courier = office.courier("http://127.0.0.1:9", "token")
    waits = []
    for _ in range(9):
        waits.append(courier.carry())
        assert office.row(envelope).due == office.now + waits[-1]
        office.now += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, BACK_OFF, BACK_OFF, BACK_OFF]
    assert office.row(envelope).state is EnvelopeState.READY
