"""The documents of sealed cases: which PDF in the vault is which required paper."""

from __future__ import annotations

from sqlite_utils import Database

from kiosk.model import Document
from kiosk.store.database import storing


class Documents:
    """Written once, in the sealing transaction or in that of a correction, which adds; never changed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, case: str) -> tuple[Document, ...]:
        """The documents of a sealed case in their order; empty for any other."""
        with storing():
            rows = self._db.conn.execute(
                "select id, name, path, sha256, size, pages from documents "
                "where case_id = ? order by number",
                (case,),
            ).fetchall()
        return tuple(Document(*row) for row in rows)

    def count(self, case: str) -> int:
        """How many there are; the next one's number is one more."""
        with storing():
            (count,) = self._db.conn.execute(
                "select count(*) from documents where case_id = ?", (case,)
            ).fetchone()
        return int(count)

    def write(self, case: str, documents: tuple[Document, ...]) -> None:
        """Behind those that are there; part of the sealing transaction, or of that of a correction."""
        first = self.count(case) + 1
        self._db.conn.executemany(
            "insert into documents (case_id, number, id, name, path, sha256, size, pages) "
            "values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (case, number, doc.id, doc.name, doc.path, doc.sha256, doc.size, doc.pages)
                for number, doc in enumerate(documents, start=first)
            ],
        )
