"""The log of the hall's queue on this machine: its own entries, and a copy of every other kiosk's."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind, from_json, next_clock
from kiosk.store.database import storing, writing
from kiosk.store.moments import office_day

_HOURS = 11 * 3600.0  # seconds: an office's day is shorter, and its night longer
_LATELY = 20_000  # entries that are looked through for them
_BEGUN = dt.timedelta(days=300)  # a log whose beginning was dropped begins longer ago than that


@dataclass(frozen=True)
class Steady:
    """This machine's own clock, which nobody sets: seconds since `boot` began, sleep included."""

    boot: str
    seconds: float


def steady() -> Steady:
    """Now."""
    return Steady(_boot(), time.clock_gettime(time.CLOCK_BOOTTIME))


class QueueLog:
    """Appended to by the devices and the desk of one machine, and by nobody else under its number.

    Entries are safe from power cuts on return. Raises StoreError.
    """

    def __init__(self, db: Database, kiosk: int, steadily: Callable[[], Steady] = steady) -> None:
        self._db, self._kiosk, self._steadily = db, kiosk, steadily

    def write(
        self,
        kind: Kind,
        now: dt.datetime,
        *,
        turn: str = "",
        drawn: Drawn | None = None,
        **said: Any,  # noqa: ANN401 - the other fields of Entry
    ) -> Entry:
        """Part of the caller's transaction, if there is one."""
        with writing(self._db):
            (seq, clock) = self._db.conn.execute(
                "select coalesce((select max(seq) from queue_log where origin = ?), 0), "
                "coalesce((select max(clock) from queue_log), 0)",
                (self._kiosk,),
            ).fetchone()
            at = now.replace(microsecond=now.microsecond // 1000 * 1000)
            clock = next_clock(clock, at)
            entry = Entry(self._kiosk, seq + 1, clock, at, kind, turn=turn, drawn=drawn, **said)
            day = drawn.day if drawn else office_day(at)
            self._keep(entry, day, self._steadily())
        return entry

    def take(self, told: Iterable[tuple[Entry, float]], now: dt.datetime) -> int:
        """Entries of others with their ages in seconds, as many as are new and leave no gap; how many were kept.

        Where nothing is held of an origin, its log may begin with whatever old entry others still keep.
        """
        kept = 0
        with writing(self._db):
            heads, ticking = dict(self.heads()), self._steadily()
            for entry, age in sorted(told, key=lambda each: (each[0].origin, each[0].seq)):
                known = entry.origin in heads or age < _BEGUN.total_seconds()
                if known and entry.seq != heads.get(entry.origin, 0) + 1:
                    continue
                age = max(0.0, age)
                day = office_day(now - dt.timedelta(seconds=age))
                self._keep(entry, day, Steady(ticking.boot, ticking.seconds - age))
                heads[entry.origin] = entry.seq
                kept += 1
        return kept

    def mark(self, origin: int, most: int) -> tuple[int, str]:
        """Number and digest of the last entry held of an origin, up to number `most`; (0, "") where there is none."""
        with storing():
            row = self._db.conn.execute(
                "select seq, entry from queue_log where origin = ? and seq <= ? "
                "order by seq desc limit 1",
                (origin, most),
            ).fetchone()
        return (int(row[0]), sha256(row[1].encode()).hexdigest()[:16]) if row else (0, "")

    def put_right(self, told: Iterable[tuple[Entry, float]], now: dt.datetime) -> int:
        """Own entries as another machine kept them, without gaps: what a disk that was put back has lost comes back.

        Where ours say otherwise, theirs come first, and ours behind them under new numbers. How many of ours moved.
        """
        theirs = {entry.seq: (entry, age) for entry, age in told if entry.origin == self._kiosk}
        with writing(self._db):
            rows = self._db.conn.execute(
                "select seq, entry, day, boot, moment from queue_log where origin = ?",
                (self._kiosk,),
            ).fetchall()
            ours = {row[0]: (from_json(json.loads(row[1])), *row[2:]) for row in sorted(rows)}
            fork = next(
                (n for n in sorted(theirs) if n not in ours or ours[n][0] != theirs[n][0]), 0
            )
            if not fork:
                return 0
            self._db.conn.execute(
                "delete from queue_log where origin = ? and seq >= ?", (self._kiosk, fork)
            )
            ticking, last = self._steadily(), max(theirs)
            for entry, age in (theirs[number] for number in range(fork, last + 1)):
                day = office_day(now - dt.timedelta(seconds=age))
                self._keep(entry, day, Steady(ticking.boot, ticking.seconds - age))
            moved = [each for number, each in ours.items() if number >= fork]
            for number, (entry, day, boot, moment) in enumerate(moved, last + 1):
                self._keep(
                    replace(entry, seq=number), dt.date.fromisoformat(day), Steady(boot, moment)
                )
        return len(moved)

    def heads(self) -> Mapping[int, int]:
        """The last seq held of each origin."""
        with storing():
            # From one origin to the next by the index: years of entries are not looked through.
            rows = self._db.conn.execute(
                "with recursive each(origin) as (select min(origin) from queue_log union all "
                "select (select min(origin) from queue_log where origin > each.origin) from each "
                "where each.origin is not null) select origin, "
                "(select max(seq) from queue_log log where log.origin = each.origin) "
                "from each where origin is not null"
            )
            return {int(origin): int(seq) for origin, seq in rows.fetchall()}

    def after(
        self, heads: Mapping[int, int], now: dt.datetime, most: int = 500
    ) -> tuple[tuple[Entry, float], ...]:
        """What somebody who holds so much lacks, with ages, in an order in which `take` keeps all of it."""
        with storing():
            rows: list[tuple[str, str, float]] = []
            for origin, seq in sorted(self.heads().items()):
                if (held := heads.get(origin, 0)) < seq and len(rows) < most:
                    rows += self._db.conn.execute(
                        "select entry, boot, moment from queue_log where origin = ? and seq > ? "
                        "order by seq limit ?",
                        (origin, held, most - len(rows)),
                    ).fetchall()
        reader = self._reader(now)
        heard = [reader(*row) for row in rows]
        ticking = self._steadily().seconds
        return tuple((each.entry, max(0.0, ticking - each.moment)) for each in heard)

    def since(
        self, day: dt.date, now: dt.datetime, after: int = 0
    ) -> tuple[tuple[Heard, ...], int]:
        """Entries written on `day` or later that were kept behind number `after`; and the number of the last.

        And those of the last hours by the steady clock, whatever day it was: it may have been set meanwhile.

        An own entry counts to the office's day of our clock, a drawn one to that of its number; another's to the
        day on which it was so old here: its writer's clock may be days off.
        """
        ticking = self._steadily()
        with storing():
            rows = self._db.conn.execute(
                "select entry, boot, moment, heard from queue_log where heard > ? and (day >= ? or "
                "heard > (select max(heard) from queue_log) - ? and boot = ? and moment > ?) "
                "order by heard",
                (after, day.isoformat(), _LATELY, ticking.boot, ticking.seconds - _HOURS),
            ).fetchall()
        reader = self._reader(now)
        return tuple(reader(*row[:3]) for row in rows), rows[-1][3] if rows else after

    def between(
        self, first: dt.date, before: dt.date, now: dt.datetime, most: int
    ) -> tuple[Heard, ...]:
        """Entries written on `first` or later and earlier than `before`; where they are more than `most`, the last."""
        with storing():
            rows = self._db.conn.execute(
                "select entry, boot, moment from queue_log where day >= ? and day < ? "
                "order by heard desc limit ?",
                (first.isoformat(), before.isoformat(), most),
            ).fetchall()
        reader = self._reader(now)
        return tuple(reader(*row) for row in rows)

    def version(self) -> int:
        """Grows with every entry kept, by whichever process."""
        with storing():
            (heard,) = self._db.conn.execute(
                "select coalesce(max(heard), 0) from queue_log"
            ).fetchone()
        return int(heard)

    def _keep(self, entry: Entry, day: dt.date, ticking: Steady) -> None:
        told = json.dumps(entry.to_json(), ensure_ascii=False, separators=(",", ":"))
        self._db.conn.execute(
            "insert into queue_log (origin, seq, clock, day, entry, boot, moment) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            (
                *(entry.origin, entry.seq, entry.clock, day.isoformat(), told),
                *(ticking.boot, ticking.seconds),
            ),
        )

    def _reader(self, now: dt.datetime) -> Callable[[str, str, float], Heard]:
        ticking = self._steadily()

        def read(told: str, boot: str, moment: float) -> Heard:
            entry = from_json(json.loads(told))
            if boot == ticking.boot:
                return Heard(entry, moment)
            # Before this machine started: the wall clock is all there is.
            age = max(0.0, (now - entry.at).total_seconds())
            return Heard(entry, ticking.seconds - age)

        return read


@cache
def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
