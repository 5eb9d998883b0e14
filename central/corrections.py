"""Corrections: envelopes that name another of the same case, which stays as it was."""

from __future__ import annotations

import json
import sqlite3
from enum import StrEnum

from kiosk.contract import Announcement


class Original(StrEnum):
    """What became of the envelope that a correction names."""

    HERE = "here"
    AWAITED = (
        "awaited"  # not announced here, or not any more: this centre was put back to an older copy
    )
    OTHER = "other"  # it turned out to be of another case


def original(db: sqlite3.Connection, announcement: Announcement) -> Original:
    """Of a correction: whether what it names is here, and is of the same device, case and code."""
    row = db.execute(
        "select body from envelopes where device = ? and envelope = ?",
        (announcement.device, announcement.corrects),
    ).fetchone()
    if row is None:
        return Original.AWAITED
    said = json.loads(row[0])
    same = (said["case"], said["code"]) == (announcement.case, announcement.code)
    return Original.HERE if same and said["envelope"] != announcement.envelope else Original.OTHER


def fits(db: sqlite3.Connection, announcement: Announcement) -> bool:
    """Whether it may be taken in. What it names may come later: a citizen's papers do not wait for that."""
    if not announcement.corrects:
        return True
    if announcement.corrects == announcement.envelope:
        return False
    return original(db, announcement) is not Original.OTHER
