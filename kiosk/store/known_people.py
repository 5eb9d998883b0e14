"""The names and numbers of everybody whom this kiosk knows: for whoever must keep them out of something."""

from __future__ import annotations

import json

from sqlite_utils import Database

from kiosk.store.database import reading

LEAST = 4  # letters: a shorter name would be found in every other word


def known(db: Database) -> frozenset[str]:
    """Citizens, whatever became of their cases, and the office's own people. Raises StoreError."""
    with reading(db):
        holders = db.conn.execute("select holder from cases where holder is not null").fetchall()
        named = db.conn.execute(
            "select name from inbox union select name from people union select name from signers"
        ).fetchall()
    texts = {str(name) for (name,) in named}
    for (row,) in holders:
        said = json.loads(row)
        texts |= {str(said.get(field) or "") for field in ("name", "number", "old_number")}
    return frozenset(text for text in texts if len(text) >= LEAST)
