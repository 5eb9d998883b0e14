"""Whose name it is: how far a device's chain ever came, and whether one machine or two speak under it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3

from kiosk.contract import Greeting, Known

DAY = dt.timedelta(days=1)  # so long two machines are spoken of after they were last seen
AMONG = 200  # of a device's last announcements


def note_link(db: sqlite3.Connection, device: str, seq: int, digest: str) -> None:
    """A device told of this link, of a new envelope or of a known one."""
    db.execute(
        "insert into heads (device, seq, digest) values (?, ?, ?) on conflict (device) "
        "do update set seq = excluded.seq, digest = excluded.digest where excluded.seq > seq",
        (device, seq, digest),
    )


def note_twin(db: sqlite3.Connection, device: str, now: dt.datetime) -> None:
    """Two machines were seen under the name of one that told of a link before."""
    db.execute("update heads set twin_at = ? where device = ?", (now.isoformat(), device))


def greet(db: sqlite3.Connection, device: str, greeting: Greeting, now: dt.datetime) -> Known:
    """What is known of a device, with what its greeting says counted in."""
    db.execute(
        "insert into heads (device, seq, digest) values (?, 0, '') on conflict do nothing",
        (device,),
    )
    if _counted(db, device, greeting, now):
        note_twin(db, device, now)
    return _known(db, device, now)


def missing(db: sqlite3.Connection, device: str, envelopes: tuple[str, ...]) -> tuple[str, ...]:
    """Which of them have no receipt, in the order asked."""
    rows = db.execute(
        "select envelope from envelopes where device = ? and receipt is not null "
        "and envelope in (select value from json_each(?))",
        (device, json.dumps(envelopes)),
    )
    here = {row[0] for row in rows}
    return tuple(one for one in envelopes if one not in here)


def _counted(db: sqlite3.Connection, device: str, greeting: Greeting, now: dt.datetime) -> bool:
    """Count the run in; whether it shows that two machines live under one name.

    Runs follow one another, each naming the one before. A disk that was put back, or was cloned, begins a second
    line from a run in the middle of the first; when then the end of a line speaks again after another line took its
    place, both live. What it says must be younger than what the other said: a greeting that was late on the
    way is no second machine, and of two that live one has the later clock. Runs are never forgotten, and one
    that is not the current counts only with something new to say: else whoever kept a greeting could ask it again.
    """
    known, at = _run(db, device, greeting.run), _utc(greeting.at)
    if known and not known["tip"]:
        return False  # late: this machine has started again since
    if known and not known["current"] and at <= known["at"]:
        return False  # heard before
    current = db.execute(
        "select run, at from runs where device = ? and current = 1", (device,)
    ).fetchone()
    before = None if known else _run(db, device, greeting.before)
    end = known or (before if before and before["tip"] else None)
    if end and before:
        db.execute("update runs set tip = 0 where device = ? and run = ?", (device, end["run"]))
    db.execute("update runs set current = 0 where device = ?", (device,))
    db.execute(
        "insert into runs (device, run, at, heard_at, tip, current) values (?, ?, ?, ?, 1, 1) "
        "on conflict do update set at = excluded.at, heard_at = excluded.heard_at, current = 1",
        (device, greeting.run, at, now.isoformat()),
    )
    return bool(end and current and current["run"] != end["run"] and at > current["at"])


def _run(db: sqlite3.Connection, device: str, run: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "select run, at, tip, current from runs where device = ? and run = ?", (device, run)
    ).fetchone()
    return row


def _known(db: sqlite3.Connection, device: str, now: dt.datetime) -> Known:
    seq, digest, twin_at = db.execute(
        "select seq, digest, twin_at from heads where device = ?", (device,)
    ).fetchone()
    (receipts,) = db.execute(
        "select count(*) from envelopes where device = ? and receipt is not null", (device,)
    ).fetchone()
    (code,) = db.execute(
        "select max(code) from (select code from envelopes where device = ? "
        "order by link_seq desc limit ?)",
        (device, AMONG),
    ).fetchone()
    twin = bool(twin_at) and now - dt.datetime.fromisoformat(twin_at) < DAY
    return Known(now.isoformat(), seq, digest if seq else "", receipts, code or "", twin)


def _utc(at: str) -> str:
    """Sorts as text."""
    try:
        moment = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
    except OverflowError:  # a clock in the first or last hours of all time
        return at
    return moment.isoformat(timespec="milliseconds")
