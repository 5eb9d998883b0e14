"""What the register of cases (form 07) says of one: as it was received, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.rules.flow.standing import counted, standing


@dataclass(frozen=True)
class Line:
    """A case as it was received; never changed. Moments are aware."""

    code: str
    received: dt.datetime
    due: dt.datetime | None = None
    procedure: str = ""
    procedure_name: str = ""
    copies: int = 1  # sets handed in
    name: str = field(default="", repr=False)
    on_behalf_of: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    agency: str = ""  # who settles it
    delivery: str = "direct"  # as kiosk.rules.flow.acts.Reception has it


@dataclass(frozen=True)
class Outcome:
    """What became of it so far; moments are aware, None: not yet."""

    status: str = CaseStatus.ACCEPTED.value
    due: dt.datetime | None = None  # as it is now, after pauses and extensions
    handed_on: dt.datetime | None = None  # it left the reception
    issued: dt.datetime | None = None  # its result came back from whoever settled it
    ended: dt.datetime | None = None  # returned, withdrawn or stopped
    result: str = ""  # the result's number
    how: str = ""  # the result was handed over


_ENDED = frozenset({Kind.RETURNED, Kind.WITHDRAWN, Kind.STOPPED})


def outcome(acts: Sequence[Act]) -> Outcome | None:
    """What a case's acts come to in the register; None for one that does not count as received."""
    stands, real = standing(acts), counted(acts)
    if stands.received is None:
        return None
    issued = _last(real, frozenset({Kind.ISSUED}))
    ended = _last(real, _ENDED) if stands.place is Place.NONE else None
    returned = ended is not None and ended.kind is Kind.RETURNED
    return Outcome(
        status=stands.status.value,
        due=stands.clock.due if stands.clock else None,
        handed_on=next((act.at for act in real if _leaves_reception(act)), None),
        issued=issued.at if issued else None,
        ended=ended.at if ended else None,
        result=issued.number if issued else "",
        how=ended.number if ended and returned else "",
    )


def _leaves_reception(act: Act) -> bool:
    if act.kind is Kind.RECEIVED:
        return act.to is not Place.RECEPTION
    return act.kind is Kind.HANDED_ON and act.to is not Place.RECEPTION


def _last(acts: Sequence[Act], kinds: frozenset[Kind]) -> Act | None:
    return next((act for act in reversed(acts) if act.kind in kinds), None)
