"""Line and stick at the same time: kiosk-sync carries while the same cases go out and their receipts come in."""

from __future__ import annotations

import time

import pytest

from kiosk.store.journal import Journal, JournalEvent
from tests.sync.sticks import AtTheKiosk
from tests.workbench.appliance import Appliance
from tests.workbench.line import Line

LONG = 120.0  # seconds that any wait may take


@pytest.fixture
def line(centre):
    with Line(centre.port, bytes_a_second=200_000) as line:
        yield line


def test_each_case_arrives_once_and_has_one_receipt_whoever_was_quicker(
    office, centre, line, tmp_path
):
    kiosk = AtTheKiosk(office, tmp_path, line.url)
    envelopes = [office.hand_in(150_000) for _ in range(8)]
    with Appliance(kiosk.settings, office.workspace.root, tmp_path / "logs") as appliance:
        appliance.start("sync")
        for _ in range(2):
            assert kiosk.export().code == 0
            assert centre.stick(kiosk.stick).returncode == 0
            assert kiosk.bring().code == 0
        end = time.monotonic() + LONG
        while office.outbox.waiting() and time.monotonic() < end:
            time.sleep(0.1)
        assert appliance.restarts == {}, appliance.log("sync")
    assert office.outbox.waiting() == 0
    assert office.only(centre, *envelopes)
    assert office.receipts_match(centre)
    journal = Journal(office.db)
    told = [
        row.fields["envelope"]
        for row in journal.since()
        if row.event is JournalEvent.ENVELOPE_DELIVERED
    ]
    assert sorted(told) == sorted(envelope.id for envelope in envelopes)
    assert journal.verify() is None
    links = office.db.conn.execute("select seq from links order by seq").fetchall()
    assert [seq for (seq,) in links] == list(range(1, 9))
