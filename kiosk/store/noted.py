"""The outbox as the courier uses it, with the journal's word on whatever became of an envelope."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

from sqlite_utils import Database

from kiosk.store.database import writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.outbox import Envelope, Outbox

_ID = re.compile(r"[0-9a-f]{32}")  # as our centre draws them; a stranger's could be anything


class NotedOutbox:
    """Each change and its journal entry are one transaction. Raises StoreError.

    A line that is down for a week is one entry an envelope, not one a try: only news are noted.
    """

    def __init__(self, db: Database, clock: Callable[[], float]) -> None:
        self._db, self._clock = db, clock
        self._outbox, self._journal = Outbox(db), Journal(db)
        self._told: dict[str, str] = {}  # envelope: why it was last postponed

    def claim(self, now: int, lease: int, *, pages: bool = True) -> Envelope | None:
        return self._outbox.claim(now, lease, pages=pages)

    def announced(self, sent: Envelope, now: int) -> bool:
        """Not noted: what counts is what becomes of it."""
        return self._outbox.announced(sent, now)

    def delivered(self, sent: Envelope, receipt: str) -> bool:
        id = str(json.loads(receipt)["id"])
        with writing(self._db):
            ours = self._outbox.delivered(sent, receipt)
            if ours:
                self._note(JournalEvent.ENVELOPE_DELIVERED, sent, receipt=_known(id))
        self._told.pop(sent.id, None)
        return ours

    def brought(self, id: str, receipt: str) -> bool:
        """A receipt on a stick: as `delivered`, once, whoever has a try under way. False: nothing waited for it."""
        with writing(self._db):
            gone = self._outbox.brought(id, receipt)
            if gone:
                known = _known(str(json.loads(receipt)["id"]))
                self._note(JournalEvent.ENVELOPE_DELIVERED, gone, receipt=known, way="stick")
        self._told.pop(id, None)
        return gone is not None

    def copied(self, sent: Envelope, now: int) -> bool:
        """It lies on a stick. False: it does not wait any more."""
        with writing(self._db):
            waits = self._outbox.copied(sent.id, now)
            if waits:
                self._note(JournalEvent.ENVELOPE_COPIED, sent)
        return waits

    def postponed(self, sent: Envelope, until: int, why: str) -> bool:
        """`why` is empty where nothing is wrong."""
        with writing(self._db):
            ours = self._outbox.postponed(sent, until, why)
            if ours and why and self._told.get(sent.id) != why:
                self._note(JournalEvent.ENVELOPE_POSTPONED, sent, fault=why)
                self._told[sent.id] = why
        return ours

    def refused(self, sent: Envelope, why: str) -> bool:
        with writing(self._db):
            ours = self._outbox.refused(sent, why, int(self._clock()))
            if ours:
                self._note(JournalEvent.ENVELOPE_REFUSED, sent, refusal=why)
        self._told.pop(sent.id, None)
        return ours

    def _note(self, event: JournalEvent, sent: Envelope, **fields: str) -> None:
        now = dt.datetime.fromtimestamp(self._clock(), dt.UTC)
        self._journal.write(
            event, now, envelope=sent.id, code=sent.case_code, attempts=sent.attempts, **fields
        )


def _known(id: str) -> str:
    """A receipt's id as the journal takes it."""
    return id if _ID.fullmatch(id) and not id.isdigit() else "other"
