"""The province's own systems that are told of cases: which of them, since when, how far each is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, text

from central.callers import CallerError, Callers, Role
from central.database import Database
from central.events import DELIVER, Events

OFFICE_TIME = dt.timezone(dt.timedelta(hours=7))  # Asia/Ho_Chi_Minh, which has no other
SILENT_AFTER = dt.timedelta(hours=1)
LATE_AFTER = dt.timedelta(hours=4)
FILLING = 5000  # events in one transaction, or a few more of the same moment

_WANTED = re.compile(r"[^*,]{1,120}\*?")


class TargetError(ValueError):
    """Nothing was changed; the text says why in one sentence."""


class TargetState(StrEnum):
    """Whether a target may claim."""

    FILLING = "filling"  # the events of before it was added are being put up for it
    ON = "on"
    STOPPED = "stopped"  # its events wait
    ENDED = "ended"


class Alarm(StrEnum):
    """What somebody should look at."""

    SILENT = "silent"  # has not asked for SILENT_AFTER though something waits for it
    LATE = "late"  # something has waited for LATE_AFTER
    REFUSED = "refused"  # it refused events: their cases wait for a person


@dataclass(frozen=True)
class Target:
    """A connected system, and how far it is. `oldest`: when the oldest happened that waits for it."""

    name: str
    state: TargetState
    procedures: tuple[str, ...]
    offices: tuple[str, ...]
    since: str
    asked_at: str  # "": never yet
    waiting: int
    taken: int
    refused: int
    done: int
    oldest: str  # "": nothing waits

    def alarms(self, now: dt.datetime) -> list[Alarm]:
        """What is wrong with it; nothing of a stopped one but what it refused."""
        found = [Alarm.REFUSED] if self.refused else []
        if self.state is not TargetState.ON or not self.oldest:
            return found
        waited = now - dt.datetime.fromisoformat(self.oldest)
        quiet = now - dt.datetime.fromisoformat(max(self.asked_at, self.oldest))
        late = [Alarm.LATE] if waited > LATE_AFTER else []
        return [*([Alarm.SILENT] if quiet > SILENT_AFTER else []), *late, *found]

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "state": self.state.value,
            "procedures": list(self.procedures),
            "offices": list(self.offices),
            "since": self.since,
            "asked_at": self.asked_at,
            "waiting": self.waiting,
            "taken": self.taken,
            "refused": self.refused,
            "done": self.done,
            "oldest": self.oldest,
        }


class Targets:
    """Each is also a caller of its name, with the role of a target."""

    def __init__(self, database: Database, events: Events, now: Callable[[], dt.datetime]) -> None:
        self._database, self._events, self._now = database, events, now
        self._callers = Callers(database, now)

    def add(
        self,
        name: str,
        procedures: Iterable[str] = (),
        offices: Iterable[str] = (),
        since: dt.date | None = None,
    ) -> str:
        """Its token, shown this once. From now on it is told of every event of these procedures and offices (all,
        where none is named; a `*` at the end stands for anything), and of those since the beginning of that day.

        Raises TargetError.
        """
        wants = [*_wants("procedure", procedures), *_wants("office", offices)]
        now = self._now()
        begin = dt.datetime.combine(since, dt.time(), OFFICE_TIME) if since else now
        if begin > now:
            raise TargetError(f"{since} lies ahead")
        token = self._caller(name)
        self._events.catch_up(self._database)
        with self._database.change() as db:
            # Whoever writes an event now is waited for; whoever comes later knows this target.
            self._database.hold(db, "events")
            db.execute(
                text(
                    "insert into targets (name, state, since, added_at) "
                    "values (:name, 'filling', :since, :now) on conflict (name) do update set "
                    "state = 'filling', since = excluded.since, added_at = excluded.added_at"
                ),
                {"name": name, "since": _text(begin), "now": _text(now)},
            )
            db.execute(text("delete from target_wants where target = :name"), {"name": name})
            for row in wants:
                db.execute(
                    text(
                        "insert into target_wants (target, field, prefix, whole) "
                        "values (:name, :field, :prefix, :whole) on conflict do nothing"
                    ),
                    {"name": name, **row},
                )
        self._fill(name)
        return token

    def token(self, name: str) -> str:
        """A new token in the place of the old one; raises TargetError."""
        self._one(name)
        self._silence(name)
        return self._caller(name)

    def stop(self, name: str) -> None:
        """It gets nothing until it is resumed; what happens waits for it. Raises TargetError."""
        self._one(name)
        self._set(name, TargetState.STOPPED)

    def resume(self, name: str) -> None:
        """It goes on where it stopped, also one whose adding was interrupted. Raises TargetError."""
        self._one(name)
        self._set(name, TargetState.FILLING)
        self._fill(name)

    def end(self, name: str) -> None:
        """Its token counts no more, and what it does not have it does not get. Raises TargetError."""
        if not self._silence(name):
            self._one(name)
        self._set(name, TargetState.ENDED)
        while self._take_back(name):
            self._database.let_others()

    def all(self) -> list[Target]:
        """By name, without those that ended."""
        with self._database.look() as db:
            rows = db.execute(
                text("select * from targets where state <> 'ended' order by name")
            ).all()
            return [_target(db, row) for row in rows]

    def one(self, name: str) -> Target | None:
        with self._database.look() as db:
            row = db.execute(
                text("select * from targets where state <> 'ended' and name = :name"),
                {"name": name},
            ).one_or_none()
            return _target(db, row) if row else None

    def state(self, name: str) -> TargetState:
        """ENDED also for one that never was."""
        with self._database.look() as db:
            found = db.execute(
                text("select state from targets where name = :name"), {"name": name}
            ).scalar()
        return TargetState(found or TargetState.ENDED)

    def _one(self, name: str) -> None:
        if self.state(name) is TargetState.ENDED:
            raise TargetError(f"no target is called {name}")

    def _set(self, name: str, state: TargetState) -> None:
        with self._database.change() as db:
            db.execute(
                text("update targets set state = :state where name = :name"),
                {"name": name, "state": state.value},
            )

    def _fill(self, name: str) -> None:
        """Put up what happened before it was added, a part at a time; what is up already stays as it is."""
        low: str | None = ""
        while low is not None:
            with self._database.change() as db:
                high = db.execute(
                    text(
                        "select at from events where at > :low and at >= "
                        "(select since from targets where name = :name) "
                        "order by at limit 1 offset :most"
                    ),
                    {"low": low, "name": name, "most": FILLING - 1},
                ).scalar()
                which = (
                    "t.name = :name and e.at >= t.since "
                    "and e.at > :low and (:high = '' or e.at <= :high)"
                )
                db.execute(
                    text(DELIVER.format(which=which)),
                    {"name": name, "low": low, "high": high or ""},
                )
                if high is None:
                    db.execute(
                        text(
                            "update targets set state = 'on' "
                            "where name = :name and state = 'filling'"
                        ),
                        {"name": name},
                    )
            low = high
            if low is not None:
                self._database.let_others()

    def _take_back(self, name: str) -> bool:
        """Whether there was something that it does not have."""
        with self._database.change() as db:
            taken = db.execute(
                text(
                    "delete from deliveries where target = :name and event in ("
                    "select event from deliveries where target = :name "
                    "and state in ('waiting', 'taken', 'refused') limit :most)"
                ),
                {"name": name, "most": FILLING},
            )
        return taken.rowcount > 0

    def _caller(self, name: str) -> str:
        try:
            return self._callers.add(name, Role.TARGET)
        except CallerError as error:
            raise TargetError(str(error)) from None

    def _silence(self, name: str) -> bool:
        known = {caller.name for caller in self._callers.all() if caller.role is Role.TARGET}
        if name in known:
            self._callers.end(name)
        return name in known


def _wants(field: str, patterns: Iterable[str]) -> list[dict[str, Any]]:
    wants = []
    for pattern in patterns:
        if not _WANTED.fullmatch(pattern):
            raise TargetError(f"{pattern}: a {field} may end with one * and has none elsewhere")
        whole = not pattern.endswith("*")
        wants.append({"field": field, "prefix": pattern.removesuffix("*"), "whole": int(whole)})
    return wants


def _target(db: Connection, row: Row[Any]) -> Target:
    wants = db.execute(
        text("select field, prefix, whole from target_wants where target = :name order by prefix"),
        {"name": row.name},
    ).all()
    counts = {
        one.state: (one.many, one.oldest)
        for one in db.execute(
            text(
                "select state, count(*) as many, min(at) as oldest from deliveries "
                "where target = :name and state in ('waiting', 'taken', 'refused') group by state"
            ),
            {"name": row.name},
        )
    }
    named = {
        field: tuple(one.prefix + ("" if one.whole else "*") for one in wants if one.field == field)
        for field in ("procedure", "office")
    }
    return Target(
        name=row.name,
        state=TargetState(row.state),
        procedures=named["procedure"],
        offices=named["office"],
        since=row.since,
        asked_at=row.asked_at,
        waiting=counts.get("waiting", (0, ""))[0],
        taken=counts.get("taken", (0, ""))[0],
        refused=counts.get("refused", (0, ""))[0],
        done=row.done,
        oldest=min(
            (counts[state][1] for state in ("waiting", "taken") if state in counts), default=""
        ),
    )


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
