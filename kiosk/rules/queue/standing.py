"""How the hall stands: the queue's log told as one story, the same at every desk."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind, order_of

_SHOWN = 20  # calls a board may want to keep


class TurnState(StrEnum):
    """Where somebody with a number is."""

    WAITING = "waiting"
    CALLED = "called"  # to `counter`, and not there yet
    SERVING = "serving"
    PARKED = "parked"  # fetches something; comes back to counter `only`
    MISSED = "missed"  # was called and did not come
    DONE = "done"
    LEFT = "left"  # gave the number back


AT_A_COUNTER = frozenset({TurnState.CALLED, TurnState.SERVING})
OVER = frozenset({TurnState.DONE, TurnState.LEFT})


@dataclass(frozen=True)
class Call:
    """A number as it was called last. `times` grows with every call of the turn: (turn, times) names a call."""

    turn: str
    label: str
    counter: int
    moment: float
    times: int


@dataclass(frozen=True)
class Served:
    """What one counter did for a turn, from its waiting to how it ended there; moments of the steady clock."""

    field: str
    counter: int
    joined: float  # counts as waiting since then
    called: float
    started: float | None  # None: nobody pressed "start"
    ended: float
    end: Kind  # FINISHED, TRANSFERRED, PARKED or MISSED


@dataclass(frozen=True)
class Turn:
    """One person's place in the queue. Moments are seconds of the reader's steady clock."""

    id: str
    origin: int  # kiosk that gave the number
    drawn: Drawn
    rank: tuple[int, int, int]  # place in the story of what it joined by: settles ties
    joined: float  # since then it waits; a transfer, a pause or a missed call change nothing of it
    touched: float  # of its last entry, as is the wall-clock time beside it
    touched_at: dt.datetime
    field: str  # the present one: a transfer may have changed it
    state: TurnState = TurnState.WAITING
    counter: int = 0  # where it was called or served last; 0 while it waits
    only: int = 0  # called by this counter alone, as long as that is open
    until: dt.datetime | None = None  # comes back then
    back: float | None = None  # the same on the steady clock
    due: float | None = None  # of an appointment, on the steady clock, by the clock it was drawn by
    ready: bool = False  # was served, and is called back for its result
    calls: int = 0
    call: Call | None = None  # the last one, while it says something
    called: float | None = None  # first call to the present counter
    started: float | None = None
    finished: float | None = None
    served: tuple[Served, ...] = ()
    contested: int = 0  # the counter that called it too, cut off from this one; 0: none
    deed: str = ""  # the last one that changed it
    before: Turn | None = dataclasses.field(
        default=None, compare=False, repr=False
    )  # what UNDONE gives back

    @property
    def label(self) -> str:
        """As called in the hall."""
        return self.drawn.label


@dataclass(frozen=True)
class ClerkCall:
    """Somebody at kiosk `origin` asked for a clerk, at its screen `step`; `goes`: the counter that said it comes."""

    origin: int
    step: str
    moment: float
    goes: int = 0


@dataclass(frozen=True)
class Sign:
    """When something was heard of last: on the steady clock, and by its writer's wall clock."""

    moment: float
    at: dt.datetime


@dataclass(frozen=True)
class Hall:
    """The queue as of its last entry."""

    turns: Mapping[str, Turn] = dataclasses.field(default_factory=dict)  # by id, as they were drawn
    open: Mapping[int, Sign] = dataclasses.field(
        default_factory=dict
    )  # counters, with their last sign of life
    calls: tuple[Call, ...] = ()  # newest first
    clerk_calls: tuple[ClerkCall, ...] = ()  # who waits for a clerk, longest first
    taken_over: frozenset[int] = frozenset()  # kiosks called off by a person, and silent since
    deeds: Mapping[str, tuple[str, ...]] = dataclasses.field(
        default_factory=dict
    )  # id -> turns it changed
    last: Mapping[int, str] = dataclasses.field(
        default_factory=dict
    )  # counter -> its last deed on a turn


def standing(heard: Iterable[Heard]) -> Hall:
    """Same entries, same hall, in whatever order they came; what makes no sense changes nothing.

    Entries of turns that were not drawn yet, calls of turns that are over, two calls by desks that did not hear
    each other: of two the earlier counts (`order_of`), and the turn is `contested`.
    """
    story = _Story()
    for each in _in_order(heard):
        story.tell(each)
    return story.hall()


def _in_order(heard: Iterable[Heard]) -> list[Heard]:
    """Each entry once; a moment that a restarted machine guessed is never behind what it wrote afterwards."""
    once = {(each.entry.origin, each.entry.seq): each for each in heard}
    ordered = sorted(once.values(), key=order_of)
    latest: dict[int, float] = {}
    for place in range(len(ordered) - 1, -1, -1):
        each = ordered[place]
        moment = min(each.moment, latest.get(each.entry.origin, each.moment))
        latest[each.entry.origin] = moment
        if moment != each.moment:
            ordered[place] = Heard(each.entry, moment)
    return ordered


