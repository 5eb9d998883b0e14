"""Deeds: which act fits how a case stands, who may do it, and where it may go next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import NEEDS, PLACES, Kind, Place
from kiosk.rules.flow.standing import Standing
from kiosk.rules.roster import RIGHTS, Role

UNDO_FOR = dt.timedelta(minutes=10)
MOST_EXTENSIONS = 1  # where the law of a procedure says nothing else


class Why(StrEnum):
    """Why an act is not done."""

    RIGHT = "right"  # none of these roles does such a thing
    PLACE = "place"  # it lies in another inbox
    OVER = "over"  # nothing is to be done any more
    RECEIVED = "received"  # it is accepted already
    NOT_RECEIVED = "not-received"  # and this is for accepted cases
    RESTS = "rests"  # papers or a payment are waited for
    NOT_WAITED = "not-waited"  # nothing of the kind is waited for
    NO_CLOCK = "no-clock"  # it has no due date that could be changed
    EXTENDED = "extended"  # as often as the law lets it be
    TARGET = "target"  # it cannot go there from here
    GROUND = "ground"  # why must be said
    WANTED = "wanted"  # what is missing must be said
    AMOUNT = "amount"  # how much must be said
    DATE = "date"  # a day that is still to come
    NOBODY = "nobody"  # whoever it is for does not hold the role
    NOTHING = "nothing"  # there is no act to take back
    ANOTHERS = "anothers"  # somebody else did it
    LATE = "late"  # it was done too long ago
    PAPER_OUT = "paper-out"  # its paper left the house


# Where a case must lie for it; kinds that are not named are done wherever it lies.
AT: dict[Kind, frozenset[Place]] = {
    Kind.RECEIVED: frozenset({Place.RECEPTION}),
    Kind.DECLINED: frozenset({Place.RECEPTION}),
    Kind.ASKED_MORE: frozenset({Place.RECEPTION, Place.SPECIALIST}),
    Kind.PAYMENT_ASKED: frozenset({Place.RECEPTION, Place.SPECIALIST}),
    Kind.TAKEN: frozenset(Place) - {Place.NONE},
    Kind.HANDED_ON: frozenset(Place) - {Place.NONE},
    Kind.SENT_BACK: frozenset(Place) - {Place.NONE, Place.RECEPTION},
    Kind.APPROVED: frozenset({Place.LEADER}),
    Kind.ISSUED: frozenset({Place.ARCHIVIST}),
    Kind.RETURNED: frozenset({Place.RETURN}),
}

# An inbox behind the leader is reached by a decision alone.
_ON: dict[Place, frozenset[Place]] = {
    Place.RECEPTION: frozenset({Place.RECEPTION, Place.SPECIALIST, Place.LEADER}),
    Place.SPECIALIST: frozenset({Place.SPECIALIST, Place.LEADER}),
}
_BACK: dict[Place, frozenset[Place]] = {
    Place.NONE: frozenset({Place.SPECIALIST, Place.RECEPTION}),  # stopped, and taken up again
    Place.SPECIALIST: frozenset({Place.RECEPTION}),
    Place.LEADER: frozenset({Place.SPECIALIST, Place.RECEPTION}),
    Place.ARCHIVIST: frozenset({Place.LEADER, Place.SPECIALIST}),
    Place.RETURN: frozenset({Place.ARCHIVIST, Place.LEADER, Place.SPECIALIST}),
}

_FOR_ACCEPTED = frozenset(Kind) - {
    *(Kind.RECEIVED, Kind.DECLINED, Kind.ASKED_MORE, Kind.PAPERS_CAME, Kind.TAKEN),
    *(Kind.WITHDRAWN, Kind.RETURNED, Kind.SENT_BACK, Kind.NOTED, Kind.UNDONE),
}
_NOT_AT_REST = frozenset({Kind.PAYMENT_ASKED, Kind.EXTENDED, Kind.REDATED})
_DECIDES = frozenset({Kind.APPROVED, Kind.ISSUED})
_WAITED = {
    Kind.PAPERS_CAME: CaseStatus.PAPERS_WANTED,
    Kind.PAID: CaseStatus.PAYMENT_WANTED,
}
_AWAITED = {status: kind for kind, status in _WAITED.items()}
NEEDS_GROUND = frozenset(
    {Kind.DECLINED, Kind.SENT_BACK, Kind.EXTENDED, Kind.REDATED, Kind.STOPPED, Kind.WITHDRAWN}
)
# The result is in its citizen's hands, papers were given back, a letter with a signature says so. What the citizen
# holds at the counter (forms 01 to 03) is taken back there and then: see decision 056.
_OUT = frozenset({Kind.RETURNED, Kind.WITHDRAWN, Kind.STOPPED, Kind.EXTENDED})


def may(stands: Standing, kind: Kind, roles: Collection[Role]) -> Why | None:
    """Why somebody of these roles may not do it to a case that stands so; None: it fits.

    Of UNDONE only what the case says: see `may_undo` for whose and when.
    """
    if kind is Kind.UNDONE:
        return _why_not_undone(stands)
    return _why_not(stands, kind) or _whose(stands, kind, roles)


def role_for(stands: Standing, kind: Kind, roles: Collection[Role]) -> Role | None:
    """As which of the roles it is done: one that has the right and, where that matters, the inbox."""
    able = [role for role in Role if role in roles and RIGHTS[role] & NEEDS[kind]]
    if stands.over and kind is Kind.SENT_BACK:
        return Role.LEADER if Role.LEADER in able else None
    if kind in AT:
        able = [role for role in able if stands.place in PLACES.get(role, frozenset())]
    return able[0] if able else None


def targets(place: Place, kind: Kind) -> frozenset[Place]:
    """Where HANDED_ON or SENT_BACK may lead from an inbox; the same one is for another person of it."""
    if kind is Kind.SENT_BACK:
        return _BACK.get(place, frozenset())
    return _ON.get(place, frozenset({place}))


def may_extend(stands: Standing, most: int = MOST_EXTENSIONS) -> Why | None:
    """What the law says of one more extension with an apology."""
    return Why.EXTENDED if stands.extended >= most else None


def may_undo(stands: Standing, person: str, now: dt.datetime) -> Why | None:
    """Why this person may not take the last act back at that moment; None: it may be."""
    if why := _why_not_undone(stands):
        return why
    assert stands.last
    if not person or stands.last.by != person:
        return Why.ANOTHERS
    # Where the clock was put back, nobody can tell how long ago it was.
    return Why.LATE if abs(now - stands.last.at) > UNDO_FOR else None


def _why_not_undone(stands: Standing) -> Why | None:
    if stands.last is None or stands.undone:
        return Why.NOTHING
    return Why.PAPER_OUT if stands.last.kind in _OUT else None


def _why_not(stands: Standing, kind: Kind) -> Why | None:
    if kind is Kind.NOTED:
        return None
    if stands.over:
        up_again = stands.status is CaseStatus.STOPPED and kind is Kind.SENT_BACK
        return None if up_again else Why.OVER
    if stands.received and kind in (Kind.RECEIVED, Kind.DECLINED):
        return Why.RECEIVED
    if kind in AT and stands.place not in AT[kind]:
        return Why.PLACE
    if not stands.received and kind in _FOR_ACCEPTED:
        return Why.NOT_RECEIVED
    if kind in _WAITED:
        return None if stands.status is _WAITED[kind] else Why.NOT_WAITED
    if stands.rests_since and kind in _NOT_AT_REST | _DECIDES:
        return Why.RESTS
    if stands.status is CaseStatus.PAYMENT_WANTED and kind is Kind.ASKED_MORE:
        return Why.RESTS
    if kind in (Kind.EXTENDED, Kind.REDATED) and stands.clock is None:
        return Why.NO_CLOCK
    return None


def _whose(stands: Standing, kind: Kind, roles: Collection[Role]) -> Why | None:
    if not any(RIGHTS[role] & NEEDS[kind] for role in roles):
        return Why.RIGHT
    if role_for(stands, kind, roles):
        return None
    return Why.RIGHT if stands.over else Why.PLACE


def likely(stands: Standing, then: Place = Place.NONE) -> tuple[Kind, Place] | None:
    """What is most likely done next where it lies, and where that leads; None where that is not one act.

    `then`: the next inbox of its process.
    """
    if stands.over or (not stands.received and stands.place is not Place.RETURN):
        return None
    if stands.status in _AWAITED:
        return _AWAITED[stands.status], Place.NONE
    match stands.place:
        case Place.RETURN:
            return Kind.RETURNED, Place.NONE
        case Place.ARCHIVIST:
            return Kind.ISSUED, Place.RETURN
        case Place.LEADER:
            return Kind.APPROVED, then if then is Place.RETURN else Place.ARCHIVIST
    usual = Place.LEADER if stands.place is Place.SPECIALIST else Place.SPECIALIST
    return Kind.HANDED_ON, then if then in targets(stands.place, Kind.HANDED_ON) else usual
