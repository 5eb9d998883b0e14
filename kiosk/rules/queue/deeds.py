"""What a clerk asks at a pad, and what is written for it: nothing, where it cannot be now."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.rules.queue.finding import BY_HAND
from kiosk.rules.queue.finding import at_counter as at_counter
from kiosk.rules.queue.finding import find as find
from kiosk.rules.queue.finding import read_label as read_label
from kiosk.rules.queue.order import Now, open_counters, order, present
from kiosk.rules.queue.standing import AT_A_COUNTER, OVER, Hall, Turn, TurnState
from kiosk.settings import Counter, Settings


class Deed(StrEnum):
    """The keys of a pad."""

    NEXT = "next"  # the counter's present one is finished, and whoever comes first is called
    CALL = "call"  # this one, whoever comes first
    RECALL = "recall"
    START = "start"
    TRANSFER = "transfer"  # to a field, or to one counter
    PARK = "park"
    MISSED = "missed"
    BACK = "back"  # is there again: was parked, missed, or went until later
    FINISH = "finish"
    UNDO = "undo"  # the counter's last deed, or the last one on a turn
    OPEN = "open"
    CLOSE = "close"
    READY = "ready"  # the result lies there: called back
    GO = "go"  # to the kiosk `of` where a clerk is called
    CLERK_DONE = "clerk-done"
    TAKE_OVER = "take-over"  # the machine of kiosk `of` is off


class Why(StrEnum):
    """Why a deed cannot be now."""

    NOBODY = "nobody"  # waits for this counter
    UNKNOWN_COUNTER = "unknown-counter"
    UNKNOWN_NUMBER = "unknown-number"
    NOBODY_HERE = "nobody-here"  # was called to this counter
    NOT_HERE = "not-here"  # the number was not called to this counter
    ELSEWHERE = "elsewhere"  # another counter has called it
    OTHER_DESK = "other-desk"  # its kiosk cannot be reached, and calls it itself
    OVER = "over"  # finished or given back
    NOT_FINISHED = "not-finished"
    SOMEBODY_HERE = "somebody-here"  # finish or transfer first
    NOWHERE = "nowhere"  # neither a field nor another counter
    NOTHING = "nothing"  # there is nothing to undo
    TOO_LATE = "too-late"  # it went on since, at another counter
    NO_CALL = "no-call"  # no clerk is wanted there
    LINE = "line"  # the machine it is asked of does not answer: press again
    JUST_BACK = "just-back"  # this machine was away: it hears the others first, or somebody says that they are off
    STILL_HEARD = "still-heard"  # TAKE_OVER: that machine is not off


class NotNow(Exception):
    """The deed cannot be; `counter` where another one is the reason."""

    def __init__(self, why: Why, counter: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.counter = why, counter


@dataclass(frozen=True)
class Asked:
    """A deed as a pad asks for it. `id` is the pad's own, drawn once: asked again, it is the same deed.

    `turn` or `label` (as typed) name a number; neither: the one at the counter.
    """

    id: str
    deed: Deed
    counter: int
    turn: str = ""
    label: str = ""
    field: str = ""  # TRANSFER
    to: int = 0  # TRANSFER: this counter alone
    until: dt.datetime | None = None  # PARK: comes back about then
    of: int = -1  # GO, CLERK_DONE, TAKE_OVER: number of a kiosk
    step: str = ""


@dataclass(frozen=True)
class Said:
    """An entry to be written."""

    kind: Kind
    turn: str = ""
    counter: int = 0
    by: int = 0
    field: str = ""
    until: dt.datetime | None = None
    of: int = -1
    step: str = ""
    deed: str = ""
    drawn: Drawn | None = None

    def written(self) -> dict[str, Any]:
        """The keywords of QueueLog.write beside the kind."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "kind"}


def answer(
    hall: Hall, asked: Asked, now: Now, settings: Settings, mine: Callable[[Turn], bool]
) -> tuple[Said, ...]:
    """What is to be written, all at once; nothing where it was asked before or is so already.

    `mine`: whether this desk may call a turn. Raises NotNow.
    """
    if asked.id in hall.deeds:
        return ()
    counter = next((each for each in settings.counters if each.number == asked.counter), None)
    if counter is None:
        raise NotNow(Why.UNKNOWN_COUNTER)
    return _ANSWERS[asked.deed](_Asking(hall, asked, now, settings, mine, counter))


