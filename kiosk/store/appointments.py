"""Appointments that clerks made: a code of six digits, good once and around its time."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from kiosk.model import Unmet
from kiosk.store.database import storing, writing
from kiosk.store.moments import moment, stamp

DIGITS = 6  # two of the kiosk that made it, four drawn by chance
EARLY = dt.timedelta(minutes=60)  # before its time a code is good from here on
LATE = dt.timedelta(minutes=60)  # and after it so long
_KEPT = dt.timedelta(days=90)
_COLUMNS = "code, field, at, withdrawn_at, case_id"
_MOST = 5000  # that wait at one kiosk: half of the codes there are


@dataclass(frozen=True)
class Appointment:
    """Nothing of it says whose it is."""

    code: str
    field: str
    at: dt.datetime  # aware
    used: bool = False
    withdrawn: bool = False


class UnmetError(Exception):
    """The code gives no number now; `at` is its time, where it has one."""

    def __init__(self, why: Unmet, at: dt.datetime | None = None) -> None:
        super().__init__(why.value)
        self.why, self.at = why, at


class TooManyError(Exception):
    """So many appointments wait that a code might be guessed."""


class Appointments:
    """Those of one kiosk; another's codes begin with its own number. Raises StoreError throughout."""

    def __init__(self, db: Database, kiosk: int) -> None:
        self._db, self._kiosk = db, kiosk

    def make(self, field: str, at: dt.datetime, now: dt.datetime) -> Appointment:
        """A new one, with a code that no other has; raises TooManyError."""
        with writing(self._db):
            self._db.conn.execute("delete from appointments where at < ?", (stamp(now - _KEPT),))
            taken = {row[0] for row in self._db.conn.execute("select code from appointments")}
            if len(taken) >= _MOST:
                raise TooManyError
            while (code := f"{self._kiosk:02d}{secrets.randbelow(10_000):04d}") in taken:
                pass
            self._db.conn.execute(
                "insert into appointments (code, field, at, made_at) values (?, ?, ?, ?)",
                (code, field, stamp(at), stamp(now)),
            )
        return Appointment(code, field, at)

    def since(self, at: dt.datetime) -> tuple[Appointment, ...]:
        """All whose time is then or later, the soonest first."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} from appointments where at >= ? order by at, code", (stamp(at),)
            ).fetchall()
        return tuple(_appointment(row) for row in rows)

    def withdraw(self, code: str, now: dt.datetime) -> bool:
        """False for a code that is none, or was used; asked again, nothing changes."""
        with storing():
            changed = self._db.conn.execute(
                "update appointments set withdrawn_at = coalesce(withdrawn_at, ?) "
                "where code = ? and case_id is null",
                (stamp(now), code),
            )
        return bool(changed.rowcount)

    def find(self, code: str, now: dt.datetime) -> Appointment:
        """The one whose code is good now; raises UnmetError."""
        with storing():
            row = self._db.conn.execute(
                f"select {_COLUMNS} from appointments where code = ?", (code,)
            ).fetchone()
        if row is None:
            elsewhere = code[:2] != f"{self._kiosk:02d}" and self._kiosk and code[:2] != "00"
            raise UnmetError(Unmet.ELSEWHERE if elsewhere else Unmet.UNKNOWN)
        found = _appointment(row)
        if found.withdrawn:
            raise UnmetError(Unmet.UNKNOWN)
        if found.used:
            raise UnmetError(Unmet.USED)
        if now < found.at - EARLY:
            raise UnmetError(Unmet.EARLY, found.at)
        if now > found.at + LATE:
            raise UnmetError(Unmet.LATE, found.at)
        return found

    def use(self, code: str, case: str) -> Appointment | None:
        """Its case draws the number; part of that transaction. None where it is not to be had any more."""
        changed = self._db.conn.execute(
            "update appointments set case_id = ? where code = ? and case_id is null "
            f"and withdrawn_at is null returning {_COLUMNS}",
            (case, code),
        ).fetchone()
        return _appointment(changed) if changed else None


def _appointment(row: tuple[Any, ...]) -> Appointment:
    code, field, at, withdrawn, case = row
    return Appointment(code, field, moment(at), case is not None, withdrawn is not None)
