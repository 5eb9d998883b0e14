"""What the kiosk can tell of itself, read out of the store: no word of anybody, and none of a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.store.database import reading, storing
from kiosk.store.journal import JournalEvent
from kiosk.store.moments import moment
from kiosk.store.outbox import HELD_BACK

AMONG = 20  # deliveries that are looked through for the last receipt
FAR = 5000  # rows of the journal that are looked through for a service's start


@dataclass(frozen=True)
class Unsent:
    """What has not reached the centre."""

    waiting: int  # envelopes that will go by themselves
    refused: int
    held: int  # behind a refused one of their case
    put_at: int | None  # of the oldest of all, seconds since 1970; None: nothing is unsent
    receipt: str  # when the centre last acknowledged one, as its receipt says; "" for never


class Condition:
    """To read only. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def unsent(self) -> Unsent:
        with reading(self._db):
            every, refused, held, put_at = self._db.conn.execute(
                "select count(*), count(*) filter (where state = 'refused'), "
                f"count(*) filter (where {HELD_BACK}), min(put_at) from outbox as this"
            ).fetchone()
            (receipt,) = self._db.conn.execute(
                "select max(at) from (select iif(json_valid(receipt), receipt ->> 'received_at', '') as at "
                "from delivered order by put_at desc limit ?)",
                (AMONG,),
            ).fetchone()
        return Unsent(every - held, refused, held - refused, put_at, str(receipt or ""))

    def head(self) -> tuple[int, str]:
        """Number and digest of the journal's last row; (0, "") for an empty one."""
        with storing():
            row = self._db.conn.execute("select seq, hash from journal_head").fetchone()
        return (int(row[0]), str(row[1])) if row else (0, "")

    def digest_of(self, seq: int) -> str:
        """Of the journal's row of that number; "" where there is none."""
        with storing():
            row = self._db.conn.execute("select hash from journal where seq = ?", (seq,)).fetchone()
        return str(row[0]) if row else ""

    def devices_started(self) -> dt.datetime | None:
        """When kiosk-devices last started; None where that was long ago."""
        with storing():
            row = self._db.conn.execute(
                "select at from journal where event = ? "
                "and seq > (select max(seq) from journal) - ? order by seq desc limit 1",
                (JournalEvent.SERVICE_STARTED.value, FAR),
            ).fetchone()
        return moment(row[0]) if row else None