@dataclass(frozen=True)
class _Asking:
    hall: Hall
    asked: Asked
    now: Now
    settings: Settings
    mine: Callable[[Turn], bool]
    counter: Counter

    def said(self, kind: Kind, whom: Turn | None = None, **more: Any) -> Said:  # noqa: ANN401
        values: dict[str, Any] = {"counter": self.counter.number, "deed": self.asked.id}
        return Said(kind, **(values | ({"turn": whom.id} if whom else {}) | more))

    def here(self) -> tuple[Turn, ...]:
        return at_counter(self.hall, self.counter.number, self.now)

    def named(self) -> Turn | None:
        """The turn that was named; None where none was."""
        if not self.asked.turn and not self.asked.label:
            return None
        turn = (
            self.hall.turns.get(self.asked.turn)
            if self.asked.turn
            else find(self.hall, self.asked.label, self.now)
        )
        if turn is None:
            raise NotNow(Why.UNKNOWN_NUMBER)
        return turn

    def at_hand(self) -> Turn:
        """The named one or the latest, at this counter."""
        if turn := self.named():
            if turn.state in OVER:
                raise NotNow(Why.OVER)
            if turn.state not in AT_A_COUNTER:
                raise NotNow(Why.NOT_HERE)
            if turn.counter != self.counter.number:
                raise NotNow(Why.ELSEWHERE, turn.counter)
            return turn
        if here := self.here():
            return here[0]
        raise NotNow(Why.NOBODY_HERE)

    def opened(self) -> tuple[Said, ...]:
        """A counter that calls is open."""
        is_open = self.counter.number in open_counters(self.hall, self.now)
        return () if is_open else (self.said(Kind.OPENED),)

    def finished(self) -> tuple[Said, ...]:
        """Whoever calls the next is done with the one before: one key for each citizen.

        A second one, whom another desk called here meanwhile and nobody saw, goes back to its place.
        """
        return tuple(
            self.said(Kind.FINISHED, turn)
            if place == 0 or turn.state is TurnState.SERVING
            else self.said(
                Kind.TRANSFERRED,
                turn,
                counter=turn.only,
                by=self.counter.number,
                field=turn.field,
            )
            for place, turn in enumerate(self.here())
        )


def _next(asking: _Asking) -> tuple[Said, ...]:
    waiting = order(
        asking.hall,
        asking.counter,
        asking.settings.counters,
        asking.now,
        asking.settings.queue,
        asking.mine,
    )
    done = asking.finished()
    if not waiting and not done:
        raise NotNow(Why.NOBODY)
    called = (asking.said(Kind.CALLED, waiting[0]),) if waiting else ()
    return (*asking.opened(), *done, *called)


def _call(asking: _Asking) -> tuple[Said, ...]:
    if drawn := _by_hand(asking):
        called = asking.said(Kind.CALLED, turn=drawn.turn)
        return (*asking.opened(), *asking.finished(), drawn, called)
    turn = asking.named()
    if turn is None:
        return _next(asking)
    if turn.state in OVER:
        raise NotNow(Why.OVER)
    if turn.state in AT_A_COUNTER and present(turn, asking.now):
        if turn.counter != asking.counter.number:
            raise NotNow(Why.ELSEWHERE, turn.counter)
        return (asking.said(Kind.RECALLED, turn),)
    if not asking.mine(turn):
        raise NotNow(Why.OTHER_DESK)
    return (*asking.opened(), *asking.finished(), asking.said(Kind.CALLED, turn))


def _by_hand(asking: _Asking) -> Said | None:
    """A number from the paper roll stands in the queue when it is called first; at two desks it is the same one."""
    label = "" if asking.asked.turn else read_label(asking.asked.label)
    if not label.startswith(BY_HAND):
        return None
    known = find(asking.hall, label, asking.now)
    if known and present(known, asking.now):
        return None
    day = asking.now.wall.date()
    turn = hashlib.sha256(f"{day} {label}".encode()).hexdigest()[:32]
    return asking.said(Kind.DRAWN, turn=turn, counter=0, drawn=Drawn(label, day, ""))


def _recall(asking: _Asking) -> tuple[Said, ...]:
    return (asking.said(Kind.RECALLED, asking.at_hand()),)


def _start(asking: _Asking) -> tuple[Said, ...]:
    turn = asking.at_hand()
    return () if turn.state is TurnState.SERVING else (asking.said(Kind.STARTED, turn),)


def _transfer(asking: _Asking) -> tuple[Said, ...]:
    """Of whoever was named wherever it is, so that nobody hangs at a counter that went home."""
    asked = asking.asked
    turn = asking.named() or asking.at_hand()
    if turn.state in OVER:
        raise NotNow(Why.OVER)
    if asked.to and asked.to not in {each.number for each in asking.settings.counters}:
        raise NotNow(Why.UNKNOWN_COUNTER)
    if not asked.to and not asked.field:
        raise NotNow(Why.NOWHERE)
    return (
        asking.said(Kind.TRANSFERRED, turn, counter=asked.to, by=asked.counter, field=asked.field),
    )


