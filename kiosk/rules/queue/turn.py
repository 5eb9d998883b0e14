"""A turn, and the hall they all wait in: what the log of the queue comes to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.queue.entries import Drawn, Kind


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
    result: bool = False  # came before its counter was done: called back when it is
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
    """Somebody at kiosk `origin` asked for a clerk, at its screen `step`; `goes`: the counter that said it comes.

    `fault`: what stopped there; empty where the citizen asked.
    """

    origin: int
    step: str
    moment: float
    goes: int = 0
    fault: str = ""


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
