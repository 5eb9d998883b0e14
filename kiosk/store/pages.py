"""The index of scanned pages; their pixels lie in the vault."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress

from sqlite_utils import Database

from kiosk.model import Page
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, storing, writing
from kiosk.store.moments import stamp
from kiosk.store.vault import Vault


class Pages:
    """A page is kept whole or not at all: its file is safe before its row says that it exists."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._cases = Cases(db, vault)

    def add(
        self,
        case: str,
        document: str,
        jpeg: bytes,
        width: int,
        height: int,
        dpi: int,
        now: dt.datetime,
        replacing: str = "",
    ) -> Page:
        """Keep one page of an open case; on return it survives a power cut.

        It goes last, or takes the place of the page `replacing` (last, if that is gone already).
        Raises StoreError, CaseGone where the case is no longer open.
        """
        page = uuid.uuid4().hex
        path = self._vault.write(self._cases.key(case), case, f"{page}.jpg", jpeg)
        try:
            with writing(self._db):
                self._cases.must_be_open(case)
                place, old = self._place(case, document, replacing)
                if old:
                    self._db.conn.execute("delete from pages where id = ?", (replacing,))
                self._db.conn.execute(
                    "insert into pages (id, case_id, document, place, path, width, height, dpi, added_at) "
                    "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (page, case, document, place, path, width, height, dpi, stamp(now)),
                )
        except BaseException:
            self._remove(path)
            raise
        self._remove(old)
        return next(kept for kept in self.of(case, document) if kept.id == page)

    def of(self, case: str, document: str) -> tuple[Page, ...]:
        """The pages of one document in order, numbered from 1 without gaps."""
        with storing():
            rows = self._db.conn.execute(
                "select id, path from pages where case_id = ? and document = ? order by place",
                (case, document),
            ).fetchall()
        return tuple(
            Page(page, document, number, path) for number, (page, path) in enumerate(rows, start=1)
        )

    def count(self, case: str) -> int:
        """How many pages the case has, all documents together."""
        with storing():
            (count,) = self._db.conn.execute(
                "select count(*) from pages where case_id = ?", (case,)
            ).fetchone()
        return int(count)

    def delete(self, case: str, page_id: str) -> str:
        """Take a page out of an open case; returns its document, or "" if it was gone already.

        Raises StoreError, CaseGone.
        """
        with writing(self._db):
            self._cases.must_be_open(case)
            row = self._db.conn.execute(
                "delete from pages where case_id = ? and id = ? returning document, path",
                (case, page_id),
            ).fetchall()
        document, path = row[0] if row else ("", "")
        self._remove(path)
        return str(document)

    def _place(self, case: str, document: str, replacing: str) -> tuple[int, str]:
        """The place of a new page, and the path of the one that leaves it."""
        row = self._db.conn.execute(
            "select place, path from pages where id = ? and case_id = ? and document = ?",
            (replacing, case, document),
        ).fetchone()
        if row:
            return row[0], row[1]
        (last,) = self._db.conn.execute(
            "select coalesce(max(place), 0) from pages where case_id = ? and document = ?",
            (case, document),
        ).fetchone()
        return last + 1, ""

    def _remove(self, path: str) -> None:
        if path:
            with suppress(
                StoreError
            ):  # no row names it: at worst it takes room until its case goes
                self._vault.remove(path)