class _Story:
    def __init__(self) -> None:
        self._turns: dict[str, Turn] = {}
        self._open: dict[int, Sign] = {}
        self._clerk_calls: dict[int, ClerkCall] = {}
        self._taken_over: set[int] = set()
        self._deeds: dict[str, list[str]] = {}
        self._last: dict[int, str] = {}

    def hall(self) -> Hall:
        calls = [turn.call for turn in self._turns.values() if turn.call]
        calls.sort(key=lambda call: (call.moment, call.times), reverse=True)
        return Hall(
            dict(self._turns),
            dict(self._open),
            tuple(calls[:_SHOWN]),
            tuple(self._clerk_calls.values()),
            frozenset(self._taken_over),
            {deed: tuple(turns) for deed, turns in self._deeds.items()},
            dict(self._last),
        )

    def tell(self, heard: Heard) -> None:
        entry = heard.entry
        self._taken_over.discard(entry.origin)  # it lives
        touched = self._deeds.setdefault(entry.deed, []) if entry.deed else []
        if entry.kind in _OF_COUNTERS:
            self._counter(heard)
        elif entry.kind is Kind.TAKEN_OVER:
            self._taken_over.add(entry.of)
        elif entry.kind in _OF_CLERKS:
            self._clerk(heard)
        elif entry.kind is Kind.DRAWN:
            if entry.drawn and entry.turn not in self._turns:
                self._turns[entry.turn] = _drawn(heard, entry.drawn)
        elif self._turn(heard):
            touched.append(entry.turn)

    def _counter(self, heard: Heard) -> None:
        self._open.pop(heard.entry.counter, None)
        if heard.entry.kind is Kind.OPENED:
            self._open[heard.entry.counter] = Sign(heard.moment, heard.entry.at)

    def _clerk(self, heard: Heard) -> None:
        entry = heard.entry
        kiosk = entry.origin if entry.of < 0 else entry.of
        waiting = self._clerk_calls.get(kiosk)
        if entry.kind is Kind.CLERK_DONE:
            self._clerk_calls.pop(kiosk, None)
        elif entry.kind is Kind.CLERK_GOES:
            if waiting:
                self._clerk_calls[kiosk] = replace(waiting, goes=entry.counter)
        elif waiting:
            self._clerk_calls[kiosk] = replace(waiting, step=entry.step)
        else:
            self._clerk_calls[kiosk] = ClerkCall(kiosk, entry.step, heard.moment)

    def _turn(self, heard: Heard) -> bool:
        entry = heard.entry
        turn = self._turns.get(entry.turn)
        if turn is None:
            return False
        who = entry.by if entry.kind is Kind.TRANSFERRED else entry.counter
        if who:
            self._open[who] = Sign(heard.moment, entry.at)
        if _cut_off(turn, entry):
            self._turns[turn.id] = replace(turn, contested=entry.counter)
            return False
        after = _after(turn, heard)
        if after is None:
            return False
        self._turns[turn.id] = after
        if who and entry.deed:
            self._last[who] = entry.deed
        return True


_OF_COUNTERS = frozenset({Kind.OPENED, Kind.CLOSED})
_OF_CLERKS = frozenset({Kind.CLERK_CALLED, Kind.CLERK_GOES, Kind.CLERK_DONE})


def _drawn(heard: Heard, drawn: Drawn) -> Turn:
    entry = heard.entry
    return Turn(
        id=entry.turn,
        origin=entry.origin,
        drawn=drawn,
        rank=order_of(heard),
        joined=heard.moment,
        touched=heard.moment,
        touched_at=entry.at,
        field=drawn.field,
        due=_steadily(heard, drawn.appointment),
    )


def _steadily(heard: Heard, wall: dt.datetime | None) -> float | None:
    """When the writer's clock, running on, shows `wall`: whoever sets it later changes nothing of that."""
    return heard.moment + (wall - heard.entry.at).total_seconds() if wall else None


def _cut_off(turn: Turn, entry: Entry) -> bool:
    """Whether its counter did not hear that another one has the turn. Who stands at a counter is there."""
    if entry.counter == turn.counter:
        return False
    if entry.kind is Kind.CALLED:
        return turn.state in AT_A_COUNTER or turn.state in OVER
    if entry.kind is Kind.STARTED:
        return turn.state is TurnState.SERVING or turn.state in OVER
    return entry.kind is Kind.FINISHED and turn.state is TurnState.SERVING


def _after(turn: Turn, heard: Heard) -> Turn | None:
    """The turn after the entry; None where it means nothing to it."""
    entry = heard.entry
    if entry.kind is Kind.UNDONE:
        return _undone(turn, heard)
    after = _DEEDS[entry.kind](turn, heard)
    if after is None:
        return None
    return replace(
        after,
        touched=heard.moment,
        touched_at=entry.at,
        deed=entry.deed,
        contested=0,
        before=replace(turn, before=None),
    )


