"""Stays: in whose inbox a case lay from when to when, as the control sheet tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.rules.flow.acts import Act, Place
from kiosk.rules.flow.standing import counted, standing


@dataclass(frozen=True)
class Stay:
    """One stretch in one inbox; `until` None: it lies there."""

    place: Place
    since: dt.datetime
    until: dt.datetime | None = None
    by: str = ""  # who had it in hand last, "" nobody
    rested: dt.timedelta = (
        dt.timedelta()
    )  # of it, while the citizen's papers or payment were waited for


def stays(acts: Sequence[Act], handed_in: dt.datetime) -> tuple[Stay, ...]:
    """Every stay, in order. A case taken up again begins a new one."""
    found = [Stay(Place.RECEPTION, handed_in)]
    done: list[Act] = []
    was = standing(done)
    for act in counted(acts):
        done.append(act)
        now = standing(done)
        if was.rests_since and not now.rests_since and found[-1].until is None:
            found[-1] = replace(
                found[-1], rested=found[-1].rested + _rest(found[-1], was.rests_since, act)
            )
        if now.place is not was.place:
            if found[-1].until is None:
                found[-1] = replace(found[-1], until=act.at)
            if now.place is not Place.NONE:
                found.append(Stay(now.place, act.at))
        if now.owner and found[-1].until is None:
            found[-1] = replace(found[-1], by=now.owner)
        was = now
    return tuple(found)


def _rest(stay: Stay, since: dt.datetime, act: Act) -> dt.timedelta:
    return max(dt.timedelta(), act.at - max(since, stay.since))
