"""What one entry of the log makes of a turn: nothing, where it makes no sense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind, order_of
from kiosk.rules.queue.turn import AT_A_COUNTER, OVER, Call, Served, Turn, TurnState

HANDED = "handed"  # step of FINISHED: the result was given; who was not called back for it is not done by that


def drawn(heard: Heard, what: Drawn) -> Turn:
    """A place in the queue, from the moment its number was given."""
    entry = heard.entry
    return Turn(
        id=entry.turn,
        origin=entry.origin,
        drawn=what,
        rank=order_of(heard),
        joined=heard.moment,
        touched=heard.moment,
        touched_at=entry.at,
        field=what.field,
        due=_steadily(heard, what.appointment),
    )


def _steadily(heard: Heard, wall: dt.datetime | None) -> float | None:
    """When the writer's clock, running on, shows `wall`: whoever sets it later changes nothing of that."""
    return heard.moment + (wall - heard.entry.at).total_seconds() if wall else None


def noted(turn: Turn, entry: Entry) -> Turn | None:
    """A result came, or was handed over, before its counter was done: kept in mind, and all else stays as it is.

    None where the entry says something else. Nothing is touched, so that the counter's last deed can be undone.
    """
    if entry.kind is Kind.READY and turn.state not in OVER:
        return turn if turn.ready else replace(turn, result=True)
    if entry.kind is Kind.FINISHED and entry.step == HANDED and not turn.ready:
        return replace(turn, result=False)
    return None


def cut_off(turn: Turn, entry: Entry) -> bool:
    """Whether its counter did not hear that another one has the turn. Who stands at a counter is there."""
    if entry.counter == turn.counter:
        return False
    if entry.kind is Kind.CALLED:
        return turn.state in AT_A_COUNTER or turn.state in OVER
    if entry.kind is Kind.STARTED:
        return turn.state is TurnState.SERVING or turn.state in OVER
    return entry.kind is Kind.FINISHED and turn.state is TurnState.SERVING


def after(turn: Turn, heard: Heard) -> Turn | None:
    """The turn after the entry; None where it means nothing to it."""
    entry = heard.entry
    if entry.kind is Kind.UNDONE:
        return _undone(turn, heard)
    changed = _DEEDS[entry.kind](turn, heard)
    if changed is None:
        return None
    return replace(
        changed,
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
        result=turn.result,
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
    if turn.result and not turn.ready:
        return _called_back(_noted(turn, heard), heard)
    done = replace(_noted(turn, heard), state=TurnState.DONE, counter=counter)
    return replace(done, until=None, back=None, finished=heard.moment)


def _ready(turn: Turn, heard: Heard) -> Turn | None:
    return _called_back(turn, heard) if turn.state is TurnState.DONE else None


def _called_back(turn: Turn, heard: Heard) -> Turn:
    """It waits anew: from now on, not since it came with its papers."""
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
