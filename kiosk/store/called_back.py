"""A citizen of today is called back when the result lies here, and is done when it was handed over."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from kiosk.rules.queue.changes import HANDED
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.standing import AT_A_COUNTER, OVER, Turn, TurnState, standing
from kiosk.store.database import storing
from kiosk.store.moments import office_day
from kiosk.store.queue_log import QueueLog
from kiosk.store.tickets import Tickets

_EVE = dt.timedelta(days=1)


def result_lies_here(db: Database, case: str, now: dt.datetime) -> bool:
    """Whether the case's number will be called once more: where it is of today, as soon as its citizen was served.

    Part of the caller's transaction. Of other days nobody waits in the hall.
    """
    log, turn = _turn(db, case, now)
    if log is None or turn is None or turn.state is TurnState.LEFT or turn.ready or turn.result:
        return False
    log.write(Kind.READY, now, turn=case)
    return True


def result_handed(db: Database, case: str, now: dt.datetime) -> None:
    """Whoever was called back for the result has it, at whichever counter; part of the caller's transaction.

    Who has all of them before its counter is done will not be called back.
    """
    log, turn = _turn(db, case, now)
    if log is None or turn is None or turn.state in OVER:
        return
    counter = turn.counter if turn.state in AT_A_COUNTER else 0
    if turn.ready:
        log.write(Kind.FINISHED, now, turn=case, counter=counter)
    elif turn.result and not _more_lies_here(db, case):
        log.write(Kind.FINISHED, now, turn=case, counter=counter, step=HANDED)


def lying_here(db: Database, now: dt.datetime) -> tuple[str, ...]:
    """Codes of the cases whose results lie here and are of another day than today's numbers, the oldest first."""
    with storing():
        rows = db.conn.execute(
            "select distinct r.code from results r left join tickets t on t.case_id = r.case_id "
            "where r.state = 'here' and coalesce(t.day, '') <> ? order by r.here_at",
            (office_day(now).isoformat(),),
        ).fetchall()
    return tuple(str(code) for (code,) in rows)


def _more_lies_here(db: Database, case: str) -> bool:
    with storing():
        (more,) = db.conn.execute(
            "select exists (select 1 from results where case_id = ? and state = 'here')", (case,)
        ).fetchone()
    return bool(more)


def _turn(db: Database, case: str, now: dt.datetime) -> tuple[QueueLog | None, Turn | None]:
    """The case's turn of today, and the log of the kiosk that gave its number."""
    ticket = Tickets(db).of(case)
    today = office_day(now)
    if ticket is None or ticket.day != today:
        return None, None
    log = QueueLog(db, ticket.kiosk)
    heard, _ = log.since(today - _EVE, now)
    return log, standing(heard).turns.get(case)
