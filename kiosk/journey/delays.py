"""How long a screen may stand untouched: one table, in seconds."""

from __future__ import annotations

import datetime as dt
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
    VisitQuestion,
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
FOUND = Delay(warn=None, end=60)  # nothing personal stands there either
LEAVE = Delay(warn=None, end=30)  # a question that a finger may have touched by mistake
BUSY = Delay(warn=None, end=None)  # a device or the store answers, within its own budget
FRESH = dt.timedelta(minutes=3)  # how long after an interruption its citizen may still stand there


def worth_offering(touched: dt.datetime, now: dt.datetime) -> bool:
    """Whether a visit last touched then may go on now; a clock that went back says nothing."""
    return dt.timedelta(0) <= now - touched < FRESH


def delay_of(state: State, more_time: bool = False) -> Delay:
    """The delay of a state; `more_time` once the citizen has asked for it on this screen."""
    match state:
        case Welcome() | ReadingCard() | Scanning() | Sealing():
            return BUSY
        case StillThere():
            return WARNING
        case LeaveQuestion():
            return LEAVE
        case VisitQuestion():
            return FOUND
        case TakeTicket():
            return TICKET
        case NeedsClerk():
            return CLERK
        case _:
            return MORE_TIME if more_time else USUAL
