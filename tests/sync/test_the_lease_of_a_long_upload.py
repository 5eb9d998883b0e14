"""A long upload never outlasts its lease, and a late answer settles nothing."""

from __future__ import annotations

import pytest

from kiosk.store.outbox import EnvelopeState
from kiosk.sync import courier
from tests.workbench.line import Line

CASE = (600_000, 600_000)


@pytest.fixture
def line(centre):
    with Line(centre.port, bytes_a_second=300_000) as line:
        yield line


def test_a_long_upload_is_laid_down_before_its_lease_ends_and_taken_up_again(
    office, centre, line, monkeypatch
):
    monkeypatch.setattr(courier, "CARRY", 1.0)
    envelope = office.hand_in(*CASE)
    carrier = office.courier(line.url, centre.token)
    assert carrier.carry() == 0
    row = office.row(envelope)
    assert (row.state, row.trouble) == (EnvelopeState.READY, "")
    for _ in range(50):
        carrier.carry()
        if office.row(envelope).state is EnvelopeState.DELIVERED:
            break
    assert office.only(centre, envelope)
    assert line.up < 3 * sum(CASE)


def test_a_lease_leaves_time_to_lay_the_envelope_down():
    assert courier.CARRY + 20 < courier.LEASE


def test_a_courier_overtaken_by_another_settles_nothing_and_the_case_is_there_once(
    office, same_office, centre, line
):
    envelope = office.hand_in(*CASE)

    def another_goes():
        with same_office() as other:
            other.now += courier.LEASE + 1
            other.courier(centre.url, centre.token).carry()

    line.at(300_000, another_goes)
    office.courier(line.url, centre.token).carry()
    row = office.row(envelope)
    assert (row.state, row.attempts) == (EnvelopeState.DELIVERED, 2)
    assert office.only(centre, envelope)
    assert office.receipts_match(centre)
