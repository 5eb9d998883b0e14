"""Stuck cases: entered and never processed, unseen, resting or lying for too long; and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Place
from kiosk.rules.flow.standing import OVER


class Stuck(StrEnum):
    """Why a case is on the leader's list; the first that fits."""

    UNSEEN = "unseen"  # nobody of the office has opened it
    NOT_RECEIVED = "not-received"  # opened, and neither accepted nor refused
    UNTOUCHED = "untouched"  # nothing was done to it since it came into this inbox
    SLOW = "slow"  # longer in this inbox than its process gives
    RESTS = "rests"  # its citizen has brought nothing for long
    UNCOLLECTED = "uncollected"  # its result lies here


@dataclass(frozen=True)
class Limits:
    """From when on a case is stuck: hours of working time, days of the calendar."""

    unseen: float = 2.0
    untouched: float = 8.0  # also where the process of a procedure names no hours
    rests: int = 20
    uncollected: int = 10


@dataclass(frozen=True)
class Lying:
    """How a case lies in an inbox."""

    status: str  # a CaseStatus, or a code that this release does not know
    place: Place
    received: bool
    seen: bool  # somebody of the office has opened it
    touched: bool  # something was done to it since it came here
    worked: dt.timedelta  # working time since it came here
    lain: dt.timedelta  # time since it came here; of one that rests, since its days rest
    rests: bool = False


def stuck(lies: Lying, hours: float, limits: Limits) -> Stuck | None:
    """Why it is stuck, or None. `hours`: of working time, what its process gives this inbox; 0: nothing is said."""
    if lies.status in OVER or lies.place is Place.NONE:
        return None
    if lies.rests:
        return Stuck.RESTS if lies.lain > dt.timedelta(limits.rests) else None
    if lies.status == CaseStatus.DECIDED:
        return Stuck.UNCOLLECTED if lies.lain > dt.timedelta(limits.uncollected) else None
    if not lies.received and not lies.seen:
        return Stuck.UNSEEN if lies.worked > dt.timedelta(hours=limits.unseen) else None
    if lies.worked <= dt.timedelta(hours=hours or limits.untouched):
        return None
    if not lies.received:
        return Stuck.NOT_RECEIVED
    if not lies.touched:
        return Stuck.UNTOUCHED
    return Stuck.SLOW if hours else None
