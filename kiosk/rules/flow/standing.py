"""How a case stands: what its acts come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Act, Clock, Kind, Place, Wanted


@dataclass(frozen=True)
class Standing:
    """Where a case is after so many `acts`. `status` is the national portal's word for it."""

    status: CaseStatus = CaseStatus.REGISTERED
    place: Place = Place.RECEPTION
    owner: str = ""  # id in the roster; "" nobody's yet
    acts: int = 0
    received: dt.datetime | None = None
    clock: Clock | None = None
    rests_since: dt.datetime | None = None  # the days rest since then
    entered: dt.datetime | None = None  # into this place; None: with its sealing
    wanted: tuple[Wanted, ...] = ()
    last: Act | None = None

    @property
    def over(self) -> bool:
        """Nothing is to be done any more."""
        return self.status in _OVER


_OVER = frozenset({CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN, CaseStatus.RETURNED})


def counted(acts: Sequence[Act]) -> tuple[Act, ...]:
    """The acts that were not undone: an UNDONE one takes the one before it out, and itself."""
    left: list[Act] = []
    for act in acts:
        if act.kind is not Kind.UNDONE:
            left.append(act)
        elif left:
            left.pop()
    return tuple(left)


def standing(acts: Sequence[Act]) -> Standing:
    """The fold over the acts that count."""
    stands = Standing()
    for act in counted(acts):
        stands = _after(stands, act)
    return replace(stands, acts=len(acts))


def _after(was: Standing, act: Act) -> Standing:
    now = replace(was, last=act)
    match act.kind:
        case Kind.RECEIVED:
            return replace(
                now, status=CaseStatus.ACCEPTED, place=act.to or Place.SPECIALIST, owner=act.person,
                received=act.at, clock=act.clock, entered=act.at, wanted=(),
            )  # fmt: skip
        case Kind.ASKED_MORE:
            return replace(
                now, status=CaseStatus.PAPERS_WANTED, rests_since=act.at, wanted=act.wanted
            )
        case Kind.PAYMENT_ASKED:
            return replace(now, status=CaseStatus.PAYMENT_WANTED, rests_since=act.at)
        case Kind.PAPERS_CAME | Kind.PAID:
            status = CaseStatus.IN_HAND if was.received else CaseStatus.REGISTERED
            return replace(
                now, status=status, rests_since=None, wanted=(), clock=act.clock or was.clock
            )
        case Kind.TAKEN:
            return replace(now, owner=act.by)
        case Kind.HANDED_ON | Kind.SENT_BACK:
            return replace(
                now, status=CaseStatus.IN_HAND, place=act.to, owner=act.person, entered=act.at
            )
        case Kind.APPROVED:
            return replace(
                now, status=CaseStatus.IN_HAND, place=Place.ARCHIVIST, owner="", entered=act.at
            )
        case Kind.ISSUED:
            return replace(
                now, status=CaseStatus.DECIDED, place=Place.RETURN, owner="", entered=act.at
            )
        case Kind.EXTENDED:
            return replace(now, clock=act.clock)
        case _ if act.kind in _ENDS:
            return replace(
                now, status=_ENDS[act.kind], place=Place.NONE, owner="", rests_since=None
            )
    return now


_ENDS = {
    Kind.DECLINED: CaseStatus.NOT_ACCEPTED,
    Kind.RETURNED: CaseStatus.RETURNED,
    Kind.STOPPED: CaseStatus.STOPPED,
    Kind.WITHDRAWN: CaseStatus.WITHDRAWN,
}
