"""Alarms: how far a case's time has run."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Clock, Place
from kiosk.rules.flow.standing import Standing

# The office has done its part: what is left is the citizen's to fetch, or nothing.
_DONE = frozenset(
    {
        *(CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN, CaseStatus.STOPPED),
        *(CaseStatus.DECIDED, CaseStatus.RETURNED),
    }
)


class Alarm(StrEnum):
    """The worst that is reached; by hundredths of the working time."""

    NONE = ""
    SOON = "75"
    SOONER = "90"
    OVER = "100"


def alarm(clock: Clock, now: dt.datetime) -> Alarm:
    """Of a clock that runs. Each moment is reached when it strikes."""
    if now >= clock.due:
        return Alarm.OVER
    if now >= clock.sooner:
        return Alarm.SOONER
    return Alarm.SOON if now >= clock.soon else Alarm.NONE


def running(stands: Standing) -> Clock | None:
    """The clock by which the case may become late: none while its days rest, or when the office has done its part."""
    if stands.rests_since is not None or stands.status in _DONE:
        return None
    return stands.clock


class Turn(StrEnum):
    """What stands above what in an inbox; sorts as text."""

    NOW = "1"  # by the moment its time is over; what nobody received yet by when it was handed in
    SOME_DAY = "3"  # no law counts its days: by when it came
    RESULT = "5"  # lies here to be fetched
    RESTS = "7"  # the citizen's turn
    OVER = "9"


def turn(stands: Standing, handed_in: dt.datetime) -> tuple[Turn, dt.datetime]:
    """A case's turn in its inbox, and the moment that decides among those of one turn, the earliest first."""
    entered = stands.entered or handed_in
    clock = running(stands)
    if stands.over or stands.place is Place.NONE:
        return Turn.OVER, entered
    if stands.rests_since is not None:
        return Turn.RESTS, stands.rests_since
    if stands.status is CaseStatus.DECIDED:
        return Turn.RESULT, entered
    if clock is not None:
        return Turn.NOW, clock.due
    if stands.received is None:
        return Turn.NOW, handed_in
    return Turn.SOME_DAY, entered
