"""Whose turn it is at a counter, and why: who came earlier is called earlier, with head starts that are explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.model import Priority
from kiosk.rules.queue.standing import Hall, Turn, TurnState
from kiosk.settings import Counter, QueueSettings

_SET = 600.0  # seconds by which two clocks differ when one of them was set
_WORKDAY = 11 * 3600.0  # nobody waits longer on one day, and a night is longer


@dataclass(frozen=True)
class Now:
    """The moment of asking: on the steady clock of the entries, and the aware time at the office in its zone."""

    steady: float
    wall: dt.datetime


class Cause(StrEnum):
    """Why somebody counts as having come earlier."""

    FIRST_COME = "first-come"  # does not
    ELDERLY = "elderly"
    DISABLED = "disabled"
    WITH_CHILD = "with-child"
    MERIT = "merit"
    ONLINE = "online"
    APPOINTMENT = "appointment"
    READY = "ready"
    SAME_DAY = "same-day"


@dataclass(frozen=True)
class Reason:
    """Counts as having come `minutes` earlier, for this cause."""

    cause: Cause
    minutes: int


def order(
    hall: Hall,
    counter: Counter,
    counters: Sequence[Counter],
    now: Now,
    law: QueueSettings,
    mine: Callable[[Turn], bool],
) -> tuple[Turn, ...]:
    """Whom this counter calls, first first: its own fields, then those it helps with.

    Only who waits, may be called now, and is `mine` to call. A field that no open counter calls as its own is the
    helpers' own. counters = all of the hall.
    """
    places = Places(hall, counters, now)
    own, helped = [], []
    for turn in hall.turns.values():
        if callable_now(turn, now, law) and mine(turn):
            if places.own(counter, turn):
                own.append(turn)
            elif places.helps(counter, turn):
                helped.append(turn)

    def key(turn: Turn) -> tuple[float, tuple[int, int, int]]:
        return place(turn, now, law)

    return (*sorted(own, key=key), *sorted(helped, key=key))


class Places:
    """Which counters a turn may be called to, as the hall stands now."""

    def __init__(self, hall: Hall, counters: Sequence[Counter], now: Now) -> None:
        self._open = open_counters(hall, now)
        self.counters = tuple(each for each in counters if each.number in self._open)
        self._open_for_all = any(not each.fields for each in self.counters)
        self._given = {field for each in counters for field in (*each.fields, *each.helps)}
        self._one_for_all = any(not each.fields for each in counters)
        self._owned = {field for each in self.counters for field in each.fields}

    def own(self, counter: Counter, turn: Turn) -> bool:
        """Bound to a closed counter it is anybody's of its field; a field that no counter was given is everybody's."""
        if turn.only == counter.number:
            return True
        if turn.only in self._open:
            return False
        if not counter.fields or not turn.field or turn.field in counter.fields:
            return True
        if not self._one_for_all and turn.field not in self._given:
            return True
        return (
            turn.field in counter.helps and not self._open_for_all and turn.field not in self._owned
        )

    def helps(self, counter: Counter, turn: Turn) -> bool:
        return turn.only not in self._open and turn.field in counter.helps

    def takes(self, counter: Counter, turn: Turn) -> bool:
        """As its own or as a helper."""
        return self.own(counter, turn) or self.helps(counter, turn)


def place(turn: Turn, now: Now, law: QueueSettings) -> tuple[float, tuple[int, int, int]]:
    """Smaller is called earlier: when it counts as having come, then the order of the story."""
    start = reason(turn, now, law).minutes * 60.0
    due = _due(turn, now)
    came = turn.joined if due is None else max(turn.joined, due)
    return (came - start, turn.rank)


def reason(turn: Turn, now: Now, law: QueueSettings) -> Reason:
    """The greatest head start it has now; they do not add up."""
    best = Reason(Cause.FIRST_COME, 0)
    for cause, minutes in _head_starts(turn, now, law):
        if minutes > best.minutes:
            best = Reason(cause, minutes)
    return best


def greatest(law: QueueSettings) -> int:
    """Minutes: who came more than so much later than you is never called before you at your counters."""
    declared = (law.elderly, law.disabled, law.with_child, law.merit, law.online)
    return max(*declared, law.appointment, law.ready, law.same_day)


def since(turn: Turn, now: Now, law: QueueSettings) -> float:
    """From when on it stands in the queue: who has an appointment not long before it."""
    due = _due(turn, now)
    if due is None:
        return turn.joined
    return max(turn.joined, due - law.appointment * 60.0)


def callable_now(turn: Turn, now: Now, law: QueueSettings) -> bool:
    """Waits, is of today, is back if it went, and its appointment is near."""
    return (
        turn.state is TurnState.WAITING
        and present(turn, now)
        and (turn.back is None or turn.back <= now.steady)
        and since(turn, now, law) <= now.steady
    )


def present(turn: Turn, now: Now) -> bool:
    """Whether it is of today: nobody of yesterday is called. A clock that was set loses nobody who waits."""
    if turn.drawn.day == now.wall.date() and _agree(turn.touched, turn.touched_at, now):
        return True
    return _of_today(turn.touched, turn.touched_at, now)


def open_counters(hall: Hall, now: Now) -> frozenset[int]:
    """Those that were opened today and not closed; one that nobody closed in the evening is not open next morning."""
    return frozenset(
        number for number, sign in hall.open.items() if _of_today(sign.moment, sign.at, now)
    )


def in_lane(now: Now, law: QueueSettings) -> bool:
    """Whether cases of the same day go first: in the last `lane` minutes before the cut."""
    hour, minute = map(int, law.cut.split(":"))
    cut = now.wall.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return cut - dt.timedelta(minutes=law.lane) <= now.wall < cut


def _of_today(moment: float, at: dt.datetime, now: Now) -> bool:
    if _agree(moment, at, now):
        return at.astimezone(now.wall.tzinfo).date() == now.wall.date()
    return now.steady - moment < _WORKDAY


def _agree(moment: float, at: dt.datetime, now: Now) -> bool:
    """Whether its writer's clock and ours tell of the same time that passed; else one of them was set or is wrong."""
    return abs((now.wall - at).total_seconds() - (now.steady - moment)) <= _SET


def _due(turn: Turn, now: Now) -> float | None:
    """An appointment by the office's clock or by the one it was drawn by, whichever comes earlier."""
    if turn.due is None or turn.drawn.appointment is None:
        return None
    return min(turn.due, now.steady + (turn.drawn.appointment - now.wall).total_seconds())


def _head_starts(turn: Turn, now: Now, law: QueueSettings) -> tuple[tuple[Cause, int], ...]:
    starts: list[tuple[Cause, int]] = []
    match turn.drawn.priority:
        case Priority.ELDERLY:
            starts.append((Cause.ELDERLY, law.elderly))
        case Priority.DISABLED:
            starts.append((Cause.DISABLED, law.disabled))
        case Priority.WITH_CHILD:
            starts.append((Cause.WITH_CHILD, law.with_child))
        case Priority.MERIT:
            starts.append((Cause.MERIT, law.merit))
        case Priority.ONLINE:
            starts.append((Cause.ONLINE, law.online))
    if turn.ready:
        starts.append((Cause.READY, law.ready))
    elif turn.due is not None:
        starts.append((Cause.APPOINTMENT, law.appointment))
    if turn.drawn.same_day and not turn.ready and in_lane(now, law):
        starts.append((Cause.SAME_DAY, law.same_day))
    return tuple(starts)
