"""Whose name it is: how far a device's chain ever came, and whether one machine or two speak under it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, bindparam

from central.database import text
from kiosk.contract import Greeting, Known

DAY = dt.timedelta(days=1)  # so long two machines are spoken of after they were last seen
AMONG = 200  # of a device's last announcements
_LINK = text(
    "insert into heads (device, seq, digest) values (:device, :seq, :digest) "
    "on conflict (device) do update set seq = excluded.seq, digest = excluded.digest "
    "where excluded.seq > heads.seq"
)
_HERE = text(
    "select envelope from envelopes "
    "where device = :device and envelope in :asked and receipt is not null"
).bindparams(bindparam("asked", expanding=True))

_ANEW = text(
    "insert into numbers_told_anew (device, seq, envelope) select device, :seq, envelope from envelopes "
    "where device = :device and envelope = :envelope and link_seq <> :seq on conflict do nothing returning seq"
)
_OF_ANOTHER = text(
    "select 1 from envelopes where device = :device and link_seq = :seq and envelope <> :envelope"
)


def note_link(db: Connection, device: str, seq: int, digest: str) -> None:
    """A device told of this link, of a new envelope or of a known one. Its row is the device's lock from now on."""
    db.execute(_LINK, {"device": device, "seq": seq, "digest": digest})


def lock(db: Connection, device: str) -> None:
    """One at a time counts, numbers or compares what is of this device, until the change is over."""
    note_link(db, device, 0, "")


def note_twin(db: Connection, device: str, now: dt.datetime) -> None:
    """Two machines were seen under the name of one that told of a link before."""
    db.execute(
        text("update heads set twin_at = :now where device = :device"),
        {"now": now.isoformat(), "device": device},
    )


def told_anew(db: Connection, device: str, seq: int, envelope: str, now: dt.datetime) -> None:
    """A known envelope was told of under this number, which shows two machines where another envelope has it.

    A disk that was put back or copied does so, behind all numbers that it knows of.
    """
    named = {"device": device, "seq": seq, "envelope": envelope}
    if db.execute(_ANEW, named).first() and db.execute(_OF_ANOTHER, named).first():
        note_twin(db, device, now)


def greet(db: Connection, device: str, greeting: Greeting, now: dt.datetime) -> Known:
    """What is known of a device, with what its greeting says counted in."""
    lock(db, device)
    if _counted(db, device, greeting, now):
        note_twin(db, device, now)
    return _known(db, device, now)


def missing(db: Connection, device: str, envelopes: tuple[str, ...]) -> tuple[str, ...]:
    """Which of them have no receipt, in the order asked."""
    if not envelopes:  # a list of nothing is none for PostgreSQL
        return ()
    rows = db.execute(_HERE, {"device": device, "asked": envelopes})
    here = {row.envelope for row in rows}
    return tuple(one for one in envelopes if one not in here)


def _counted(db: Connection, device: str, greeting: Greeting, now: dt.datetime) -> bool:
    """Count the run in; whether it shows that two machines live under one name.

    Runs follow one another, each naming the one before. A disk that was put back, or was cloned, begins a second
    line from a run in the middle of the first; when then the end of a line speaks again after another line took its
    place, both live. What it says must be younger than what the other said: a greeting that was late on the
    way is no second machine, and of two that live one has the later clock. Runs are never forgotten, and one
    that is not the current counts only with something new to say: else whoever kept a greeting could ask it again.
    """
    known, at = _run(db, device, greeting.run), _utc(greeting.at)
    if known and not known.tip:
        return False  # late: this machine has started again since
    if known and not known.current and at <= known.at:
        return False  # heard before
    current = db.execute(
        text("select run, at from runs where device = :device and current = 1"),
        {"device": device},
    ).first()
    before = None if known else _run(db, device, greeting.before)
    end = known or (before if before and before.tip else None)
    if end and before:
        db.execute(
            text("update runs set tip = 0 where device = :device and run = :run"),
            {"device": device, "run": end.run},
        )
    db.execute(
        text("update runs set current = 0 where device = :device and current = 1"),
        {"device": device},
    )
    db.execute(
        text(
            "insert into runs (device, run, at, heard_at, tip, current) "
            "values (:device, :run, :at, :now, 1, 1) on conflict (device, run) "
            "do update set at = excluded.at, heard_at = excluded.heard_at, current = 1"
        ),
        {"device": device, "run": greeting.run, "at": at, "now": now.isoformat()},
    )
    return bool(end and current and current.run != end.run and at > current.at)


def _run(db: Connection, device: str, run: str) -> Row[Any] | None:
    return db.execute(
        text("select run, at, tip, current from runs where device = :device and run = :run"),
        {"device": device, "run": run},
    ).first()


def _known(db: Connection, device: str, now: dt.datetime) -> Known:
    head = db.execute(
        text("select seq, digest, twin_at from heads where device = :device"), {"device": device}
    ).one()
    receipts = db.execute(
        text("select count(*) from envelopes where device = :device and receipt is not null"),
        {"device": device},
    ).scalar_one()
    codes = db.execute(
        text(
            "select code from envelopes where device = :device order by link_seq desc limit :among"
        ),
        {"device": device, "among": AMONG},
    ).scalars()
    code = max(codes, default="")  # not by the database's alphabet
    twin = bool(head.twin_at) and now - dt.datetime.fromisoformat(head.twin_at) < DAY
    digest = head.digest if head.seq else ""
    return Known(now.isoformat(), head.seq, digest, receipts, code, twin)


def _utc(at: str) -> str:
    """Sorts as text."""
    try:
        moment = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
    except OverflowError:  # a clock in the first or last hours of all time
        return at
    return moment.isoformat(timespec="milliseconds")
