"""How many come before somebody, and how long that takes: a range that mostly holds, or no answer."""

from __future__ import annotations

import datetime as dt
import heapq
import math
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.rules.queue.finding import at_counter
from kiosk.rules.queue.order import Now, Places, callable_now, place, present, reason, since
from kiosk.rules.queue.standing import Hall, Served, Turn, TurnState
from kiosk.settings import Counter, QueueSettings

STEP = 5  # minutes: nobody knows it better
_PAST = 20  # citizens of past days who count as much as one of today each
_GUESS = 2  # and so many, where nothing is known
_SOONER, _LATER = 1.0, 1.4  # spreads to either side
_RECENT = 3600.0  # seconds: as many came in these as will come in the next ones
_RETURNS = 0.5  # of those who missed their call


@dataclass(frozen=True)
class Times:
    """How long a counter was taken by one citizen of a field, from call to call: seconds."""

    count: int
    mean: float
    spread: float  # standard deviation


_UNKNOWN = Times(_GUESS, 480.0, 360.0)


def served(hall: Hall) -> Mapping[str, Times]:
    """By field, from everybody who stood at a counter; those who did not come took their time too."""
    took: dict[str, list[float]] = {}
    for turn in hall.turns.values():
        for each in turn.served:
            took.setdefault(each.field, []).append(_taken(each))
    return {field: _times(seconds) for field, seconds in took.items()}


def ahead(hall: Hall, turn: Turn, counters: Sequence[Counter], now: Now, law: QueueSettings) -> int:
    """How many wait who would be called before it by the counters that call it too."""
    places = Places(hall, counters, now)
    its = [counter for counter in places.counters if places.takes(counter, turn)]
    mine = place(turn, now, law)
    return sum(
        place(other, now, law) < mine
        and callable_now(other, now, law)
        and (_meets(places, its, other) if its else other.field == turn.field)
        for other in hall.turns.values()
        if other.id != turn.id
    )


def wait(
    hall: Hall,
    turn: Turn,
    counters: Sequence[Counter],
    now: Now,
    law: QueueSettings,
    usual: Mapping[str, Times] | None = None,
) -> tuple[int, int] | None:
    """From and to, in minutes from now on, in steps of 5; None where nobody can say.

    None: no counter is open for it, or it will hardly be called today. usual = `served` of past days.
    """
    return waits(hall, counters, now, law, usual).get(turn.id)


def waits(
    hall: Hall,
    counters: Sequence[Counter],
    now: Now,
    law: QueueSettings,
    usual: Mapping[str, Times] | None = None,
) -> Mapping[str, tuple[int, int]]:
    """`wait` of all who wait, by id of the turn; without those for whom it is None."""
    told, passing, before = {}, _Passing(hall, now, law), Tally[str]()
    for id, (start, spread) in _run(hall, counters, now, law, usual or {}).items():
        turn = hall.turns[id]
        before[turn.field] += 1
        passed = passing.delay(turn, start, start / before[turn.field])
        soon = _by_the_clock(now.wall, start + passed / 2 - _SOONER * spread, law)
        late = _by_the_clock(now.wall, start + passed + _LATER * spread, law)
        if soon is not None:
            told[id] = _range(soon, late if late is not None else soon)
    return told


class _Passing:
    """Who will be called first although they are not here yet: later ones with a greater head start, and the missed."""

    def __init__(self, hall: Hall, now: Now, law: QueueSettings) -> None:
        self._now, self._law = now, law
        self._starts: dict[str, Tally[int]] = {}
        self._away: dict[str, list[tuple[float, float]]] = {}
        for turn in hall.turns.values():
            if not present(turn, now):
                continue
            if now.steady - turn.joined < _RECENT:
                starts = self._starts.setdefault(turn.field, Tally())
                starts[reason(turn, now, law).minutes] += 1
            share = {TurnState.MISSED: _RETURNS, TurnState.PARKED: 1.0}.get(turn.state, 0.0)
            if share:
                came = place(turn, now, law)[0]
                self._away.setdefault(turn.field, []).append((came, share))

    def delay(self, turn: Turn, start: float, gap: float) -> float:
        """Seconds, where somebody of its field is called every `gap` until it is called in `start`."""
        own = reason(turn, self._now, self._law).minutes
        came = place(turn, self._now, self._law)[0]
        starts: Mapping[int, int] = self._starts.get(turn.field, {})
        passing = sum(
            count * min(start, (minutes - own) * 60.0) / _RECENT
            for minutes, count in starts.items()
            if minutes > own
        )
        back = sum(share for theirs, share in self._away.get(turn.field, ()) if theirs < came)
        return (passing + back) * gap


