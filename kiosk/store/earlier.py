"""What the office has of a holder already: documents and results of earlier cases, found by a mark of the number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.store.cases import Cases
from kiosk.store.database import keyring_of, storing, writing

MOST = 200  # papers of one holder, the newest


@dataclass(frozen=True)
class EarlierPaper:
    """One document or result of an earlier case of the same holder that can still be read here."""

    case: str
    code: str  # of that case
    procedure: str
    day: dt.date  # it was handed in, at the office
    document: str  # id of the required document; "" for a result
    number: int  # of the document in its case; 0 for a result
    pages: int


class Earlier:
    """Raises StoreError throughout."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def catch_up(self) -> None:
        """Cases sealed since the last time are found from now on; cheap where there are none."""
        with storing():
            new = self._db.conn.execute(
                "select id from cases c where state = 'sealed' and holder is not null "
                "and not exists (select 1 from holder_marks m where m.case_id = c.id)"
            ).fetchall()
        if not new:
            return
        cases, keyring = Cases(self._db), keyring_of(self._db)
        with writing(self._db):
            for (case,) in new:
                if holder := cases.holder(case):
                    self._db.conn.execute(
                        "insert or ignore into holder_marks (case_id, mark) values (?, ?)",
                        (case, keyring.mark("holder", holder.number)),
                    )

    def of(self, case: str) -> tuple[EarlierPaper, ...]:
        """Of the holder's cases sealed before this one, the newest first; erased ones have nothing left."""
        with storing():
            rows = self._db.conn.execute(
                "with others as (select c.id, c.code, c.procedure, c.day, c.ended_at from holder_marks mine "
                "join holder_marks m on m.mark = mine.mark join cases c on c.id = m.case_id "
                "join cases this on this.id = mine.case_id "
                "where mine.case_id = :case and c.id <> :case and c.state = 'sealed' "
                "and c.ended_at < this.ended_at) "
                "select o.id, o.code, o.procedure, o.day, d.id, d.number, d.pages, o.ended_at "
                "from others o join documents d on d.case_id = o.id where d.pages > 0 union all "
                "select o.id, o.code, o.procedure, o.day, '', 0, 0, o.ended_at from others o "
                "where exists (select 1 from results r where r.case_id = o.id and r.state in ('here', 'handed')) "
                "order by 8 desc, 6 limit :most",
                {"case": case, "most": MOST},
            ).fetchall()
        return tuple(
            EarlierPaper(id, code, procedure, dt.date.fromisoformat(day), document, number, pages)
            for id, code, procedure, day, document, number, pages, _ in rows
        )
