"""How the hall stands: the queue's log told as one story, the same at every desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kiosk.rules.queue.changes import after, cut_off, drawn, noted
from kiosk.rules.queue.entries import Heard, Kind, order_of
from kiosk.rules.queue.turn import (
    AT_A_COUNTER,
    OVER,
    Call,
    ClerkCall,
    Hall,
    Served,
    Sign,
    Turn,
    TurnState,
)

__all__ = [
    "AT_A_COUNTER",
    "OVER",
    "Call",
    "ClerkCall",
    "Hall",
    "Served",
    "Sign",
    "Story",
    "Turn",
    "TurnState",
    "standing",
]

_SHOWN = 20  # calls a board may want to keep
_OF_COUNTERS = frozenset({Kind.OPENED, Kind.CLOSED})
_OF_CLERKS = frozenset({Kind.CLERK_CALLED, Kind.CLERK_GOES, Kind.CLERK_DONE})
_CALLS = frozenset({Kind.CALLED, Kind.STARTED})


def standing(heard: Iterable[Heard]) -> Hall:
    """Same entries, same hall, in whatever order they came; what makes no sense changes nothing.

    Entries of turns that were not drawn yet, calls of turns that are over, two calls by desks that did not hear
    each other: of two the earlier counts (`order_of`), and the turn is `contested`.
    """
    story = Story()
    story.hear(heard)
    return story.hall()


class Story:
    """The same, told on: an entry behind all others costs no more than itself, any other one the whole story."""

    def __init__(self) -> None:
        self._heard: dict[tuple[int, int], Heard] = {}
        self._end = (0, 0, 0)
        self._latest: dict[int, float] = {}
        self._forget()

    def hear(self, heard: Iterable[Heard]) -> None:
        """Entries that are new, or were heard before, in any order."""
        new: dict[tuple[int, int], Heard] = {}
        for each in heard:
            name = (each.entry.origin, each.entry.seq)
            if name not in self._heard:
                new.setdefault(name, each)
        self._heard |= new
        news = sorted(new.values(), key=order_of)
        if not news:
            return
        if order_of(news[0]) < self._end or not self._steadily(news):
            self._forget()
            news = _in_order(self._heard.values())
        for each in news:
            self._latest[each.entry.origin] = each.moment
            self._tell(each)
        self._end = order_of(news[-1])

    def hall(self) -> Hall:
        """As of the last entry; nothing told later changes it."""
        calls = [turn.call for turn in self._turns.values() if turn.call]
        calls.sort(key=lambda call: (call.moment, call.times), reverse=True)
        return Hall(
            dict(self._turns),
            dict(self._open),
            tuple(calls[:_SHOWN]),
            tuple(self._clerk_calls.values()),
            frozenset(self._taken_over),
            dict(self._deeds),
            dict(self._last),
        )

    def _forget(self) -> None:
        self._turns: dict[str, Turn] = {}
        self._open: dict[int, Sign] = {}
        self._clerk_calls: dict[int, ClerkCall] = {}
        self._taken_over: set[int] = set()
        self._deeds: dict[str, tuple[str, ...]] = {}
        self._last: dict[int, str] = {}

    def _steadily(self, news: list[Heard]) -> bool:
        """Whether no moment lies before one of the same machine that was told already."""
        latest = dict(self._latest)
        for each in news:
            if each.moment < latest.get(each.entry.origin, each.moment):
                return False
            latest[each.entry.origin] = each.moment
        return True

    def _tell(self, heard: Heard) -> None:
        entry = heard.entry
        self._taken_over.discard(entry.origin)  # it lives
        if entry.deed:
            self._deeds.setdefault(entry.deed, ())
        if entry.kind in _OF_COUNTERS:
            self._counter(heard)
        elif entry.kind is Kind.TAKEN_OVER:
            self._taken_over.add(entry.of)
        elif entry.kind in _OF_CLERKS:
            self._clerk(heard)
        elif entry.kind is not Kind.DRAWN:
            self._turn(heard)
        elif entry.drawn and entry.turn not in self._turns:
            self._turns[entry.turn] = drawn(heard, entry.drawn)

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
            self._clerk_calls[kiosk] = replace(waiting, step=entry.step, fault=entry.fault)
        else:
            self._clerk_calls[kiosk] = ClerkCall(kiosk, entry.step, heard.moment, 0, entry.fault)

    def _turn(self, heard: Heard) -> None:
        entry = heard.entry
        turn = self._turns.get(entry.turn)
        if turn is None:
            return
        who = entry.by if entry.kind is Kind.TRANSFERRED else entry.counter
        if who in self._open or (who and entry.kind in _CALLS):
            self._open[who] = Sign(heard.moment, entry.at)
        if kept := noted(turn, entry):
            self._turns[turn.id] = kept
            return
        if cut_off(turn, entry):
            self._turns[turn.id] = replace(turn, contested=entry.counter)
            return
        changed = after(turn, heard)
        if changed is None:
            return
        self._turns[turn.id] = changed
        if entry.deed:
            self._deeds[entry.deed] = (*self._deeds[entry.deed], turn.id)
        if who and entry.deed:
            self._last[who] = entry.deed


def _in_order(heard: Iterable[Heard]) -> list[Heard]:
    """A moment that a restarted machine guessed is never behind what it wrote afterwards."""
    ordered = sorted(heard, key=order_of)
    latest: dict[int, float] = {}
    for place in range(len(ordered) - 1, -1, -1):
        each = ordered[place]
        moment = min(each.moment, latest.get(each.entry.origin, each.moment))
        latest[each.entry.origin] = moment
        if moment != each.moment:
            ordered[place] = Heard(each.entry, moment)
    return ordered
