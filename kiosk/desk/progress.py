"""How the cases stand at the centre, as the desk may see it: the ones somebody must act on first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kiosk.contract.news import CaseStatus
from kiosk.rules.overdue import RESTING, SOON, days_left
from kiosk.store.news import CaseStanding, News
from kiosk.store.results import ResultRow, Results, ResultState


class Place(StrEnum):
    """Where a case's result is."""

    HERE = "here"  # to be handed over
    EXPIRED = "expired"  # here, and not valid any more
    COMING = "coming"  # it is being fetched, or is to be
    STUCK = "stuck"  # what came was not what the centre had named; it is fetched again
    AT_CENTRE = "at-centre"  # it will not come: whoever wants it asks there


class Matter(StrEnum):
    """What somebody must do about a case, the most pressing first."""

    READY = "ready"  # hand the result over
    OVERDUE = "overdue"
    AT_CENTRE = "at-centre"  # get the result from the centre
    CITIZEN = "citizen"  # have the citizen bring or pay something
    SOON = "soon"
    NOTHING = "nothing"


@dataclass(frozen=True)
class ProgressRow:
    """One case. `status` is a code where `known` is None; both are empty for a result without a case here."""

    code: str  # provisional
    official: str
    status: str
    known: CaseStatus | None
    note: str
    at: dt.datetime | None
    due: dt.date | None
    left: int | None  # days; below 0: overdue; None: no days run
    result: Place | None = None

    @property
    def matter(self) -> Matter:
        if self.result is Place.HERE:
            return Matter.READY
        if self.left is not None and self.left < 0:
            return Matter.OVERDUE
        if self.result in (Place.AT_CENTRE, Place.EXPIRED):
            return Matter.AT_CENTRE
        if self.known in RESTING:
            return Matter.CITIZEN
        if self.left is not None and self.left <= SOON:
            return Matter.SOON
        return Matter.NOTHING


def progress(news: News, results: Results, today: dt.date) -> tuple[ProgressRow, ...]:
    """Every case that is not over or whose result is still to be had; the most pressing first, then the newest."""
    places: dict[str, Place] = {}
    for result in results.open():
        place = _place(result, today)
        places[result.code] = min(place, places.get(result.code, place), key=list(Place).index)
    rows = [_row(stands, places.pop(stands.code, None), today) for stands in news.unfinished()]
    # Of no case here, or of one that is over: the result is all there is to say.
    rows += [
        ProgressRow(code, "", "", None, "", None, None, None, place)
        for code, place in places.items()
        if place is Place.AT_CENTRE and news.status_of(code) is None
    ]
    order = list(Matter)
    return tuple(sorted(rows, key=lambda row: (order.index(row.matter), row.left or 0)))


def _row(stands: CaseStanding, place: Place | None, today: dt.date) -> ProgressRow:
    left = days_left(stands.known, stands.due, today)
    return ProgressRow(
        *(stands.code, stands.official, stands.status, stands.known, stands.note, stands.at),
        *(stands.due, left, place),
    )


def _place(result: ResultRow, today: dt.date) -> Place:
    if result.state is ResultState.AT_CENTRE:
        return Place.AT_CENTRE
    if result.state is ResultState.HERE:
        over = result.valid_until is not None and result.valid_until < today
        return Place.EXPIRED if over else Place.HERE
    return Place.STUCK if result.tries else Place.COMING
