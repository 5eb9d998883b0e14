"""Internal processes (quy trình nội bộ) as data: through whose hands a procedure goes, how long, decided by whom."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kiosk.contract.rules.entries import PROCEDURE, Entry, RulesError, table_of

PLACES = ("reception", "specialist", "leader", "archivist", "return-desk")
MOST_STEPS = 20
MOST_MINUTES = 250 * 24 * 60
_PLACE = re.compile("|".join(PLACES))


@dataclass(frozen=True)
class Stage:
    """One step of a process: a place, and how many minutes of working time it has there."""

    place: str
    minutes: int  # 0: not said


@dataclass(frozen=True)
class Decided:
    """The process of a procedure from a day on; without a `decision` nobody has approved it."""

    procedure: str
    stages: tuple[Stage, ...]
    valid_from: dt.date
    decision: str = ""  # its number
    decided_on: dt.date | None = None

    @property
    def approved(self) -> bool:
        return bool(self.decision)


@dataclass(frozen=True)
class Processes:
    """Everything a file of processes says."""

    processes: tuple[Decided, ...] = ()
    sample: bool = False


def processes(text: str) -> Processes:
    """Raises RulesError, which names the entry and its field."""
    head = Entry("processes", table_of(text), {})
    found = tuple(_decided(entry) for entry in head.entries("process"))
    sample = head.take("sample", bool, False)
    head.nothing_else()
    names = [f"{each.procedure} from {each.valid_from}" for each in found]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise RulesError(f"process {twice}: stands there twice")
    return Processes(found, sample)


def _decided(entry: Entry) -> Decided:
    day = entry.take("decided_on", dt.date, dt.date.min)
    found = Decided(
        procedure=entry.text("procedure", PROCEDURE),
        stages=_stages(entry),
        valid_from=entry.take("valid_from", dt.date),
        decision=entry.take("decision", str, "").strip(),
        decided_on=None if day == dt.date.min else day,
    )
    entry.nothing_else()
    if bool(found.decision) is not bool(found.decided_on):
        raise entry.wrong("decision", "stands beside decided_on, or neither does")
    return found


def _stages(entry: Entry) -> tuple[Stage, ...]:
    rows = entry.take("steps", list)
    if not 0 < len(rows) <= MOST_STEPS:
        raise entry.wrong("steps", f"must be from 1 to {MOST_STEPS}")
    stages = []
    for row in rows:
        if not isinstance(row, dict):
            raise entry.wrong("steps", "must be tables")
        part = Entry(f"{entry.name}, steps", row, {})
        stages.append(Stage(part.text("place", _PLACE), _minutes(part)))
        part.nothing_else()
    return tuple(stages)


def _minutes(part: Entry) -> int:
    """Of `hours`, which may be halves and quarters."""
    hours = part.number("hours")
    minutes = hours * 60
    if not 0 <= minutes <= MOST_MINUTES or minutes != int(minutes):
        raise part.wrong("hours", f"must be whole minutes, from 0 to {MOST_MINUTES // 60} hours")
    return int(minutes)