def _run(
    hall: Hall,
    counters: Sequence[Counter],
    now: Now,
    law: QueueSettings,
    usual: Mapping[str, Times],
) -> Mapping[str, tuple[float, float]]:
    """Seconds of work until each turn is called if everybody takes as long as usual, and how far that may be off."""
    places = Places(hall, counters, now)
    today = served(hall)
    queue = sorted(
        (turn for turn in hall.turns.values() if _comes(turn, now)),
        key=lambda turn: place(turn, now, law),
    )
    free = [(*_taken_until(hall, each, now, today, usual), each.number) for each in places.counters]
    heapq.heapify(free)
    by_number = {each.number: each for each in places.counters}
    found: dict[str, tuple[float, float]] = {}
    while free and queue:
        at, variance, number = heapq.heappop(free)
        chosen = _first(queue, places, by_number[number], now.steady + at, now, law)
        if chosen is None:
            continue
        begins = max(at, _from(chosen, now, law) - now.steady)
        if begins > at:
            heapq.heappush(free, (begins, variance, number))
            continue
        queue.remove(chosen)
        pace = _pace(today, usual, chosen.field)
        found[chosen.id] = (begins, math.sqrt(variance))
        heapq.heappush(free, (begins + pace.mean, variance + pace.spread**2, number))
    return found


def _first(
    queue: Sequence[Turn],
    places: Places,
    counter: Counter,
    at: float,
    now: Now,
    law: QueueSettings,
) -> Turn | None:
    """Whom the counter calls then; where nobody may be called yet, who may be first."""
    later: list[Turn] = []
    helped: Turn | None = None
    for turn in queue:
        if not places.takes(counter, turn):
            continue
        if _from(turn, now, law) > at:
            later.append(turn)
        elif places.own(counter, turn):
            return turn
        else:
            helped = helped or turn
    return helped or min(later, key=lambda turn: _from(turn, now, law), default=None)


def _comes(turn: Turn, now: Now) -> bool:
    return turn.state is TurnState.WAITING and present(turn, now)


def _from(turn: Turn, now: Now, law: QueueSettings) -> float:
    """The moment from which it may be called."""
    return max(turn.back or -math.inf, since(turn, now, law))


def _taken_until(
    hall: Hall,
    counter: Counter,
    now: Now,
    today: Mapping[str, Times],
    usual: Mapping[str, Times],
) -> tuple[float, float]:
    """Seconds until the counter is free, and the variance of that."""
    here = at_counter(hall, counter.number, now)
    if not here or here[0].called is None:
        return 0.0, 0.0
    pace = _pace(today, usual, here[0].field)
    # Whoever sits there for long already will sit a while longer.
    left = max(pace.mean - (now.steady - here[0].called), pace.mean * 0.4)
    return left, pace.spread**2


def _pace(today: Mapping[str, Times], usual: Mapping[str, Times], field: str) -> Times:
    """What is known of today, helped out by past days, and by a guess."""
    known = [_UNKNOWN]
    if field in usual:
        past = usual[field]
        known.append(Times(min(past.count, _PAST), past.mean, past.spread))
    if field in today:
        known.append(today[field])
    count = sum(each.count for each in known)
    mean = sum(each.count * each.mean for each in known) / count
    square = sum(each.count * (each.spread**2 + each.mean**2) for each in known) / count
    return Times(count, mean, math.sqrt(max(0.0, square - mean**2)))


def _times(seconds: Sequence[float]) -> Times:
    mean = sum(seconds) / len(seconds)
    variance = sum((each - mean) ** 2 for each in seconds) / len(seconds)
    return Times(len(seconds), mean, math.sqrt(variance))


def _taken(each: Served) -> float:
    return max(0.0, each.ended - each.called)


def _meets(places: Places, its: Sequence[Counter], other: Turn) -> bool:
    return any(places.takes(counter, other) for counter in its)


def _range(soon: float, late: float) -> tuple[int, int]:
    least = max(0, math.floor(soon / 60.0 / STEP) * STEP)
    most = math.ceil(late / 60.0 / STEP) * STEP
    return least, max(most, least + STEP)


def _by_the_clock(wall: dt.datetime, work: float, law: QueueSettings) -> float | None:
    """Seconds on the clock until so much work is done, breaks included; None: not today."""
    work = max(0.0, work)
    passed = 0.0
    for opens, closes in _hours(wall, law):
        if closes <= wall:
            continue
        begin = max(0.0, (opens - wall).total_seconds())
        room = (closes - wall).total_seconds() - begin
        if work <= room:
            return begin + work
        work, passed = work - room, begin + room
    return None if passed else work


def _hours(wall: dt.datetime, law: QueueSettings) -> list[tuple[dt.datetime, dt.datetime]]:
    def at(text: str) -> dt.datetime:
        hour, minute = map(int, text.split(":"))
        return wall.replace(hour=hour, minute=minute, second=0, microsecond=0)

    return [
        (at(opens), at(closes))
        for opens, _, closes in (p.partition("-") for p in law.opens.split())
    ]
