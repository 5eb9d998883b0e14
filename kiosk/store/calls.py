"""Calls for a clerk, until the clerk is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.store.database import storing
from kiosk.store.moments import moment, stamp


@dataclass(frozen=True)
class Call:
    """Why a clerk is wanted at the kiosk, and since when."""

    case: str
    fault: Fault
    since: dt.datetime


class Calls:
    """One waiting call a case and fault, however often it is made."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def call(self, case: str, fault: Fault, now: dt.datetime) -> None:
        """Call a clerk; while the same call waits nothing changes."""
        with storing():
            self._db.conn.execute(
                "insert into calls (case_id, fault, called_at) values (?, ?, ?) on conflict do nothing",
                (case, fault.value, stamp(now)),
            )

    def done(self, case: str, now: dt.datetime) -> None:
        """The clerk has been there: no call of the case waits any more."""
        with storing():
            self._db.conn.execute(
                "update calls set done_at = ? where case_id = ? and done_at is null",
                (stamp(now), case),
            )

    def waiting(self) -> tuple[Call, ...]:
        """Calls nobody has answered, oldest first."""
        with storing():
            rows = self._db.conn.execute(
                "select case_id, fault, called_at from calls where done_at is null order by seq"
            ).fetchall()
        return tuple(Call(case, Fault(fault), moment(at)) for case, fault, at in rows)
