"""How long a screen may stand untouched: one table, in seconds."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.journey.states import (
    LeaveQuestion,
    NeedsClerk,
    ReadingCard,
    Scanning,
    Sealing,
    State,
    StillThere,
    TakeTicket,
    Welcome,
)


@dataclass(frozen=True)
class Delay:
    """`warn`: until the kiosk asks whether anybody is there; `end`: until it forgets. None: never."""

    warn: float | None
    end: float | None


USUAL = Delay(warn=20, end=None)  # the warning itself ends after WARNING
MORE_TIME = Delay(warn=60, end=None)  # after “more time” was touched
WARNING = Delay(warn=None, end=10)  # 20 s + 10 s: nothing personal stands longer than 30 s
TICKET = Delay(warn=None, end=30)
CLERK = Delay(warn=None, end=600)  # a clerk has to walk over; nothing personal stands there
LEAVE = Delay(warn=None, end=30)  # a question that a finger may have touched by mistake
BUSY = Delay(warn=None, end=None)  # a device or the store answers, within its own budget


def delay_of(state: State, more_time: bool = False) -> Delay:
    """The delay of a state; `more_time` once the citizen has asked for it on this screen."""
    match state:
        case Welcome() | ReadingCard() | Scanning() | Sealing():
            return BUSY
        case StillThere():
            return WARNING
        case LeaveQuestion():
            return LEAVE
        case TakeTicket():
            return TICKET
        case NeedsClerk():
            return CLERK
        case _:
            return MORE_TIME if more_time else USUAL
