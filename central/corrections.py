"""Corrections: envelopes that name another of the same case, which stays as it was."""

from __future__ import annotations

import json
from enum import StrEnum

from sqlalchemy import Connection, text

from kiosk.contract import Announcement


class Original(StrEnum):
    """What became of the envelope that a correction names."""

    HERE = "here"
    AWAITED = (
        "awaited"  # not announced here, or not any more: this centre was put back to an older copy
    )
    OTHER = "other"  # it turned out to be of another case


def original(db: Connection, announcement: Announcement) -> Original:
    """Of a correction: whether what it names is here, and is of the same device, case and code."""
    row = db.execute(
        text("select body from envelopes where device = :device and envelope = :envelope"),
        {"device": announcement.device, "envelope": announcement.corrects},
    ).first()
    if row is None:
        return Original.AWAITED
    said = json.loads(row.body)
    same = (said["case"], said["code"]) == (announcement.case, announcement.code)
    return Original.HERE if same and said["envelope"] != announcement.envelope else Original.OTHER


def fits(db: Connection, announcement: Announcement) -> bool:
    """Whether it may be taken in. What it names may come later: a citizen's papers do not wait for that."""
    if not announcement.corrects:
        return True
    if announcement.corrects == announcement.envelope:
        return False
    return original(db, announcement) is not Original.OTHER