def _park(asking: _Asking) -> tuple[Said, ...]:
    return (asking.said(Kind.PARKED, asking.at_hand(), until=asking.asked.until),)


def _missed(asking: _Asking) -> tuple[Said, ...]:
    return (asking.said(Kind.MISSED, asking.at_hand()),)


def _back(asking: _Asking) -> tuple[Said, ...]:
    """Written of somebody who waits as well: a desk that cannot be heard now may have called in vain."""
    turn = asking.named()
    if turn is None:
        raise NotNow(Why.UNKNOWN_NUMBER)
    if turn.state is TurnState.DONE:
        raise NotNow(Why.OVER)
    if turn.state in AT_A_COUNTER:
        raise NotNow(Why.ELSEWHERE, turn.counter)
    return (asking.said(Kind.RETURNED, turn),)


def _finish(asking: _Asking) -> tuple[Said, ...]:
    """Of a named one also where it is parked, missed or waits: it was settled otherwise."""
    turn = asking.named()
    if turn is None or turn.state in AT_A_COUNTER:
        turn = asking.at_hand()
    return () if turn.state is TurnState.DONE else (asking.said(Kind.FINISHED, turn),)


def _undo(asking: _Asking) -> tuple[Said, ...]:
    """All that one deed did to turns, as long as nothing else happened to them since."""
    hall, named = asking.hall, asking.named()
    deed = named.deed if named else hall.last.get(asking.counter.number, "")
    touched = [hall.turns[turn] for turn in hall.deeds.get(deed, ())]
    if named:
        touched = [named]
    if not touched or any(turn.before is None for turn in touched) or not deed:
        raise NotNow(Why.NOTHING)
    if any(turn.deed != deed for turn in touched):
        raise NotNow(Why.TOO_LATE)
    _room_for(asking, touched)
    return tuple(asking.said(Kind.UNDONE, turn, step=deed) for turn in touched)


def _room_for(asking: _Asking, undone: list[Turn]) -> None:
    """A counter has one citizen: what is undone may not bring a second one there."""
    ids = {turn.id for turn in undone}
    for turn in undone:
        before = turn.before
        if before is None or before.state not in AT_A_COUNTER:
            continue
        here = at_counter(asking.hall, before.counter, asking.now)
        if any(other.id not in ids for other in here):
            raise NotNow(Why.SOMEBODY_HERE, before.counter)


def _open(asking: _Asking) -> tuple[Said, ...]:
    return asking.opened()


def _close(asking: _Asking) -> tuple[Said, ...]:
    if asking.here():
        raise NotNow(Why.SOMEBODY_HERE, asking.counter.number)
    is_open = asking.counter.number in open_counters(asking.hall, asking.now)
    return (asking.said(Kind.CLOSED),) if is_open else ()


def _ready(asking: _Asking) -> tuple[Said, ...]:
    turn = asking.named()
    if turn is None:
        raise NotNow(Why.UNKNOWN_NUMBER)
    if turn.ready and turn.state is not TurnState.DONE:
        return ()
    if turn.state is not TurnState.DONE:
        raise NotNow(Why.NOT_FINISHED)
    return (asking.said(Kind.READY, turn),)


def _go(asking: _Asking) -> tuple[Said, ...]:
    if all(call.origin != asking.asked.of for call in asking.hall.clerk_calls):
        raise NotNow(Why.NO_CALL)
    return (asking.said(Kind.CLERK_GOES, of=asking.asked.of),)


def _clerk_done(asking: _Asking) -> tuple[Said, ...]:
    waits = any(call.origin == asking.asked.of for call in asking.hall.clerk_calls)
    return (asking.said(Kind.CLERK_DONE, of=asking.asked.of),) if waits else ()


def _take_over(asking: _Asking) -> tuple[Said, ...]:
    if asking.asked.of in asking.hall.taken_over:
        return ()
    return (asking.said(Kind.TAKEN_OVER, of=asking.asked.of),)


_ANSWERS: Mapping[Deed, Callable[[_Asking], tuple[Said, ...]]] = {
    Deed.NEXT: _next,
    Deed.CALL: _call,
    Deed.RECALL: _recall,
    Deed.START: _start,
    Deed.TRANSFER: _transfer,
    Deed.PARK: _park,
    Deed.MISSED: _missed,
    Deed.BACK: _back,
    Deed.FINISH: _finish,
    Deed.UNDO: _undo,
    Deed.OPEN: _open,
    Deed.CLOSE: _close,
    Deed.READY: _ready,
    Deed.GO: _go,
    Deed.CLERK_DONE: _clerk_done,
    Deed.TAKE_OVER: _take_over,
}
