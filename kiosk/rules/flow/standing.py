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
    extended: int = 0  # how often somebody was asked to excuse a later date
    last: Act | None = None  # of those that count
    undone: bool = False  # nothing was done since an act was taken back

    @property
    def over(self) -> bool:
        """Nobody at the office is responsible for it any more."""
        return self.status in OVER


OVER = frozenset(
    {CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN, CaseStatus.STOPPED, CaseStatus.RETURNED}
)


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
    undone = bool(acts) and acts[-1].kind is Kind.UNDONE
    return replace(stands, acts=len(acts), undone=undone)


def _after(was: Standing, act: Act) -> Standing:
    now = replace(was, last=act)
    match act.kind:
        case Kind.RECEIVED:
            return replace(
                now, status=CaseStatus.ACCEPTED, place=act.to or Place.SPECIALIST, owner=act.person,
                received=act.at, clock=act.clock, entered=act.at, wanted=(), rests_since=None,
            )  # fmt: skip
        case Kind.ASKED_MORE:
            since = was.rests_since or act.at
            return replace(
                now, status=CaseStatus.PAPERS_WANTED, rests_since=since, wanted=act.wanted
            )
        case Kind.PAYMENT_ASKED:
            return replace(now, status=CaseStatus.PAYMENT_WANTED, rests_since=act.at)
        case Kind.PAPERS_CAME | Kind.PAID:
            return _running(now, act)
        case Kind.TAKEN:
            first = was.status is CaseStatus.ACCEPTED
            return replace(now, owner=act.by, status=CaseStatus.IN_HAND if first else was.status)
        case Kind.EXTENDED | Kind.REDATED:
            more = int(act.kind is Kind.EXTENDED)
            return replace(now, clock=act.clock or was.clock, extended=was.extended + more)
        case Kind.HANDED_ON | Kind.SENT_BACK | Kind.APPROVED | Kind.ISSUED:
            return _elsewhere(now, act)
        case _ if act.kind in _ENDS:
            return _ended(now, act)
    return now


def _running(was: Standing, act: Act) -> Standing:
    """What was waited for is there."""
    status = CaseStatus.IN_HAND if was.received else CaseStatus.REGISTERED
    return replace(was, status=status, rests_since=None, wanted=(), clock=act.clock or was.clock)


def _elsewhere(was: Standing, act: Act) -> Standing:
    """In another inbox, or with another person of the same one: there it stands as it stood."""
    place = act.to or _LEADS.get(act.kind, was.place)
    if act.kind in _LEADS and place is Place.RETURN:
        was = replace(was, status=CaseStatus.DECIDED, rests_since=None, wanted=())
    elif was.status is CaseStatus.STOPPED:
        was = _running(was, act)
    elif was.rests_since is None and place is not was.place:
        was = replace(was, status=CaseStatus.IN_HAND)
    return replace(was, place=place, owner=act.person, entered=act.at)


def _ended(was: Standing, act: Act) -> Standing:
    rests = (was.rests_since or act.at) if act.kind is Kind.STOPPED else None
    return replace(
        was, status=_ENDS[act.kind], place=Place.NONE, owner="", rests_since=rests, wanted=()
    )


_LEADS = {Kind.APPROVED: Place.ARCHIVIST, Kind.ISSUED: Place.RETURN}
_ENDS = {
    Kind.DECLINED: CaseStatus.NOT_ACCEPTED,
    Kind.RETURNED: CaseStatus.RETURNED,
    Kind.STOPPED: CaseStatus.STOPPED,
    Kind.WITHDRAWN: CaseStatus.WITHDRAWN,
}
