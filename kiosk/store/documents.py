"""The documents of sealed cases: which PDF in the vault is which required paper."""

from __future__ import annotations

import statistics

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

    def usual(self, procedure: str, cases: int = 20) -> dict[str, int]:
        """How many pages each paper of a procedure had in most of its last `cases`, by its id."""
        with storing():
            rows = self._db.conn.execute(
                "select d.id, d.pages from documents d join (select id from cases where state = 'sealed' "
                "and procedure = ? order by ended_at desc limit ?) c on c.id = d.case_id where d.pages > 0",
                (procedure, cases),
            ).fetchall()
        seen: dict[str, list[int]] = {}
        for document, pages in rows:
            seen.setdefault(document, []).append(pages)
        return {document: statistics.mode(counts) for document, counts in seen.items()}

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
