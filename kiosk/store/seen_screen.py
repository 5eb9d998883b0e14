"""What stands on the citizen's screen now, as the office may see it: one row, of nobody, and only while it runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.model import Language
from kiosk.store.database import storing, writing
from kiosk.store.moments import moment, stamp

_COLUMNS = "case_id, step, behind, fault, language, procedure, pages"


@dataclass(frozen=True)
class Screen:
    """As kiosk.journey.effects.NoteScreen; `since`: at this step; `begun`: this visit."""

    case: str
    step: str
    behind: str
    fault: Fault | None
    language: Language
    procedure: str
    pages: int
    since: dt.datetime
    begun: dt.datetime


class Screens:
    """Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(
        self,
        case: str,
        step: str,
        behind: str,
        fault: Fault | None,
        language: Language,
        procedure: str,
        pages: int,
        now: dt.datetime,
    ) -> None:
        """It stands there now, in place of what stood there before."""
        before = self.now()
        began = before.begun if before and before.case == case else now
        same = before is not None and (before.case, before.step) == (case, step)
        since = before.since if before is not None and same else now
        with storing():
            self._db.conn.execute(
                f"insert or replace into screen (one, {_COLUMNS}, since, begun) "
                "values (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(case, step, behind, fault.value if fault else ""),
                    *(language.value, procedure, pages, stamp(since), stamp(began)),
                ),
            )

    def now(self) -> Screen | None:
        """None: no screen runs."""
        with storing():
            row = self._db.conn.execute(f"select {_COLUMNS}, since, begun from screen").fetchone()
        if row is None:
            return None
        case, step, behind, fault, language, procedure, pages, since, begun = row
        return Screen(
            case,
            step,
            behind,
            Fault(fault) if fault else None,
            Language(language),
            procedure,
            int(pages),
            moment(since),
            moment(begun),
        )

    def gone(self) -> None:
        """No screen runs any more."""
        with writing(self._db):
            self._db.conn.execute("delete from screen")
