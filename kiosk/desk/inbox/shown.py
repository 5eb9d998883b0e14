"""One row of a list, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from kiosk.contract.news import CaseStatus
from kiosk.desk.console.page import Page
from kiosk.desk.inbox.words import PLACES, STATUS, TEXT
from kiosk.desk.words import CARD
from kiosk.model import Verdict
from kiosk.rules.flow.acts import Place
from kiosk.rules.flow.alarm import Alarm, alarm
from kiosk.store.inbox import ONLINE, InboxRow
from kiosk.store.moments import OFFICE_ZONE, office_day

SHAPES = {Alarm.NONE: "", Alarm.SOON: "now", Alarm.SOONER: "wait", Alarm.OVER: "stop"}
_HOUR = dt.timedelta(hours=1)
_SURE = frozenset({Verdict.PROVEN.value, ""})


@dataclass(frozen=True)
class RowShown:
    """Texts as they stand; `shape` is how loud the clock is (a class of .state)."""

    row: InboxRow
    path: str
    name: str
    named: bool  # `name` is one
    procedure: str
    where: str
    owner: str
    due: str
    left: str
    shape: str
    card: str  # what must be looked at of the card; "" nothing
    unseen: bool
    origin: str  # another kiosk, or online; "" this one
    silent: bool  # its kiosk does not answer
    batch: str  # value of its box; "" none

    @property
    def papers(self) -> dict[str, int]:
        return {"documents": self.row.documents, "pages": self.row.pages}


@dataclass
class Rows:
    """Draws rows for one page. `owners`: names by id."""

    page: Page
    owners: Mapping[str, str]
    unseen: dt.timedelta
    silent: Collection[int] = ()
    _procedures: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        catalogue, words = self.page.catalogue, self.page.words
        self._procedures = {each.code: words(each.short) for each in catalogue.procedures}

    def shown(self, row: InboxRow) -> RowShown:
        own = self.page.console.settings.kiosk
        name = row.name or self._say("withheld" if row.withheld else "no_name")
        late = self.page.now - row.handed_in >= self.unseen
        left, shape = self._left(row)
        return RowShown(
            row,
            f"/{'online' if row.channel == ONLINE else 'cases'}/{row.kiosk}/{row.case}",
            name,
            bool(row.name),
            self._procedures.get(row.procedure, row.procedure),
            self._where(row),
            self.owners.get(row.owner, row.owner and "?"),
            row.clock.due.astimezone(OFFICE_ZONE).strftime("%d/%m/%Y %H:%M") if row.clock else "",
            left,
            shape,
            self._card(row),
            row.place is Place.RECEPTION and row.seen is None and late,
            self._origin(row),
            row.kiosk in self.silent,
            f"{row.kiosk}:{row.case}:{row.acts}"
            if row.kiosk == own and row.channel != ONLINE
            else "",
        )

    def _say(self, key: str, **parts: object) -> str:
        return self.page.words(TEXT[key]).format(**parts)

    def _where(self, row: InboxRow) -> str:
        try:
            status = self.page.words(STATUS[CaseStatus(row.status)])
        except ValueError:  # of a newer release
            status = row.status
        if row.place is Place.NONE:
            return status
        return f"{self.page.words(PLACES[row.place])} · {status}"

    def _origin(self, row: InboxRow) -> str:
        if row.channel == ONLINE:
            return self._say("online")
        own = self.page.console.settings.kiosk
        return "" if row.kiosk == own else self._say("kiosk_n", number=row.kiosk)

    def _card(self, row: InboxRow) -> str:
        doubtful = row.doubt or (row.verdict if row.verdict not in _SURE else "")
        if not doubtful:
            return ""
        try:
            return self.page.words(CARD[Verdict(doubtful)])
        except (ValueError, KeyError):  # of a newer release
            return self._say("compare")

    def _left(self, row: InboxRow) -> tuple[str, str]:
        if row.rests:
            return self._say("rests"), ""
        if row.late_from is None or row.clock is None:
            if row.place is Place.RECEPTION and row.received is None:
                return self._say("to_receive"), ""
            return ("" if row.clock or row.place is Place.NONE else self._say("no_due")), ""
        now, level = self.page.now, alarm(row.clock, self.page.now)
        left = time_left(row.late_from, now, self._say)
        if level in (Alarm.SOON, Alarm.SOONER):
            left = f"{left}, {self._say('reached', hundredths=level.value)}"
        return left, SHAPES[level]


def time_left(due: dt.datetime, now: dt.datetime, say: Callable[..., str]) -> str:
    """How long until it is due, or since: days of the calendar, on the day itself hours, in the last one minutes."""
    which = "left" if now < due else "late"
    days = abs((office_day(due) - office_day(now)).days)
    if days:
        return say(f"days_{which}", count=days)
    span = abs(due - now)
    if span >= _HOUR:
        return say(f"hours_{which}", count=span // _HOUR)
    return say(f"minutes_{which}", count=span // dt.timedelta(minutes=1))
