"""The journal: what the kiosk did, in a chain in which nothing can be changed, removed or moved unseen.

It says what happened to which case, never to whom: only the fields an event lists are taken, and only
codes and counts fit into them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.store.database import reading, storing, writing
from kiosk.store.journal_events import CATALOGUE, JournalEvent
from kiosk.store.moments import moment, stamp

__all__ = ["CATALOGUE", "CLOCK", "START", "Journal", "JournalEvent", "JournalRow"]

CLOCK = "clock"  # as health and journal call it
START = "0" * 64  # "previous" of the first row


# Ids are drawn by chance, given by the centre, or hashes; every other text is a short code. Neither takes a full name
# (spaces, accents) or a citizen's number (digits only).
_IDS = frozenset(
    {"case", "envelope", "corrects", "receipt", "signer", "delegate_of", "certificate"}
    | {"by", "person", "post", "session", "line"}
)
_ID = re.compile(r"(?!\d{1,31}$)[A-Za-z0-9._-]{1,80}")
_CODE = re.compile(r"(?!.*\d{9})[A-Za-z0-9._-]{1,80}")
_MOST = 10**8


_CLOCK = (JournalEvent.DEVICE_STOPPED, JournalEvent.DEVICE_WORKS)


@dataclass(frozen=True)
class JournalRow:
    """One thing that happened."""

    seq: int
    at: dt.datetime
    event: JournalEvent
    fields: dict[str, str | int]


class Journal:
    """Appended to by every process; each row holds the hash of the one before."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, event: JournalEvent, now: dt.datetime, **fields: str | int) -> None:
        """Append one row; raises ValueError for a field or value the catalogue does not allow."""
        for name, value in fields.items():
            _check(event, name, value)
        at, text = stamp(now), json.dumps(fields, sort_keys=True, separators=(",", ":"))
        with writing(self._db):
            seq, previous = self._head()
            seq += 1
            digest = _hash(seq, at, event, text, previous)
            self._db.conn.execute(
                "insert into journal (seq, at, event, fields, previous, hash) values (?, ?, ?, ?, ?, ?)",
                (seq, at, event.value, text, previous, digest),
            )
            self._db.conn.execute(
                "insert into journal_head (one, seq, hash) values (1, ?, ?) "
                "on conflict (one) do update set seq = excluded.seq, hash = excluded.hash",
                (seq, digest),
            )

    def verify(self) -> int | None:
        """None when every row is there as written; else the number of the first that is not."""
        with reading(self._db):
            last, digest = self._head()
            rows = self._db.conn.execute(
                "select seq, at, event, fields, previous, hash from journal order by seq"
            )
            previous, seen = START, 0
            for seq, at, event, fields, before, own in rows:
                whole = _hash(seq, at, event, fields, before) == own
                if seq != seen + 1 or before != previous or not whole:
                    return seen + 1
                previous, seen = own, seq
        if seen != last:
            return min(seen, last) + 1
        return None if previous == digest else seen

    def since(self, seq: int = 0, most: int = 200) -> tuple[JournalRow, ...]:
        """At most `most` rows after row `seq`, oldest first."""
        with storing():
            rows = self._db.conn.execute(
                "select seq, at, event, fields from journal where seq > ? order by seq limit ?",
                (seq, most),
            ).fetchall()
        return tuple(
            JournalRow(number, moment(at), JournalEvent(event), json.loads(fields))
            for number, at, event, fields in rows
        )

    def counted(self, events: Collection[JournalEvent]) -> dict[JournalEvent, int]:
        """How often each of them happened."""
        with storing():
            rows = self._db.conn.execute(
                "select event, count(*) from journal group by event"
            ).fetchall()
        found = dict(rows)
        return {event: int(found.get(event.value, 0)) for event in events}

    def latest(self, among: int = 200) -> dt.datetime | None:
        """The latest moment that the last rows tell of; None in an empty journal.

        The clock was there once. After one that ran ahead this is forgotten with so many rows.
        """
        with storing():
            row = self._db.conn.execute(
                "select max(at) from (select at from journal order by seq desc limit ?)", (among,)
            ).fetchone()
        return moment(row[0]) if row[0] else None

    def trusted(self, among: int = 200) -> dt.datetime | None:
        """As `latest`, without what was written while the clock was called wrong."""
        with storing():
            rows = self._db.conn.execute(
                "select at, event, fields from journal order by seq desc limit ?", (among,)
            ).fetchall()
        latest, wrong = "", False
        for at, event, fields in reversed(rows):
            if event in _CLOCK and json.loads(fields).get("device") == CLOCK:
                if event == JournalEvent.DEVICE_WORKS and not wrong:
                    latest = ""  # it went wrong further back
                wrong = event == JournalEvent.DEVICE_STOPPED
            latest = latest if wrong else max(latest, at)
        return moment(latest) if latest else None

    def _head(self) -> tuple[int, str]:
        row = self._db.conn.execute("select seq, hash from journal_head").fetchone()
        return (row[0], row[1]) if row else (0, START)


def _check(event: JournalEvent, name: str, value: str | int) -> None:
    if name not in CATALOGUE[event].fields:
        raise ValueError(f"the journal takes no {name} for {event}")
    shape = _ID if name in _IDS else _CODE
    fits = 0 <= value < _MOST if isinstance(value, int) else shape.fullmatch(value)
    if not fits:  # the value is not repeated: it may be personal
        raise ValueError(f"the journal takes no such {name} for {event}")


def _hash(seq: int, at: str, event: str, fields: str, previous: str) -> str:
    text = json.dumps([seq, at, str(event), fields, previous], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
