"""What each target was given of the events, what became of it, and what it gets next."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, text

from central.database import Database

PAUSE = dt.timedelta(minutes=1)  # before the second try; doubled with each one
LONGEST_PAUSE = dt.timedelta(hours=1)

# Waiting or given out long ago, and nothing of its case before it that is not settled here.
_NEXT = """
    select d.event from deliveries d
    where d.target = :target and d.state in ('waiting', 'taken') and d.due_at <= :now
        and not exists (
            select 1 from deliveries before where before.target = d.target
                and before.state in ('waiting', 'taken', 'refused')
                and before.device = d.device and before.case_id = d.case_id
                and before.number < d.number)
    order by d.due_at, d.device, d.case_id, d.number
    limit :most
"""


class DeliveryState(StrEnum):
    """How far one event is at one target."""

    WAITING = "waiting"
    TAKEN = "taken"  # given out; without a word it is given out again
    DONE = "done"  # the target has it, under a reference of its own
    REFUSED = "refused"  # it never takes it as it is: a person must look, the case waits for that
    ASIDE = "aside"  # a person said that the case goes on without it


class Became(StrEnum):
    """What a target says of an event."""

    DONE = "done"
    LATER = "later"  # ask again after a pause that grows
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of one try. `reference`: the target's own number of it; `reason`: for people."""

    event: str
    attempt: int
    became: Became
    reference: str = ""
    reason: str = ""


class Deliveries:
    """Any number of processes may claim at once: a target's claims and outcomes come one after another, by its row."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database, self._now = database, now

    def claim(self, target: str, most: int, seconds: int) -> list[dict[str, Any]]:
        """Its next events, at most so many, which nobody else gets for so long.

        None while its target is stopped. Of each case one at a time, the next when that is done. Each is a row with
        event, try, until, kind, at, number, device, envelope, case, code, body and announcement.
        """
        now = self._now()
        given = {"until": _text(now + dt.timedelta(seconds=seconds)), "now": _text(now)}
        with self._database.change() as db:
            if _alone(db, target, now) != "on":
                return []
            taken = db.execute(
                text(
                    "update deliveries set state = 'taken', tries = tries + 1, due_at = :until "
                    f"where target = :target and event in ({_NEXT}) returning event, tries"
                ),
                {"target": target, "most": most, **given},
            ).all()
            tries = {row.event: row.tries for row in taken}
            return _told(db, tries, given["until"]) if tries else []

    def settle(self, target: str, outcomes: Iterable[Outcome]) -> list[dict[str, str]]:
        """Note what became of events; for each its event and state, "unknown" where it was never given.

        Told again, nothing changes. Done is done, whichever try said so; any other word counts for the latest alone.
        """
        now = self._now()
        with self._database.change() as db:
            _alone(db, target, now)
            return [
                {"event": one.event, "state": _settle(db, target, one, now)} for one in outcomes
            ]

    def was_told(self, target: str, device: str, envelope: str) -> bool:
        """Whether it was ever given an event of this envelope."""
        with self._database.look() as db:
            found = db.execute(
                text(
                    "select 1 from events e join deliveries d on d.event = e.id "
                    "and d.target = :target where e.device = :device and e.envelope = :envelope "
                    "and d.tries > 0 limit 1"
                ),
                {"target": target, "device": device, "envelope": envelope},
            ).one_or_none()
        return found is not None

    def free(self, target: str, event: str, state: DeliveryState) -> bool:
        """A person's word on an event that is not done: WAITING, try it now; ASIDE, its case goes on without it.

        False: there is none such.
        """
        now = self._now()
        with self._database.change() as db:
            _alone(db, target, None)
            changed = db.execute(
                text(
                    "update deliveries set state = :state, due_at = :now, settled_at = :settled "
                    "where target = :target and event = :event and state <> 'done'"
                ),
                {
                    "state": state.value,
                    "target": target,
                    "event": event,
                    "now": _text(now),
                    "settled": _text(now) if state is DeliveryState.ASIDE else "",
                },
            )
        return changed.rowcount == 1

    def refused(self, target: str, most: int = 100) -> list[dict[str, str]]:
        """Which events it refused and why, oldest first: event, kind, code, at, reason."""
        with self._database.look() as db:
            rows = db.execute(  # the first words on its state are those of the index
                text(
                    "select e.id as event, e.kind, e.code, e.at, d.reason from deliveries d "
                    "join events e on e.id = d.event where d.target = :target "
                    "and d.state in ('waiting', 'taken', 'refused') and d.state = 'refused' "
                    "order by e.at, e.id limit :most"
                ),
                {"target": target, "most": most},
            ).all()
        return [dict(row._mapping) for row in rows]


def pause(tries: int) -> dt.timedelta:
    """Before the next try, after so many."""
    return min(LONGEST_PAUSE, PAUSE * (1 << min(max(tries, 1) - 1, 10)))


def _settle(db: Connection, target: str, one: Outcome, now: dt.datetime) -> str:
    row = db.execute(
        text("select state, tries from deliveries where target = :target and event = :event"),
        {"target": target, "event": one.event},
    ).one_or_none()
    if row is None or not 0 < one.attempt <= row.tries:
        return "unknown"
    state = DeliveryState(row.state)
    is_latest = state is DeliveryState.TAKEN and row.tries == one.attempt
    if state is DeliveryState.DONE or not (is_latest or one.became is Became.DONE):
        return state.value
    state = {
        Became.DONE: DeliveryState.DONE,
        Became.LATER: DeliveryState.WAITING,
        Became.REFUSED: DeliveryState.REFUSED,
    }[one.became]
    later = pause(row.tries) if state is DeliveryState.WAITING else dt.timedelta()
    db.execute(
        text(
            "update deliveries set state = :state, due_at = :due, reference = :reference, "
            "reason = :reason, settled_at = :settled where target = :target and event = :event"
        ),
        {
            "target": target,
            "event": one.event,
            "state": state.value,
            "due": _text(now + later),
            "reference": one.reference,
            "reason": one.reason,
            "settled": "" if state is DeliveryState.WAITING else _text(now),
        },
    )
    if state is DeliveryState.DONE:
        db.execute(
            text("update targets set done = done + 1 where name = :target"), {"target": target}
        )
    return state.value


def _alone(db: Connection, target: str, asked: dt.datetime | None) -> str:
    """The target's state. Nobody else claims or settles for it now; what they did the next statement sees."""
    state = db.execute(
        text(
            "update targets set asked_at = case when :asked = '' then asked_at else :asked end "
            "where name = :target returning state"
        ),
        {"target": target, "asked": _text(asked) if asked else ""},
    ).scalar()
    return str(state or "")


def _told(db: Connection, tries: dict[str, int], until: str) -> list[dict[str, Any]]:
    rows = db.execute(
        text(
            "select e.*, v.body as announcement from events e "
            "join envelopes v on v.device = e.device and v.envelope = e.envelope "
            "where e.id in :events order by e.at, e.id"
        ).bindparams(bindparam("events", expanding=True)),
        {"events": list(tries)},
    ).all()
    return [
        {
            "event": row.id,
            "try": tries[row.id],
            "until": until,
            "kind": row.kind,
            "at": row.at,
            "number": row.number,
            "device": row.device,
            "envelope": row.envelope,
            "case": row.case_id,
            "code": row.code,
            "body": json.loads(row.body),
            "announcement": json.loads(row.announcement),
        }
        for row in rows
    ]


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
