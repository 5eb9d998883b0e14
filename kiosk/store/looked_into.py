"""Who of the office looked into which case: noted and journalled once a person, case and day."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from kiosk.store.database import storing, writing
from kiosk.store.inbox import Inbox
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import office_day


class LookedInto:
    """`kiosk`: this one's number. Raises StoreError."""

    def __init__(self, db: Database, kiosk: int) -> None:
        self._db, self._kiosk = db, kiosk

    def note(self, case: str, person: str, now: dt.datetime) -> None:
        """Somebody has the case open; asked again on the same day nothing is written."""
        asked = (case, person, office_day(now).isoformat())
        with storing():
            known = self._db.conn.execute(
                "select 1 from looked_into where case_id = ? and person = ? and day = ?", asked
            ).fetchone()
        if known:
            return
        with writing(self._db):
            made = self._db.conn.execute(
                "insert into looked_into (case_id, person, day) values (?, ?, ?) on conflict do nothing",
                asked,
            )
            if made.rowcount == 1:
                Journal(self._db).write(JournalEvent.CASE_LOOKED_INTO, now, case=case, by=person)
            Inbox(self._db, self._kiosk).opened(case, now)

    def number_shown(self, case: str, person: str, now: dt.datetime) -> None:
        """Somebody asked for the holder's whole number."""
        Journal(self._db).write(JournalEvent.NUMBER_SHOWN, now, case=case, by=person)
