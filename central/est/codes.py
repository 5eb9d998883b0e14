"""One-time codes: what a technician types once so that a new kiosk gets its first certificate."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, text

LETTERS = 20  # of 5 bits each
HOURS = 72
MOST_TRIES = 10  # wrong ones of a device
WITHIN = dt.timedelta(hours=1)  # from the first of them on
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U
_MEANT = str.maketrans("OIL", "011", " -\t")
_GROUP = 4


@dataclass(frozen=True)
class Code:
    """A code as it is kept: for a device of an office, used by which key. `new_key`: that key may be a new one."""

    device: str
    office: str
    new_key: bool
    expires_at: str
    used_at: str
    used_key: str


def new() -> str:
    """100 bits, in groups to be read out and typed."""
    letters = [secrets.choice(_ALPHABET) for _ in range(LETTERS)]
    groups = ("".join(letters[at : at + _GROUP]) for at in range(0, LETTERS, _GROUP))
    return "-".join(groups)


def digest(typed: str) -> str:
    """What is kept of a code, however it was typed: small letters, spaces, O for 0."""
    return hashlib.sha256(typed.upper().translate(_MEANT).encode()).hexdigest()


def keep(db: Connection, code: str, row: Code, now: dt.datetime) -> None:
    """A code that was just made. Those of the device that nobody used count no more."""
    db.execute(
        text("delete from codes where device = :device and used_at = ''"), {"device": row.device}
    )
    db.execute(
        text(
            "insert into codes (sha256, device, office, new_key, made_at, expires_at) "
            "values (:sha256, :device, :office, :new_key, :made_at, :expires_at)"
        ),
        {
            "sha256": digest(code),
            "device": row.device,
            "office": row.office,
            "new_key": int(row.new_key),
            "made_at": now.isoformat(),
            "expires_at": row.expires_at,
        },
    )


def given(db: Connection, device: str) -> bool:
    """Whether any code was ever made for the device."""
    asked = text("select 1 from codes where device = :device limit 1")
    return db.execute(asked, {"device": device}).first() is not None


def found(db: Connection, device: str, typed: str) -> Code | None:
    row = db.execute(
        text(
            "select device, office, new_key, expires_at, used_at, used_key from codes "
            "where sha256 = :sha256 and device = :device"
        ),
        {"sha256": digest(typed), "device": device},
    ).one_or_none()
    if row is None:
        return None
    used = (row.expires_at, row.used_at, row.used_key)
    return Code(row.device, row.office, bool(row.new_key), *used)


def use(db: Connection, typed: str, key: str, now: dt.datetime) -> None:
    db.execute(
        text("update codes set used_at = :at, used_key = :key where sha256 = :sha256"),
        {"at": now.isoformat(), "key": key, "sha256": digest(typed)},
    )


def turn(db: Connection, device: str, now: dt.datetime) -> int:
    """How many wrong ones there were within the hour. Nobody else decides on the device until the transaction ends."""
    return int(
        db.execute(
            text(
                "insert into tries (device, count, since) values (:device, 0, :now) "
                "on conflict (device) do update set "
                "count = case when tries.since < :limit then 0 else tries.count end, "
                "since = case when tries.since < :limit then excluded.since else tries.since end "
                "returning count"
            ),
            {"device": device, "now": now.isoformat(), "limit": (now - WITHIN).isoformat()},
        ).scalar_one()
    )


def tried(db: Connection, device: str) -> None:
    """A wrong one more."""
    db.execute(
        text("update tries set count = count + 1 where device = :device"), {"device": device}
    )
