"""What waited under an older release goes on waiting under this one: the same envelopes, in the same order."""

from __future__ import annotations

from sqlite_utils import Migrations

from kiosk.store import database
from kiosk.store.migrations import migrations
from kiosk.store.outbox import EnvelopeState, Outbox
from kiosk.workspace import Workspace

IDS = tuple(f"019a{n:011x}{7:017x}" for n in (3, 1, 2))
LATER = ("m020_announced", "m021_one_tree", "m030_copied")


def test_envelopes_of_an_older_release_keep_their_state_and_their_turn(tmp_path, monkeypatch):
    older = Migrations("kiosk")
    older._migrations = [m for m in migrations._migrations if m.name not in LATER]
    with monkeypatch.context() as patched:
        patched.setattr(database, "migrations", older)
        db = database.open_database(Workspace(tmp_path))
        for n, (id, state) in enumerate(zip(IDS, ("refused", "ready", "sending"), strict=True)):
            db.conn.execute(
                "insert into outbox (id, case_code, body, state, attempts, due_at, put_at, trouble) "
                "values (?, ?, x'7b7d', ?, ?, 100, ?, 'conflict')",
                (id, f"H01-000{n}", state, n, 100 + n),
            )
        db.close()
    db = database.open_database(Workspace(tmp_path))
    outbox = Outbox(db)
    assert {(row.id, row.state, row.attempts, row.put_at) for row in outbox.rows()} == {
        (IDS[0], EnvelopeState.REFUSED, 0, 100),
        (IDS[1], EnvelopeState.READY, 1, 101),
        (IDS[2], EnvelopeState.SENDING, 2, 102),
    }
    first, second = outbox.claim(now=200), outbox.claim(now=200)
    assert (first.id, second.id) == (IDS[1], IDS[2])
    assert not first.announced
    assert outbox.delivered(first, receipt="R-1")
    db.close()
