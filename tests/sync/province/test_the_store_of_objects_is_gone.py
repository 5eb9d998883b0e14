"""SeaweedFS hangs, is killed, or is full for a while: cases are announced, papers wait and arrive once."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager

import pytest

from kiosk.store.outbox import EnvelopeState
from tests.sync.province.conftest import CASE, WHOLE


@contextmanager
def gone(how, engines, centre):
    if how == "full":
        with centre.full():
            yield
        return
    engines.kill_store()
    try:
        yield
    finally:
        engines.start("seaweedfs")


@pytest.mark.parametrize("how", ["killed", "full"])
def test_papers_wait_until_it_is_back(office, centre, engines, line, until_delivered, whole, how):
    first, second = office.hand_in(*CASE), office.hand_in(20_000)
    courier = office.courier(line.url, centre.token)
    with ExitStack() as while_gone:
        line.at(WHOLE // 2, lambda: while_gone.enter_context(gone(how, engines, centre)))
        assert courier.carry() > 0
        assert office.row(first).state is EnvelopeState.READY
        assert office.row(first).trouble in ("centre-busy", "centre-full", "centre-unreachable")
        known = {envelope for (envelope,) in centre.rows("select envelope from envelopes")}
    assert known == {first.id, second.id}
    until_delivered(courier, first, second)
    assert whole(first, second)


def test_one_that_hangs_costs_time_and_nothing_else(
    office, centre, engines, line, until_delivered, whole
):
    envelope = office.hand_in(*CASE)

    def pause(_):  # where the courier would wait, it wakes up
        engines.store.resume()
        return False

    line.at(WHOLE // 2, engines.store.suspend)
    try:
        office.courier(line.url, centre.token, pause).carry()
    finally:
        engines.store.resume()
    until_delivered(office.courier(line.url, centre.token), envelope)
    assert whole(envelope)


def test_what_has_a_receipt_outlives_its_end(office, centre, engines, until_delivered, whole):
    envelope = office.hand_in(*CASE)
    until_delivered(office.courier(centre.url, centre.token), envelope)
    engines.kill_store()
    engines.start("seaweedfs")
    assert whole(envelope)
