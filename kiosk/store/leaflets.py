"""For which cases the leaflet that goes with a result was printed: one each, unless somebody asks for it again."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from kiosk.store.database import storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, stamp


class Leaflets:
    """Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def printed(self, case: str) -> dt.datetime | None:
        """When it was; None: not yet."""
        with storing():
            row = self._db.conn.execute(
                "select at from leaflets where case_id = ?", (case,)
            ).fetchone()
        return moment(row[0]) if row else None

    def print(self, case: str, by: str, now: dt.datetime) -> bool:
        """It is being printed by a person of the roster; False: it was already, and that is told no second time."""
        with writing(self._db):
            new = self._db.conn.execute(
                "insert into leaflets (case_id, at, by) values (?, ?, ?) on conflict (case_id) do nothing",
                (case, stamp(now), by),
            )
            if new.rowcount == 1:
                Journal(self._db).write(JournalEvent.LEAFLET_PRINTED, now, case=case, by=by)
        return new.rowcount == 1
