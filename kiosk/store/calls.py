"""Calls for a clerk, until the clerk is done: kept here, and told to every desk of the office by the queue's log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.rules.queue.entries import Entry, Kind
from kiosk.store.database import storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, office_day, stamp
from kiosk.store.queue_log import QueueLog

_EVE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Call:
    """Why a clerk is wanted at the kiosk, and since when."""

    case: str
    fault: Fault
    since: dt.datetime


class Calls:
    """One waiting call a case and fault, however often it is made. Raises StoreError.

    `kiosk`: its number, under which pads see a call. They show one a kiosk: the last that was made.
    """

    def __init__(self, db: Database, kiosk: int = 0) -> None:
        self._db, self._kiosk = db, kiosk
        self._log, self._journal = QueueLog(db, kiosk), Journal(db)

    def call(self, case: str, fault: Fault, now: dt.datetime, step: str = "") -> None:
        """Call a clerk to the screen `step`; while the same call waits nothing changes."""
        with writing(self._db):
            made = self._db.conn.execute(
                "insert into calls (case_id, fault, called_at) values (?, ?, ?) on conflict do nothing",
                (case, fault.value, stamp(now)),
            )
            if made.rowcount == 1:
                why = "" if fault is Fault.CLERK_CALLED else fault.value
                self._log.write(Kind.CLERK_CALLED, now, turn=case, step=step, fault=why)
                self._journal.write(JournalEvent.CLERK_CALLED, now, case=case, fault=fault.value)

    def done(self, case: str, now: dt.datetime) -> None:
        """The clerk has been there, or nobody is wanted any more: no call of the case waits."""
        with writing(self._db):
            if self._end(case, now) and not self.waiting():
                self._log.write(Kind.CLERK_DONE, now, of=self._kiosk)

    def goes(self, counter: int, now: dt.datetime) -> None:
        """A clerk said at the desk “I come”: every pad knows it."""
        self._log.write(Kind.CLERK_GOES, now, counter=counter, of=self._kiosk)

    def waiting(self) -> tuple[Call, ...]:
        """Calls nobody has answered, oldest first."""
        with storing():
            rows = self._db.conn.execute(
                "select case_id, fault, called_at from calls where done_at is null order by seq"
            ).fetchall()
        return tuple(Call(case, Fault(fault), moment(at)) for case, fault, at in rows)

    def heard(self, after: int | None, now: dt.datetime) -> tuple[tuple[Entry, ...], int]:
        """What the pads said to the call that waits here, in order, and how far the log was read.

        `after`: how far it was read before; None: not since this service began. Of calls that were over by then
        nothing is said.
        """
        day = office_day(now) - _EVE if after is None else dt.date.min
        told, last = self._log.since(day, now, after or 0)
        answers: list[Entry] = []
        for entry in self._ours(each.entry for each in told):
            if entry.kind is Kind.CLERK_CALLED:
                answers.clear()
            else:
                answers.append(entry)
        return tuple(answers), last

    def finished(self, now: dt.datetime) -> tuple[str, ...]:
        """A clerk said at a pad that it is done: whose calls waited."""
        with writing(self._db):
            cases = tuple(dict.fromkeys(call.case for call in self.waiting()))
            for case in cases:
                self._end(case, now)
                self._journal.write(JournalEvent.CLERK_DONE, now, case=case)
        return cases

    def _ours(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        of_clerks = (Kind.CLERK_CALLED, Kind.CLERK_GOES, Kind.CLERK_DONE)
        for entry in entries:
            whose = entry.origin if entry.of < 0 else entry.of
            if entry.kind in of_clerks and whose == self._kiosk:
                yield entry

    def _end(self, case: str, now: dt.datetime) -> bool:
        ended = self._db.conn.execute(
            "update calls set done_at = ? where case_id = ? and done_at is null",
            (stamp(now), case),
        )
        return ended.rowcount > 0
