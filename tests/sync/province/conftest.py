"""An office whose cases go to a province's centre: processes behind nginx, on PostgreSQL and SeaweedFS."""

from __future__ import annotations

import time

import pytest

from kiosk.store.outbox import EnvelopeState
from tests.workbench.centre import PROVINCE
from tests.workbench.line import Line

CASE = (300_000, 300_000, 200_000)
WHOLE = sum(CASE)
TRIES = 60


@pytest.fixture
def home():
    return PROVINCE


@pytest.fixture
def line(centre):
    with Line(centre.port, bytes_a_second=2_000_000) as line:
        yield line


@pytest.fixture
def until_delivered(office):
    """The courier tries as its service would, a little faster; nobody else does anything."""

    def carry(courier, *envelopes):
        for _ in range(TRIES):
            office.now += courier.carry()
            if all(office.row(each).state is EnvelopeState.DELIVERED for each in envelopes):
                return
            time.sleep(0.2)
        raise AssertionError([office.row(each) for each in envelopes])

    return carry


@pytest.fixture
def whole(office, centre):
    """Whether the centre has exactly these cases, once each, with each of their bytes."""

    def holds(*envelopes):
        assert office.only(centre, *envelopes)
        assert office.receipts_match(centre)
        announced = {file.sha256 for each in envelopes for file in office.announced(each).files}
        assert set(centre.blobs()) == announced
        for sha256 in announced:
            assert centre.kept(sha256) is not None
        # An object that nobody knows of may be left, for an hour: whoever kept it was killed before he could say so.
        return centre.rows("select name from pieces") == []

    return holds