def _undone(turn: Turn, heard: Heard) -> Turn | None:
    """As it was before; an undone undoing is done again."""
    entry, before = heard.entry, turn.before
    if before is None or (entry.step and entry.step != turn.deed):
        return None
    return replace(
        before,
        touched=heard.moment,
        touched_at=entry.at,
        deed=entry.deed,
        calls=turn.calls,
        before=replace(turn, before=None),
    )


def _called(turn: Turn, heard: Heard) -> Turn | None:
    counter = heard.entry.counter
    if turn.state in AT_A_COUNTER and turn.counter == counter:
        return _spoken(turn, heard)
    if turn.state in OVER:
        return None
    turn = replace(turn, state=TurnState.CALLED, counter=counter, until=None, back=None)
    return replace(_spoken(turn, heard), called=heard.moment, started=None)


def _recalled(turn: Turn, heard: Heard) -> Turn | None:
    here = turn.state in AT_A_COUNTER and turn.counter == heard.entry.counter
    return _spoken(turn, heard) if here else None


def _spoken(turn: Turn, heard: Heard) -> Turn:
    times = turn.calls + 1
    call = Call(turn.id, turn.drawn.label, turn.counter, heard.moment, times)
    return replace(turn, calls=times, call=call)


def _started(turn: Turn, heard: Heard) -> Turn | None:
    counter = heard.entry.counter
    if turn.state in OVER or turn.state is TurnState.SERVING:
        return None
    called = turn.called if turn.counter == counter else heard.moment
    return replace(
        turn,
        state=TurnState.SERVING,
        counter=counter,
        called=called,
        started=heard.moment,
        until=None,
        back=None,
    )


def _transferred(turn: Turn, heard: Heard) -> Turn | None:
    if turn.state in OVER:
        return None
    entry = heard.entry
    return replace(
        _waiting(_noted(turn, heard)), field=entry.field or turn.field, only=entry.counter
    )


def _parked(turn: Turn, heard: Heard) -> Turn | None:
    entry = heard.entry
    if turn.state in OVER or (turn.state in AT_A_COUNTER and turn.counter != entry.counter):
        return None
    return replace(
        _noted(turn, heard),
        state=TurnState.PARKED,
        only=entry.counter,
        until=entry.until,
        back=_steadily(heard, entry.until),
    )


def _missed(turn: Turn, heard: Heard) -> Turn | None:
    if turn.state not in AT_A_COUNTER or turn.counter != heard.entry.counter:
        return None
    return replace(_noted(turn, heard), state=TurnState.MISSED)


def _later(turn: Turn, heard: Heard) -> Turn | None:
    if turn.state in OVER or turn.state in AT_A_COUNTER:
        return None
    until = heard.entry.until
    return replace(_waiting(turn), until=until, back=_steadily(heard, until))


def _returned(turn: Turn, heard: Heard) -> Turn | None:
    away = turn.state in (TurnState.PARKED, TurnState.MISSED, TurnState.LEFT)
    return _waiting(turn) if away or (turn.state is TurnState.WAITING and turn.until) else None


def _finished(turn: Turn, heard: Heard) -> Turn | None:
    counter = heard.entry.counter
    if turn.state in OVER:
        return None
    done = replace(_noted(turn, heard), state=TurnState.DONE, counter=counter)
    return replace(done, until=None, back=None, finished=heard.moment)


def _ready(turn: Turn, heard: Heard) -> Turn | None:
    """It waits anew: from now on, not since it came with its papers."""
    if turn.state is not TurnState.DONE:
        return None
    return replace(
        _waiting(turn), ready=True, due=None, only=0, joined=heard.moment, rank=order_of(heard)
    )


def _left(turn: Turn, heard: Heard) -> Turn | None:
    over = turn.state in OVER or turn.state is TurnState.SERVING
    return None if over else replace(_waiting(turn), state=TurnState.LEFT)


def _waiting(turn: Turn) -> Turn:
    return replace(
        turn,
        state=TurnState.WAITING,
        counter=0,
        until=None,
        back=None,
        call=None,
        called=None,
        started=None,
        finished=None,
    )


def _noted(turn: Turn, heard: Heard) -> Turn:
    """With what its counter did for it so far, where it stood at one."""
    if turn.state not in AT_A_COUNTER or turn.called is None:
        return turn
    served = Served(
        turn.field,
        turn.counter,
        turn.joined,
        turn.called,
        turn.started,
        heard.moment,
        heard.entry.kind,
    )
    return replace(turn, served=(*turn.served, served))


_DEEDS: Mapping[Kind, Callable[[Turn, Heard], Turn | None]] = {
    Kind.LATER: _later,
    Kind.CALLED: _called,
    Kind.RECALLED: _recalled,
    Kind.STARTED: _started,
    Kind.TRANSFERRED: _transferred,
    Kind.PARKED: _parked,
    Kind.MISSED: _missed,
    Kind.RETURNED: _returned,
    Kind.FINISHED: _finished,
    Kind.READY: _ready,
    Kind.LEFT: _left,
}
