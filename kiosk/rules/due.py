"""Due dates: until when a case is to be settled, and what moves that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kiosk.model import Count, Deadline
from kiosk.rules.flow.acts import Clock
from kiosk.rules.working_days import Hours, WorkingDays, settled_on

SOON, SOONER = 75, 90  # in a hundred of the working time
_FURTHEST = dt.timedelta(days=4000)  # no span of working time is looked for beyond


@dataclass(frozen=True)
class Office:
    """When an office works. Every moment given to it is by its own clock, and so is what it answers."""

    days: WorkingDays
    hours: Hours
    cut: str = "15:00"  # what is to be settled on the same day is handed in before
    at_cut: bool = False  # what is handed in in the minute of the cut is in time

    def closing(self, day: dt.date, zone: dt.tzinfo | None) -> dt.datetime:
        """When a day's work ends."""
        return dt.datetime.combine(day, self.hours.closes, zone)

    def worked(self, begin: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The working time between two moments; none where the second is not after the first."""
        total, day = dt.timedelta(0), begin.date()
        while day <= end.date() and begin < end:
            if self.days.works(day):
                for opens, closes in self.hours.of(day, begin.tzinfo):
                    total += max(min(closes, end) - max(opens, begin), dt.timedelta(0))
            day += dt.timedelta(1)
        return total

    def after(self, begin: dt.datetime, span: dt.timedelta) -> dt.datetime:
        """The first moment by which so much working time is over; `begin` itself where it is none."""
        left, day = span, begin.date()
        while left > dt.timedelta(0) and day - begin.date() < _FURTHEST:
            for opens, closes in self.hours.of(day, begin.tzinfo) if self.days.works(day) else ():
                here = max(closes - max(opens, begin), dt.timedelta(0))
                if here >= left:
                    return max(opens, begin) + left
                left -= here
            day += dt.timedelta(1)
        return begin + left  # of none, or of an office that never works: it ends nevertheless


def due(deadline: Deadline, received: dt.datetime, office: Office) -> dt.datetime:
    """When a case received then is to be settled: the end of the work of its last day, or the hour.

    Without what may come on top where facts must be verified: that is `verified`.
    """
    zone, day = received.tzinfo, received.date()
    match deadline.count:
        case Count.SAME_DAY:
            last = settled_on(received, office.cut, office.days, office.at_cut)
            if office.closing(last, zone) <= received:  # a cut behind the closing hour
                last = office.days.after(last)
        case Count.WORKING_DAYS:
            last = office.days.after(day, deadline.number)
        case Count.CALENDAR_DAYS:
            last = office.days.on_or_after(day + dt.timedelta(deadline.number))
        case Count.HOURS:
            return office.after(received, dt.timedelta(hours=deadline.number))
    return office.closing(last, zone)


def verified(deadline: Deadline, received: dt.datetime, office: Office) -> dt.datetime | None:
    """The latest that the law allows where facts must be verified; None where it allows nothing more."""
    first = due(deadline, received, office)
    if deadline.more:
        return due(deadline.more, first, office)
    if deadline.at_most:
        return max(first, due(deadline.at_most, received, office))
    return None


def clock(deadline: Deadline, received: dt.datetime, office: Office) -> Clock:
    """Its due moment, with the two moments at which it is said that time runs out."""
    return running(received, due(deadline, received, office), office)


def running(begin: dt.datetime, ends: dt.datetime, office: Office) -> Clock:
    """The clock that runs from one moment to another."""
    whole = office.worked(begin, ends)
    return Clock(
        ends, office.after(begin, whole * SOON / 100), office.after(begin, whole * SOONER / 100)
    )


def resumed(was: Clock, rested_since: dt.datetime, now: dt.datetime, office: Office) -> Clock:
    """After a rest the working time that was left runs on. What was over before the rest stays as it was."""
    rest = office.worked(rested_since, now)

    def moved(moment: dt.datetime) -> dt.datetime:
        return office.after(moment, rest) if moment > rested_since else moment

    return Clock(moved(was.due), moved(was.soon), moved(was.sooner))


def extended(was: Clock, days: int, now: dt.datetime, office: Office) -> Clock:
    """So many working days more than the due day; of a case that is overdue, so many from today."""
    last = office.days.after(max(was.due.date(), now.date()), days)
    return moved(last, now, office)


def moved(to: dt.date, now: dt.datetime, office: Office) -> Clock:
    """A due day that somebody set: its alarms are of the time from now on."""
    return running(now, office.closing(office.days.on_or_after(to), now.tzinfo), office)
