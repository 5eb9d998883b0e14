"""What the desk did not do for somebody, in the journal: why and where, never what was typed."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable

from kiosk.desk.console.gate import Refusal, Refused
from kiosk.store.database import Database
from kiosk.store.journal import Journal, JournalEvent

RARELY = 10.0  # seconds: the same of the same is written once in them, so that nobody fills the disk with it
_MOST = 1000  # remembered


class Refusals:
    """One for all threads of a desk."""

    def __init__(self, steadily: Callable[[], float] = time.monotonic) -> None:
        self._steadily = steadily
        self._alone = threading.Lock()
        self._last: dict[tuple[str, ...], float] = {}

    def note(
        self, db: Database, now: dt.datetime, why: str, room: str, person: str = "", roles: str = ""
    ) -> None:
        """A page that was asked for in vain."""
        if self._is_news(why, room, person):
            told = {"why": why, "room": room, "person": person, "roles": roles}
            kept = {name: value for name, value in told.items() if value}
            Journal(db).write(JournalEvent.DESK_REFUSED, now, **kept)

    def not_signed_in(self, db: Database, now: dt.datetime, refused: Refused) -> None:
        """A password that opened nothing; every wrong one counts, those that were not looked at do rarely."""
        looked_at = refused.why not in (Refusal.SLOWLY, Refusal.BUSY)
        if looked_at or self._is_news(refused.why.value, "sign-in", refused.person):
            of = {"person": refused.person} if refused.person else {}
            Journal(db).write(JournalEvent.DESK_NOT_SIGNED_IN, now, why=refused.why.value, **of)

    def _is_news(self, *what: str) -> bool:
        with self._alone:
            now = self._steadily()
            last = self._last.pop(what, None)
            self._last[what] = now if last is None or now - last > RARELY else last
            while len(self._last) > _MOST:
                del self._last[next(iter(self._last))]
            return self._last[what] == now
