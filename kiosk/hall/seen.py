"""What a board shows of the queue, as one JSON object: calls, who is missed, waiting by field, the day's cut."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Protocol

from kiosk.model import Field, Words
from kiosk.rules.queue.order import Now, callable_now, in_lane, open_counters, place, present
from kiosk.rules.queue.standing import Call, Hall, Turn, TurnState
from kiosk.rules.queue.waiting import Times, waits
from kiosk.settings import Counter, QueueSettings, Settings

CALLS, MISSED = 6, 8  # at most
QUIET, EMPTY = (
    90.0,
    30.0,
)  # seconds since the last call after which a board is idle; the latter if nobody waits
CLOSING = 30  # minutes before the end of hours from which that is told
ELSE = Words("Việc khác", "Other errands")


class Queue(Protocol):
    """What a board asks its desk; kiosk.hall.conductor.Conductor is one."""

    def hall(self) -> Hall:
        """The queue as it stands; never blocks."""
        ...

    def usual(self) -> Mapping[str, Times]:
        """How long counters took on past days, by field."""
        ...

    def now(self) -> Now:
        """This moment."""
        ...

    def changes(self, patience: float = 10.0) -> AsyncIterator[int]:
        """The version at once, at every change, and again after `patience` seconds without one."""
        ...


def board_state(
    hall: Hall,
    version: int,
    now: Now,
    settings: Settings,
    fields: Sequence[Field],
    slides: str = "",
    usual: Mapping[str, Times] | None = None,
) -> dict[str, Any]:
    """All that a board shows, with nothing of a person in it.

    `version` of the queue; `kiosk` whose desk tells it; `at` the office's time, ISO 8601. `calls`: newest first, at
    most 6: `id` names this very call, `times` how often the number was called, `age` in seconds, `here` that its
    person came or is served already. `missed`: who may come back, `label` and `counter`, the latest first.
    `fields`: each with `name` (vi, en), `waiting` people, open `counters`, and `wait`: minutes from and to for the
    last of them (None: nobody can say). `cut`: None, or `at` and `minutes` left, 0 when over, and how many of the
    `same_day` wait. `closes`: None, or `at` and `minutes` left. `idle`: no call for a while. `slides` names what
    is shown then (/board/slides). `usual`: how long counters took on past days.
    """
    waiting = [turn for turn in hall.turns.values() if callable_now(turn, now, settings.queue)]
    counters = open_counters(hall, now)
    calls = [call for call in hall.calls if present(hall.turns[call.turn], now)]
    return {
        "version": version,
        "kiosk": settings.kiosk,
        "at": now.wall.isoformat(timespec="seconds"),
        "calls": [_call(call, hall.turns[call.turn], now) for call in calls[:CALLS]],
        "missed": _missed(hall, now),
        "fields": _fields(hall, waiting, now, settings, fields, usual),
        "cut": _cut(waiting, now, settings.queue) if counters else None,
        "closes": _closes(now, settings.queue) if counters else None,
        "idle": _idle(calls, waiting, now),
        "slides": slides,
    }


def told_apart(state: dict[str, Any]) -> dict[str, Any]:
    """The state without what only time changes: two that are equal look equal on a board."""
    calls = [{name: of for name, of in call.items() if name != "age"} for call in state["calls"]]
    return {**state, "at": "", "version": 0, "calls": calls}


def _call(call: Call, turn: Turn, now: Now) -> dict[str, Any]:
    return {
        "id": f"{turn.drawn.day:%m%d}-{call.label}-{call.times}",
        "label": call.label,
        "counter": call.counter,
        "times": call.times,
        "age": round(max(0.0, now.steady - call.moment), 1),
        "here": turn.state is not TurnState.CALLED,
    }


def _missed(hall: Hall, now: Now) -> list[dict[str, Any]]:
    missed = [
        turn
        for turn in hall.turns.values()
        if turn.state is TurnState.MISSED and present(turn, now)
    ]
    missed.sort(key=lambda turn: turn.touched, reverse=True)
    return [{"label": turn.label, "counter": turn.counter} for turn in missed[:MISSED]]


def _fields(
    hall: Hall,
    waiting: Sequence[Turn],
    now: Now,
    settings: Settings,
    fields: Sequence[Field],
    usual: Mapping[str, Times] | None,
) -> list[dict[str, Any]]:
    known = {field.id for field in fields}
    named = [(field.id, field.name) for field in fields]
    if any(turn.field not in known for turn in waiting):
        named.append(("", ELSE))
    told = waits(hall, settings.counters, now, settings.queue, usual)
    rows = []
    for id, name in named:
        here = [turn for turn in waiting if (turn.field if turn.field in known else "") == id]
        last = max(here, key=lambda turn: place(turn, now, settings.queue), default=None)
        rows.append(
            {
                "id": id,
                "name": [name.vi, name.en],
                "waiting": len(here),
                "wait": told.get(last.id) if last else None,
                "counters": _calling(id, settings.counters, open_counters(hall, now)),
            }
        )
    return rows


def _calling(field: str, counters: Iterable[Counter], open: frozenset[int]) -> list[int]:
    """The open counters of a field: its own, else those that help with it."""
    there = [each for each in counters if each.number in open]
    own = [each.number for each in there if not field or not each.fields or field in each.fields]
    return sorted(own or (each.number for each in there if field in each.helps))


def _cut(waiting: Sequence[Turn], now: Now, law: QueueSettings) -> dict[str, Any] | None:
    left = _minutes_to(law.cut, now)
    if left and not in_lane(now, law):
        return None
    same_day = sum(turn.drawn.same_day for turn in waiting)
    return {"at": law.cut, "minutes": left, "same_day": same_day}


def _closes(now: Now, law: QueueSettings) -> dict[str, Any] | None:
    ends = (part.split("-")[1] for part in law.opens.split())
    soon = ((left, end) for end in ends if 0 < (left := _minutes_to(end, now)) <= CLOSING)
    return next(({"at": end, "minutes": left} for left, end in sorted(soon)), None)


def _minutes_to(hour: str, now: Now) -> int:
    """Whole minutes, the begun one counted; 0 when it is over."""
    then = dt.datetime.combine(now.wall.date(), dt.time.fromisoformat(hour), now.wall.tzinfo)
    return max(0, math.ceil((then - now.wall).total_seconds() / 60))


def _idle(calls: Sequence[Call], waiting: Sequence[Turn], now: Now) -> bool:
    quiet = now.steady - calls[0].moment if calls else math.inf
    return quiet > (QUIET if waiting else EMPTY)
