"""Cases filed online, as the centre tells of them: in the office's lists, so that reception sees them too."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from kiosk.contract.news import CaseStatus, OnlineCase
from kiosk.rules.flow.acts import Clock, Place
from kiosk.rules.flow.standing import Standing
from kiosk.store.inbox import Inbox, OnlineRow
from kiosk.store.moments import OFFICE_ZONE, moment

_CLOSES = dt.time(17, 0)  # of a day on which something is due
_PLACES = {
    CaseStatus.REGISTERED: Place.RECEPTION,
    CaseStatus.PAPERS_WANTED: Place.RECEPTION,
    CaseStatus.PAYMENT_WANTED: Place.RECEPTION,
    CaseStatus.DECIDED: Place.RETURN,
}
_OVER = frozenset(
    {
        *(CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN),
        *(CaseStatus.STOPPED, CaseStatus.RETURNED),
    }
)
_RESTS = frozenset({CaseStatus.PAPERS_WANTED, CaseStatus.PAYMENT_WANTED})


class Online:
    """`kiosk`: this one's number. Raises StoreError."""

    def __init__(self, db: Database, kiosk: int = 0) -> None:
        self._inbox = Inbox(db, kiosk)

    def told(self, case: OnlineCase, now: dt.datetime) -> None:
        """It stands so from now on; told twice, nothing changes. One that is over leaves the lists."""
        status = CaseStatus(case.status) if case.status in set(CaseStatus) else CaseStatus.IN_HAND
        if status in _OVER:
            self._inbox.online_gone(case.id)
            return
        filed = moment(case.filed_at)
        row = OnlineRow(case.id, case.official, case.procedure, case.name, filed)
        stands = Standing(
            status=status,
            place=_PLACES.get(status, Place.SPECIALIST),
            clock=_clock(filed, dt.date.fromisoformat(case.due)) if case.due else None,
            rests_since=now if status in _RESTS else None,
            received=None if status is CaseStatus.REGISTERED else filed,
        )
        self._inbox.told_online(row, stands)


def _clock(filed: dt.datetime, due: dt.date) -> Clock:
    """By the calendar: the province reckons the day, and tells no hours."""
    end = dt.datetime.combine(due, _CLOSES, OFFICE_ZONE)
    span = max(end - filed, dt.timedelta())
    return Clock(end, filed + span * 0.75, filed + span * 0.9)
