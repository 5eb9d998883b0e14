"""Whether the database holds together: its pages, its tables' versions, and the journal's chain."""

from __future__ import annotations

from sqlite_utils import Database

from kiosk.store.database import storing
from kiosk.store.journal import Journal
from kiosk.store.migrations import migrations


def unsound(db: Database) -> str:
    """The first thing that is wrong, as a short code: "pages", "migrations", "journal-{row}"; "" for nothing.

    Reads the whole database once. Raises StoreError where it cannot even be read.
    """
    with storing():
        (said,) = db.conn.execute("pragma quick_check(1)").fetchone()
    if said != "ok":
        return "pages"
    if migrations.pending(db):
        return "migrations"
    broken = Journal(db).verify()
    return "" if broken is None else f"journal-{broken}"
