"""The log of the hall's queue: what each desk and kiosk writes, never changed and never taken back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from kiosk.model import Errand, Priority

_ID = re.compile(r"[0-9a-f]{32}")
_LABEL = re.compile(r"[A-Z]{1,2}\d{0,2}-?\d{3,6}", re.ASCII)
_WORD = re.compile(r"[a-z0-9-]{0,40}")
_MOST = 10**12


class EntryError(ValueError):
    """What another desk sent is no entry of this log."""


class Kind(StrEnum):
    """What happened: to a turn, to a counter, or at a kiosk where a clerk is wanted."""

    DRAWN = "drawn"  # a number was given
    LATER = "later"  # its citizen went, and is back `until` then
    CALLED = "called"  # to `counter`
    RECALLED = "recalled"  # once more
    STARTED = "started"  # stands at the counter
    TRANSFERRED = "transferred"  # to `field`, or to `counter` alone; keeps its place
    PARKED = "parked"  # fetches something, and comes back to the same counter
    MISSED = "missed"  # did not come
    RETURNED = "returned"  # is there again, after any of the three above
    FINISHED = "finished"
    UNDONE = "undone"  # the last deed on the turn counts for nothing
    READY = "ready"  # the result lies there: called back with the same number, as soon as its counter is done
    LEFT = "left"  # the number is given back
    OPENED = "opened"  # `counter` calls from now on
    CLOSED = "closed"
    TAKEN_OVER = "taken-over"  # a person's word that the machine `of` is off: its numbers are called without it
    ALIVE = "alive"  # the machine that was said off is on after all
    CLERK_CALLED = "clerk-called"  # at the kiosk that wrote it, at its screen `step`
    CLERK_GOES = "clerk-goes"  # from `counter`
    CLERK_DONE = "clerk-done"


@dataclass(frozen=True)
class Drawn:
    """What a number was given for."""

    label: str  # as called in the hall: A007, A1-007
    day: dt.date  # whose series the number is of
    field: str
    procedure: str = ""  # empty where the errand is none of the catalogue's
    errand: Errand = Errand.HAND_IN
    priority: Priority = Priority.NONE
    same_day: bool = False  # to be settled on the day it is handed in
    appointment: dt.datetime | None = None  # aware; the time it was asked to come at


@dataclass(frozen=True)
class Entry:
    """One line of the log. `origin` and `seq` name it in the whole office."""

    origin: int  # number of the kiosk whose machine wrote it; 0 where there is one only
    seq: int  # from 1 without gaps in one origin
    clock: int  # greater than that of every entry its writer had seen: `next_clock`
    at: dt.datetime  # aware, by its writer's clock, which may be wrong
    kind: Kind
    turn: str = ""  # 32 hex digits: id of the case, where there is one
    counter: int = 0  # who did it, or where it goes to; 0: none
    by: int = 0  # TRANSFERRED: the counter that did it
    field: str = ""
    until: dt.datetime | None = None
    of: int = -1  # TAKEN_OVER: number of the kiosk
    known: int = 0  # TAKEN_OVER: the last seq known of it; what it gave since stays its own
    step: str = ""  # CLERK_CALLED: the screen; UNDONE: the deed that counts for nothing; FINISHED: HANDED or nothing
    fault: str = ""  # CLERK_CALLED: what stopped; empty where a citizen asked
    deed: str = ""  # id under which a pad asked for it: asked again, nothing is written
    drawn: Drawn | None = None

    def to_json(self) -> dict[str, Any]:
        """What differs from nothing; `from_json` makes the same entry of it."""
        told: dict[str, Any] = {}
        for name, value in _written(self).items():
            told[name] = _written(value) if isinstance(value, Drawn) else value
        return {name: _plain(value) for name, value in told.items()}


@dataclass(frozen=True)
class Heard:
    """An entry and when it happened on the reader's own steady clock, which nobody sets (seconds)."""

    entry: Entry
    moment: float


def order_of(heard: Heard) -> tuple[int, int, int]:
    """Every desk tells the same story: by Lamport's clock, then origin, then seq."""
    return (heard.entry.clock, heard.entry.origin, heard.entry.seq)


def next_clock(seen: int, at: dt.datetime) -> int:
    """Of the next entry, where the greatest seen is known: Lamport's, and tenths of a second by the wall clock.

    Desks that did not hear each other for an hour tell of that hour nearly as it was; with wrong clocks they still
    tell the same story.
    """
    return max(seen + 1, int(at.timestamp() * 10))


def from_json(told: object) -> Entry:
    """Raises EntryError for whatever `to_json` would not have made."""
    try:
        entry = _entry(told)
    except (TypeError, ValueError, KeyError, AttributeError):
        raise EntryError("not an entry of the queue") from None
    if entry.to_json() != told:
        raise EntryError("not an entry of the queue")
    return entry


def _entry(told: Any) -> Entry:  # noqa: ANN401 - whatever came
    values = dict(told)
    values["kind"] = Kind(values["kind"])
    for name in ("at", "until"):
        if name in values:
            values[name] = _moment(values[name])
    if "drawn" in values:
        values["drawn"] = _drawn(values["drawn"])
    entry = Entry(**values)
    numbers = (entry.origin, entry.seq, entry.clock, entry.counter, entry.by, entry.known)
    if not all(type(n) is int and 0 <= n < _MOST for n in numbers) or entry.origin > 99:
        raise EntryError
    if entry.turn and not _ID.fullmatch(entry.turn):
        raise EntryError
    if not all(
        _WORD.fullmatch(text) for text in (entry.field, entry.step, entry.fault, entry.deed)
    ):
        raise EntryError
    if type(entry.of) is not int or not -1 <= entry.of <= 99:
        raise EntryError
    if (entry.kind is Kind.DRAWN) != (entry.drawn is not None):
        raise EntryError
    return entry


def _drawn(told: Mapping[str, Any]) -> Drawn:
    values = dict(told)
    values["day"] = dt.date.fromisoformat(values["day"])
    for name, kind in (("errand", Errand), ("priority", Priority)):
        if name in values:
            values[name] = kind(values[name])
    if "appointment" in values:
        values["appointment"] = _moment(values["appointment"])
    drawn = Drawn(**values)
    if not _LABEL.fullmatch(drawn.label) or not _WORD.fullmatch(drawn.field):
        raise EntryError
    if type(drawn.same_day) is not bool or not re.fullmatch(r"[0-9.]{0,20}", drawn.procedure):
        raise EntryError
    return drawn


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise EntryError
    return moment


def _written(value: Entry | Drawn) -> dict[str, Any]:
    return {
        f.name: getattr(value, f.name)
        for f in fields(value)
        if f.default is not getattr(value, f.name) and f.default != getattr(value, f.name)
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - one of the fields above
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
