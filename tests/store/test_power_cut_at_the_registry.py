"""Switched off while the registry of signers is written: each line and its row in the journal, or neither."""

import datetime as dt

from kiosk.signing import SignRole
from kiosk.store.database import open_database
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.signers import Signers

LAST = dt.date(2026, 10, 31)


def test_registry_and_journal_agree_whenever_the_power_goes(workspace, cut_at, morning):
    open_database(workspace).close()  # made before: the cuts are for the registry

    def add_bind_end(db):
        signers = Signers(db)
        line = signers.add(
            name="Giàng A Páo",
            title="CHỦ TỊCH",
            role=SignRole.OFFICIAL,
            valid_from=dt.date(2026, 7, 1),
            valid_to=None,
            now=morning,
        )
        signers.bind(line.id, "1" * 64, morning)
        signers.end(line.id, LAST, morning)

    moments, done = 0, False
    while not done:
        done = not cut_at(moments + 1, add_bind_end)
        moments += 1
        db = open_database(workspace)
        lines = Signers(db).all()
        told = {event: set() for event in JournalEvent}
        for row in Journal(db).since(most=10_000):
            told[row.event].add(row.fields["signer"])
        assert Journal(db).verify() is None
        assert told[JournalEvent.SIGNER_ADDED] == {line.id for line in lines}
        assert told[JournalEvent.SIGNER_BOUND] == {line.id for line in lines if line.certificate}
        assert told[JournalEvent.SIGNER_ENDED] == {line.id for line in lines if line.valid_to}
        db.close()
    assert moments > 10
    assert lines[-1].valid_to == LAST  # the one that nobody cut short
