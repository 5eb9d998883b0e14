"""What a look at each page found; every page of an open case is looked at once it is safe on disk."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.model import CaseState, PageVerdict
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, storing, writing
from kiosk.store.vault import Vault


@dataclass(frozen=True)
class Unseen:
    """A page that nobody has looked at as it is now."""

    case: str
    document: str
    id: str
    path: str  # as scanned
    dpi: int
    turned_by: int  # degrees clockwise, by the citizen


@dataclass(frozen=True)
class Seen:
    """What a look at a page found, and where in the vault it lies. Both paths are in one file of their own."""

    verdict: PageVerdict
    blank: bool
    turned: int  # degrees clockwise, without the citizen's own turns
    size: str
    preview: str
    made: str  # empty where the page is bound as scanned
    separators: tuple[str, ...] = ()  # texts of its codes that part documents, and of no others


class Looks:
    """Which pages are still to be looked at, and what was found. Raises StoreError."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault
        self._cases = Cases(db, vault)

    def next(self, but: Collection[str] = ()) -> Unseen | None:
        """The page to be looked at next, `but` none of these ids: of the newest case of a citizen that is open.

        What a citizen has just turned comes first, then the page that waits longest. Counters' pages
        come after all of them, in the order in which their batches began.
        """
        with storing():
            rows = self._db.conn.execute(
                "select c.id, p.document, p.id, p.path, p.dpi, p.turned_by "
                "from cases c join pages p on p.case_id = c.id "
                "where c.state = 'open' and p.looked = 0 "
                "order by c.counter is not null, iif(c.counter is null, c.opened_at, '') desc, "
                "c.opened_at, c.id, p.turned_by = 0, p.added_at, p.place"
            ).fetchall()
        return next((Unseen(*row) for row in rows if row[2] not in but), None)

    def waits(self, case: str, document: str) -> bool:
        """Whether a page of an open case's document is still to be looked at."""
        with storing():
            (waits,) = self._db.conn.execute(
                "select exists (select 1 from pages p join cases c on c.id = p.case_id "
                "where c.state = 'open' and c.id = ? and p.document = ? and p.looked = 0)",
                (case, document),
            ).fetchone()
        return bool(waits)

    def keep(self, page: Unseen, seen: Seen | None) -> bool:
        """The page was looked at; None: in vain, it stays as scanned, with what was found before.

        False if it was deleted, turned or sealed meanwhile: then the file of this look is removed, and a
        forgotten case has none at all.
        """
        new = seen.preview if seen else ""
        try:
            with writing(self._db):
                old = self._settle(page, seen)
        except BaseException:
            self._remove(new)
            raise
        if old is None:
            self._remove(new)
            if self._cases.state(page.case) is CaseState.FORGOTTEN:
                with suppress(StoreError):  # without their key the files are noise
                    self._vault.drop(page.case)
            return False
        self._remove(old)
        return True

    def _settle(self, page: Unseen, seen: Seen | None) -> str | None:
        """Path of what was found before, None where this look comes too late."""
        row = self._db.conn.execute(
            "select coalesce(p.preview, '') from pages p join cases c on c.id = p.case_id "
            "where p.id = ? and p.looked = 0 and p.turned_by = ? and c.state = 'open'",
            (page.id, page.turned_by),
        ).fetchone()
        if not row:
            return None
        if seen is None:
            self._db.conn.execute("update pages set looked = 1 where id = ?", (page.id,))
            return ""
        self._db.conn.execute(
            "update pages set looked = 1, look = ?, preview = ?, made = ?, separators = ? where id = ?",
            (
                *(_to_json(seen), seen.preview, seen.made or None),
                *(json.dumps(seen.separators) if seen.separators else None, page.id),
            ),
        )
        return str(row[0])

    def _remove(self, path: str) -> None:
        if path:
            with suppress(StoreError):  # no row names it: swept once its case is sealed or left
                self._vault.remove(path)


def _to_json(seen: Seen) -> str:
    found = {"blank": seen.blank, "size": seen.size, "turned": seen.turned, "verdict": seen.verdict}
    return json.dumps(found)
