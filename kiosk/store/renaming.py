"""A machine that gets a new name at the centre: what it did under the old one stays, and a new chain begins."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from kiosk.store.database import storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import stamp
from kiosk.store.outbox import Outbox


class StillWaitingError(Exception):
    """Nothing was changed: `count` envelopes bear the old name and are to be sent under it first."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


def part_with_name(db: Database, now: dt.datetime) -> None:
    """The old name's links and receipts are set aside, for good; the next link is number 1.

    Only while nothing waits: another machine of the old name may send the same envelopes, and under one name the
    centre takes each once. Refused ones stay as they are. Raises StillWaitingError, StoreError.
    """
    with writing(db):
        if waiting := Outbox(db).waiting():
            raise StillWaitingError(waiting)
        (name,) = db.conn.execute(
            "insert into former_names (at) values (?) returning name", (stamp(now),)
        ).fetchone()
        links = db.conn.execute(
            "insert into former_links (name, seq, envelope, previous, digest, signature) "
            "select ?, seq, envelope, previous, digest, signature from links",
            (name,),
        )
        delivered = db.conn.execute("update delivered set former = 1 where former = 0")
        for table in ("links", "resumed", "signs", "run"):
            db.conn.execute(f"delete from {table}")
        db.conn.execute("update looking_back set behind = null, again = 0, said = 0, apart = 0")
        db.conn.execute("update health set fault = null where device in ('identity', 'receipts')")
        Journal(db).write(
            JournalEvent.IDENTITY_NEW, now, links=links.rowcount, delivered=delivered.rowcount
        )


def take_name(db: Database, device: str) -> int:
    """What was sealed before every service knew the new name bears it; how many envelopes. Raises StoreError.

    A kiosk that never parted with a name changes nothing: there another name is a slip in its settings.
    """
    with storing():
        (parted,) = db.conn.execute("select exists (select 1 from former_names)").fetchone()
    if not parted:
        return 0
    with writing(db):
        return Outbox(db).readdress(device)
