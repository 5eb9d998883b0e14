"""Which pages of sealed cases were read as text (OCR), and which still wait for a quiet moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.store.database import storing, writing
from kiosk.store.journal import Journal, JournalEvent

MOST_ATTEMPTS = 3  # at one page; what ends its reader three times is left unread
LEASE = 180  # seconds, more than a page may take

# One statement, so that two services never read the same page. Documents that were begun come first, or
# many would be half read. What is due later than in a day was put off while the clock was wrong.
_CLAIM = """
insert into ocr (case_id, number, state, done, unread, attempts, due_at)
select d.case_id, d.number, 'reading', 0, 0, 1, :now + :lease
from documents d join cases c on c.id = d.case_id
left join ocr o on o.case_id = d.case_id and o.number = d.number
where c.state = 'sealed' and d.pages > 0
  and (o.case_id is null or o.state <> 'read' and (o.due_at <= :now or o.due_at > :now + 86400))
order by o.case_id is null, c.ended_at, d.number limit 1
on conflict (case_id, number) do update
set state = 'reading', attempts = attempts + 1, due_at = excluded.due_at
returning case_id, number, done + 1, attempts
"""

# A try that lost its lease to a later one settles nothing.
_MINE = (
    "where case_id = :case and number = :number and done = :page - 1 "
    "and state = 'reading' and attempts = :attempts"
)


@dataclass(frozen=True)
class OcrPage:
    """One page to be read: page `page` (from 1) of document `number` (from 1) of a sealed case."""

    case: str
    number: int
    page: int
    attempts: int  # this one included
    path: str  # vault path of the document

    @property
    def hopeless(self) -> bool:
        """Its reader was ended too often to be tried again."""
        return self.attempts > MOST_ATTEMPTS


class OcrWork:
    """The pages of sealed documents, handed out one by one; a crash gives a page back. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def claim(self, now: int, lease: int = LEASE) -> OcrPage | None:
        """The next page, for `lease` seconds; None where every page of every case was read."""
        with writing(self._db):
            rows = self._db.conn.execute(_CLAIM, {"now": now, "lease": lease}).fetchall()
            if not rows:
                return None
            case, number, page, attempts = rows[0]
            (path,) = self._db.conn.execute(
                "select path from documents where case_id = ? and number = ?", (case, number)
            ).fetchone()
        return OcrPage(case, number, page, attempts, path)

    def read(self, page: OcrPage, now: dt.datetime) -> bool:
        """Its text is kept; with a document's last page the journal knows. False: it was another's by now."""
        return self._behind(page, now, unread=0)

    def unread(self, page: OcrPage, now: dt.datetime) -> bool:
        """It cannot be read, and no other page waits for it. False: it was another's by now."""
        return self._behind(page, now, unread=1)

    def interrupted(self, page: OcrPage, until: int = 0) -> bool:
        """It was not the page's doing: it is the next one again from `until` on, and this try does not count."""
        change = f"attempts = attempts - 1, due_at = {int(until)}, state = 'waiting'"
        return self._settle(page, change)

    def failed(self, page: OcrPage, until: int) -> bool:
        """This try came to nothing; another one from `until` on."""
        return self._settle(page, f"due_at = {int(until)}, state = 'waiting'")

    def pages_read(self, case: str, number: int) -> tuple[int, int]:
        """How many pages of a document are behind us, and how many of those could not be read."""
        with storing():
            row = self._db.conn.execute(
                "select done, unread from ocr where case_id = ? and number = ?", (case, number)
            ).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def _behind(self, page: OcrPage, now: dt.datetime, unread: int) -> bool:
        with writing(self._db):
            if not self._settle(
                page,
                f"done = done + 1, unread = unread + {unread}, attempts = 0, due_at = 0, "
                "state = case when done + 1 >= (select pages from documents d "
                "where d.case_id = ocr.case_id and d.number = ocr.number) then 'read' else 'waiting' end",
            ):
                return False
            document, done, state, failed = self._db.conn.execute(
                "select d.id, o.done, o.state, o.unread from ocr o join documents d "
                "on d.case_id = o.case_id and d.number = o.number "
                "where o.case_id = ? and o.number = ?",
                (page.case, page.number),
            ).fetchone()
            if state == "read":
                Journal(self._db).write(
                    JournalEvent.OCR_READ,
                    now,
                    case=page.case,
                    document=document,
                    pages=done,
                    unread=failed,
                )
        return True

    def _settle(self, page: OcrPage, change: str) -> bool:
        with storing():
            changed = self._db.conn.execute(
                f"update ocr set {change} {_MINE}",
                {
                    "case": page.case,
                    "number": page.number,
                    "page": page.page,
                    "attempts": page.attempts,
                },
            )
        return changed.rowcount == 1
