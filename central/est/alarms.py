"""What somebody should look at: an identity used twice, or claimed by another key."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, inspect, text


def noted(db: Connection, device: str, kind: str, at: dt.datetime, detail: str) -> None:
    """Kept in the caller's transaction."""
    if not inspect(db).has_table("alarms"):
        return
    db.execute(
        text("insert into alarms (device, kind, at, detail) values (:device, :kind, :at, :detail)"),
        {"device": device, "kind": kind, "at": at.isoformat(), "detail": detail},
    )
