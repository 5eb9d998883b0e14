"""Changes of the worklist's tables since the desk shows them."""

from __future__ import annotations

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m049_worklist_by_case(db: Database) -> None:
    # A case's papers, and how far each case is, of thousands.
    db.execute("create index worklist_by_case on worklist (case_id, state)")
