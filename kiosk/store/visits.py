"""The visit at the screen, as far as it must be known after an interruption: one row, nothing personal."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.model import Language
from kiosk.store.database import storing
from kiosk.store.moments import moment, stamp


@dataclass(frozen=True)
class NotedVisit:
    """What a visit is about; `touched_at` is when it was noted or its newest page was scanned."""

    case: str
    procedure: str
    language: Language
    documents: tuple[str, ...]
    touched_at: dt.datetime


class Visits:
    """The last visit noted; the one before it is no longer known."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(
        self,
        case: str,
        procedure: str,
        language: Language,
        documents: tuple[str, ...],
        now: dt.datetime,
    ) -> None:
        """Keep it in place of any other."""
        with storing():
            self._db.conn.execute(
                "insert or replace into visit (one, case_id, procedure, language, documents, noted_at) "
                "values (1, ?, ?, ?, ?, ?)",
                (case, procedure, language.value, json.dumps(documents), stamp(now)),
            )

    def interrupted(self) -> NotedVisit | None:
        """The visit noted last, if its case is open and has pages."""
        with storing():
            row = self._db.conn.execute(
                "select v.case_id, v.procedure, v.language, v.documents, "
                "max(v.noted_at, (select max(added_at) from pages p where p.case_id = v.case_id)) "
                "from visit v join cases c on c.id = v.case_id and c.state = 'open' "
                "where exists (select 1 from pages p where p.case_id = v.case_id)"
            ).fetchone()
        if row is None:
            return None
        case, procedure, language, documents, touched = row
        papers = tuple(json.loads(documents))
        return NotedVisit(case, procedure, Language(language), papers, moment(touched))

    def asks(self, case: str) -> tuple[str, tuple[str, ...]] | None:
        """Procedure of the visit noted last and its documents in order; None where it is another case's."""
        with storing():
            row = self._db.conn.execute(
                "select procedure, documents from visit where case_id = ?", (case,)
            ).fetchone()
        return (str(row[0]), tuple(json.loads(row[1]))) if row else None

    def forget(self, case: str) -> None:
        """Nothing is known of this case's visit any more."""
        with storing():
            self._db.conn.execute("delete from visit where case_id = ?", (case,))
