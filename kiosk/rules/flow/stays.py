"""Stays: in whose inbox a case lay from when to when, as the control sheet tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.rules.flow.acts import Act, Place
from kiosk.rules.flow.standing import counted, standing


@dataclass(frozen=True)
class Stay:
    """One stretch in one inbox; `until` None: it lies there. `rests`: spans of it in which its days rested."""

    place: Place
    since: dt.datetime
    until: dt.datetime | None = None
    by: str = ""  # who had it in hand last, "" nobody
    rests: tuple[tuple[dt.datetime, dt.datetime], ...] = ()  # those that are over


def stays(acts: Sequence[Act], handed_in: dt.datetime) -> tuple[Stay, ...]:
    """Every stay, in order. A case taken up again begins a new one."""
    real = counted(acts)
    found = [Stay(Place.RECEPTION, handed_in)]
    was = standing(())
    for number, act in enumerate(real, start=1):
        now = standing(real[:number])
        last = found[-1]
        if was.rests_since and not now.rests_since and last.until is None:
            rest = (max(was.rests_since, last.since), act.at)
            last = replace(last, rests=(*last.rests, rest))
        if now.place is not was.place and last.until is None:
            last = replace(last, until=act.at)
        if now.owner and last.until is None:
            last = replace(last, by=now.owner)
        found[-1] = last
        if now.place is not was.place and now.place is not Place.NONE:
            found.append(Stay(now.place, act.at, by=now.owner))
        was = now
    return tuple(found)
