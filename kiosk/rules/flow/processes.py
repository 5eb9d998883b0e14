"""Internal processes: through whose inboxes a procedure goes, with how many hours, and whether that was approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.contract.rules.processes import Decided
from kiosk.model import Words
from kiosk.rules.flow.acts import Place

USUAL = (Place.RECEPTION, Place.SPECIALIST, Place.LEADER, Place.ARCHIVIST, Place.RETURN)


@dataclass(frozen=True)
class Step:
    """One place on the way; `hours` of working time, 0 where nobody said how long."""

    place: Place
    hours: float = 0.0


@dataclass(frozen=True)
class Process:
    """The way of a procedure. `known`: somebody wrote it down; without, the steps are the usual ones."""

    procedure: str
    steps: tuple[Step, ...]
    approved: bool = False
    decision: str = ""  # number and day of the decision; "" without
    known: bool = True

    @property
    def hours(self) -> float:
        return sum(step.hours for step in self.steps)

    def hours_at(self, place: Place) -> float:
        """How long it may lie in an inbox, however often it comes there; 0 where nobody said."""
        return sum(step.hours for step in self.steps if step.place is place)

    def after(self, place: Place) -> Place:
        """The next place on the way; NONE behind the last, and for a place that is not on it."""
        places = [step.place for step in self.steps]
        if place not in places or place is places[-1]:
            return Place.NONE
        return places[places.index(place) + 1]


def process_of(procedure: str, decided: Iterable[Decided], day: dt.date) -> Process:
    """The newest that holds on a day; the usual way, not approved, where nobody wrote one down."""
    held = [each for each in decided if each.procedure == procedure and each.valid_from <= day]
    if not held:
        return Process(procedure, tuple(Step(place) for place in USUAL), known=False)
    newest = max(held, key=lambda each: each.valid_from)
    steps = tuple(Step(Place(stage.place), stage.minutes / 60) for stage in newest.stages)
    decision = f"{newest.decision} ({newest.decided_on:%d/%m/%Y})" if newest.decided_on else ""
    return Process(procedure, steps, newest.approved, decision)


def unapproved(
    procedures: Iterable[str], decided: Iterable[Decided], day: dt.date
) -> tuple[str, ...]:
    """The codes among `procedures` whose process nobody approved, in order."""
    given = tuple(decided)
    return tuple(code for code in procedures if not process_of(code, given, day).approved)


def warning(process: Process) -> Words | None:
    """What is said where an unapproved process is worked by; None for an approved one."""
    if process.approved:
        return None
    if process.known:
        return Words(
            "Quy trình nội bộ của thủ tục này chưa được phê duyệt; các bước chỉ để tham khảo.",
            "The internal process of this procedure is not approved; its steps are for guidance only.",
        )
    return Words(
        "Thủ tục này chưa có quy trình nội bộ; hồ sơ đi theo các bước thông thường.",
        "No internal process was set for this procedure; cases take the usual way.",
    )
