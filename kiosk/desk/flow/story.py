"""What happened to a case, as its page tells it: acts with names, the centre's news, stays in the inboxes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.desk.flow.act_words import DID
from kiosk.model import Words
from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.rules.flow.processes import Process
from kiosk.rules.flow.standing import standing
from kiosk.rules.flow.stays import Stay, stays
from kiosk.store.news import CaseStanding


@dataclass(frozen=True)
class Event:
    """One line of the timeline. `who` "": the centre, or the citizen where `citizen` is set."""

    at: dt.datetime
    who: str
    act: Act | None = None
    said: CaseStanding | None = None  # by the centre
    person: str = ""  # name of whom it was handed to
    undone: bool = False
    citizen: bool = False

    @property
    def did(self) -> Words | None:
        return DID[self.act.kind] if self.act else None


@dataclass(frozen=True)
class Spell:
    """One stay, with the working time it took and what its process gives; 0 hours: nothing is said."""

    stay: Stay
    by: str
    worked: dt.timedelta
    hours: float

    @property
    def over(self) -> bool:
        return bool(self.hours) and self.worked > dt.timedelta(hours=self.hours)


def events(
    acts: Sequence[Act],
    news: Sequence[CaseStanding],
    handed_in: dt.datetime,
    names: Mapping[str, str],
) -> tuple[Event, ...]:
    """The newest first. What the centre said stands there once, be it an act or not."""
    undone = _undone(acts)
    found = [Event(handed_in, "", citizen=True)]
    for number, act in enumerate(acts):
        who, whom = names.get(act.by, act.by), names.get(act.person, act.person)
        found.append(Event(act.at, who, act, person=whom, undone=number in undone))
    as_acts = {standing(acts[: number + 1]).status for number, act in enumerate(acts) if not act.by}
    found += [Event(said.at, "", said=said) for said in news if said.known not in as_acts]
    return tuple(sorted(found, key=lambda event: event.at)[::-1])


def spells(
    acts: Sequence[Act],
    handed_in: dt.datetime,
    now: dt.datetime,
    names: Mapping[str, str],
    worked: Callable[[dt.datetime, dt.datetime], dt.timedelta],
    process: Process,
) -> tuple[Spell, ...]:
    """Each stay, in order; time in which the citizen was waited for does not count."""
    rests = standing(acts).rests_since
    found = []
    for stay in stays(acts, handed_in):
        until = stay.until or now
        if rests and stay.until is None:
            until = max(stay.since, rests)
        took = worked(stay.since, until)
        for since, ended in stay.rests:
            took -= worked(since, ended)
        hours = process.hours_at(stay.place) if stay.place is not Place.NONE else 0
        found.append(Spell(stay, names.get(stay.by, stay.by), max(took, dt.timedelta()), hours))
    return tuple(found)


def _undone(acts: Sequence[Act]) -> frozenset[int]:
    """Numbers of the acts that were taken back."""
    left: list[int] = []
    gone: set[int] = set()
    for number, act in enumerate(acts):
        if act.kind is not Kind.UNDONE:
            left.append(number)
        elif left:
            gone.add(left.pop())
    return frozenset(gone)
