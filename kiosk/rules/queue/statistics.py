"""What the queue was like: waiting, walking and service, by field, counter, hour, priority, errand and day."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.model import Errand, Priority
from kiosk.rules.queue.entries import Heard, Kind, order_of
from kiosk.rules.queue.standing import Served, Turn, TurnState, standing

_BACK = frozenset({Kind.RETURNED, Kind.TRANSFERRED})


@dataclass(frozen=True)
class Stay:
    """One call of a number to a counter, and what came of it. Times are seconds.

    waiting = from the moment it could be called to the call: who had gone until later, or was asked to come at an
    hour, does not wait before that; who was sent on or parked waits anew from there. walking = from the call to
    "start"; None where nobody pressed it. service = from "start", or from the call where nobody pressed it, to the
    end; None for somebody who did not come. A time at which it was parked is in neither.
    """

    turn: str
    day: dt.date
    hour: int  # at the office, of the call
    field: str
    counter: int
    priority: Priority
    errand: Errand
    procedure: str
    waiting: int
    walking: int | None
    service: int | None
    end: Kind  # FINISHED, TRANSFERRED, PARKED or MISSED


@dataclass(frozen=True)
class Day:
    """What became of a day's numbers."""

    day: dt.date
    drawn: int
    done: int
    left: int  # given back
    missed: int  # called, and not come by the end
    never: int  # never called, or not finished when this was told


@dataclass(frozen=True)
class Spread:
    """Of a number of times, seconds: the middle one, that which nine of ten stayed under, and the longest."""

    count: int
    total: int
    middle: int
    nine_of_ten: int
    longest: int


@dataclass(frozen=True)
class Group:
    """All stays that have `key` in common; `numbers`: how many different ones."""

    key: str
    numbers: int
    stays: int
    missed: int
    waiting: Spread
    walking: Spread
    service: Spread


class By(StrEnum):
    """What stays are told apart by."""

    FIELD = "field"
    COUNTER = "counter"
    HOUR = "hour"
    PRIORITY = "priority"
    ERRAND = "errand"
    DAY = "day"


_KEYS: Mapping[By, Callable[[Stay], str]] = {
    By.FIELD: lambda stay: stay.field,
    By.COUNTER: lambda stay: f"{stay.counter:02d}",
    By.HOUR: lambda stay: f"{stay.hour:02d}",
    By.PRIORITY: lambda stay: stay.priority.value,
    By.ERRAND: lambda stay: stay.errand.value,
    By.DAY: lambda stay: stay.day.isoformat(),
}


def stays(heard: Iterable[Heard], office: dt.tzinfo) -> tuple[Stay, ...]:
    """Every finished stay at a counter, in the order of the calls; what was undone did not happen."""
    told = sorted(heard, key=order_of)
    clock = _Clock(told, office)
    backs = _backs(told)
    found = [
        (served.called, stay)
        for turn in standing(told).turns.values()
        for served, stay in _of(turn, backs.get(turn.id, []), clock)
    ]
    return tuple(stay for _, stay in sorted(found, key=lambda each: each[0]))


def days(heard: Iterable[Heard]) -> tuple[Day, ...]:
    """What became of the numbers, by the day whose series they are of."""
    turns: dict[dt.date, list[Turn]] = {}
    for turn in standing(heard).turns.values():
        turns.setdefault(turn.drawn.day, []).append(turn)
    return tuple(
        Day(
            day,
            drawn=len(here),
            done=_count(here, TurnState.DONE),
            left=_count(here, TurnState.LEFT),
            missed=_count(here, TurnState.MISSED),
            never=len(here) - _count(here, TurnState.DONE, TurnState.LEFT, TurnState.MISSED),
        )
        for day, here in sorted(turns.items())
    )


def grouped(stayed: Sequence[Stay], by: By) -> tuple[Group, ...]:
    """The stays told apart by that, in the order of the keys."""
    parts: dict[str, list[Stay]] = {}
    for stay in stayed:
        parts.setdefault(_KEYS[by](stay), []).append(stay)
    return tuple(group(key, part) for key, part in sorted(parts.items()))


def group(key: str, stayed: Sequence[Stay]) -> Group:
    """All of them as one."""
    return Group(
        key,
        numbers=len({stay.turn for stay in stayed}),
        stays=len(stayed),
        missed=sum(stay.end is Kind.MISSED for stay in stayed),
        waiting=spread([stay.waiting for stay in stayed]),
        walking=spread([stay.walking for stay in stayed if stay.walking is not None]),
        service=spread([stay.service for stay in stayed if stay.service is not None]),
    )


def spread(times: Iterable[int]) -> Spread:
    """By nearest rank: each figure is one of the times."""
    ordered = sorted(times)
    if not ordered:
        return Spread(0, 0, 0, 0, 0)
    return Spread(len(ordered), sum(ordered), _rank(ordered, 0.5), _rank(ordered, 0.9), ordered[-1])


def _rank(ordered: Sequence[int], share: float) -> int:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _count(turns: Iterable[Turn], *states: TurnState) -> int:
    return sum(turn.state in states for turn in turns)


class _Clock:
    """Which hour the office's wall clock showed at a moment of the steady one."""

    def __init__(self, told: Sequence[Heard], office: dt.tzinfo) -> None:
        ordered = sorted(told, key=lambda each: each.moment)
        self._moments = [each.moment for each in ordered]
        self._at = [each.entry.at for each in ordered]
        self._office = office

    def at(self, moment: float) -> dt.datetime:
        """By the last entry until then: whose call it is wrote one."""
        place = max(0, bisect_right(self._moments, moment) - 1)
        since = dt.timedelta(seconds=moment - self._moments[place])
        return (self._at[place] + since).astimezone(self._office)


def _backs(told: Sequence[Heard]) -> dict[str, list[float]]:
    """By turn the moments from which it could be called again."""
    backs: dict[str, list[float]] = {}
    for heard in told:
        entry = heard.entry
        if entry.kind in _BACK:
            backs.setdefault(entry.turn, []).append(heard.moment)
        elif entry.kind is Kind.LATER and entry.until is not None:
            gone = (entry.until - entry.at).total_seconds()
            backs.setdefault(entry.turn, []).append(heard.moment + max(0.0, gone))
    return backs


def _of(turn: Turn, backs: Sequence[float], clock: _Clock) -> list[tuple[Served, Stay]]:
    found: list[tuple[Served, Stay]] = []
    if not turn.served:
        return found
    joined = turn.served[0].joined
    before = joined if turn.due is None else max(joined, turn.due)
    for served in turn.served:
        # Who is called back for a result joins anew.
        since = max(
            [before, served.joined, *(back for back in backs if before <= back <= served.called)]
        )
        missed = served.end is Kind.MISSED
        begun = served.called if served.started is None else served.started
        stay = Stay(
            turn.id,
            turn.drawn.day,
            clock.at(served.called).hour,
            served.field,
            served.counter,
            turn.drawn.priority,
            turn.drawn.errand,
            turn.drawn.procedure,
            waiting=_seconds(since, served.called),
            walking=None if served.started is None else _seconds(served.called, served.started),
            service=None if missed else _seconds(begun, served.ended),
            end=served.end,
        )
        found.append((served, stay))
        before = served.ended
    return found


def _seconds(since: float, until: float) -> int:
    return max(0, round(until - since))
