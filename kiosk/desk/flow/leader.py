"""The leader's page: what is late, what is stuck and why, and with whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.flow.leader_words import STUCK, TEXT
from kiosk.desk.flow.times import when
from kiosk.desk.inbox.words import PLACES
from kiosk.model import Words
from kiosk.rules.due import Office
from kiosk.rules.flow.acts import Place
from kiosk.rules.flow.alarm import Alarm, alarm
from kiosk.rules.flow.stuck import Limits, Lying, Stuck, stuck
from kiosk.store.heard import Heard
from kiosk.store.inbox import Inbox
from kiosk.store.lying import LyingRow, lying
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.roster import Roster

MOST = 100  # rows of one list


@dataclass(frozen=True)
class Told:
    """One open case and what is the matter with it."""

    row: LyingRow
    reached: Alarm  # of its clock; NONE where none runs
    today: bool  # due today, and not yet over
    stuck: Stuck | None


@dataclass(frozen=True)
class Share:
    """What lies with one person in one inbox."""

    place: Place
    name: str  # "" nobody's
    open: int
    overdue: int
    stuck: int


def show(page: Page) -> Response:
    """Everything on one page, to be read in the morning and printed."""
    kiosk = page.console.settings.kiosk
    Inbox(page.db, kiosk).catch_up()
    Heard(page.db, kiosk).hear(page.now)
    told = told_of(page, lying(page.db, kiosk))
    names = {each.id: each.name for each in Roster(page.db).people()}
    lists = {
        "overdue": [each for each in told if each.reached is Alarm.OVER],
        "today": [each for each in told if each.today],
        "sooner": [each for each in told if each.reached is Alarm.SOONER and not each.today],
        "soon": [each for each in told if each.reached is Alarm.SOON and not each.today],
        "stuck": [each for each in told if each.stuck],
    }
    return page.show(
        "flow/leader.html",
        TEXT,
        lists=lists,
        most=MOST,
        approvals=sum(each.row.place is Place.LEADER and not each.row.rests for each in told),
        shares=shares(told, names),
        unapproved=_unapproved(page, told),
        procedure_name=_procedures(page),
        names=names,
        stuck_word=STUCK,
        place_word=PLACES,
        when=when,
    )


def told_of(page: Page, rows: Iterable[LyingRow]) -> tuple[Told, ...]:
    """Each open case with its alarm, and why it is stuck."""
    limits, law = page.console.settings.stuck, page.law
    worked = WorkedUntil(law.office(page.day), page.now)
    at = Limits(limits.unseen, limits.untouched, limits.rests, limits.uncollected)
    hours: dict[tuple[str, Place], float] = {}
    found = []
    for row in rows:
        key = (row.procedure, row.place)
        if key not in hours:
            hours[key] = law.process(row.procedure).hours_at(row.place)
        enough = dt.timedelta(hours=max(at.unseen, hours[key] or at.untouched))
        lies = Lying(
            row.status, row.place, row.received is not None, row.seen, row.touched,
            worked.since(row.since, enough), page.now - row.since, row.rests,
        )  # fmt: skip
        reached = _reached(row, page.now)
        today = (
            reached is not Alarm.OVER and _runs(row) and row.clock is not None
            and office_day(row.clock.due) == page.day
        )  # fmt: skip
        found.append(Told(row, reached, today, stuck(lies, hours[key], at)))
    return tuple(found)


def shares(told: Iterable[Told], names: dict[str, str]) -> tuple[Share, ...]:
    """Counts by inbox and person, in the order of the way through the office; what is nobody's first."""
    open_, late, still = (
        Counter[tuple[Place, str]](),
        Counter[tuple[Place, str]](),
        Counter[tuple[Place, str]](),
    )
    for each in told:
        key = (each.row.place, each.row.owner)
        open_[key] += 1
        late[key] += each.reached is Alarm.OVER
        still[key] += each.stuck is not None
    order = list(Place)
    keys = sorted(open_, key=lambda key: (order.index(key[0]), names.get(key[1], key[1])))
    return tuple(
        Share(key[0], names.get(key[1], key[1]), open_[key], late[key], still[key]) for key in keys
    )


class WorkedUntil:
    """The working time from moments long ago until one: each day is counted once."""

    def __init__(self, office: Office, until: dt.datetime) -> None:
        self._office, self._until = office, until.astimezone(OFFICE_ZONE)
        self._day = self._until.date() + dt.timedelta(1)  # counted from its beginning on
        self._from: dict[dt.date, dt.timedelta] = {self._day: dt.timedelta(0)}

    def since(self, moment: dt.datetime, enough: dt.timedelta = dt.timedelta.max) -> dt.timedelta:
        """As Office.worked says; what is more than `enough` is counted no further."""
        here = moment.astimezone(OFFICE_ZONE)
        if here >= self._until:
            return dt.timedelta(0)
        after = here.date() + dt.timedelta(1)
        while self._day > after:
            self._day -= dt.timedelta(1)
            whole = self._one(self._day, _midnight(self._day))
            self._from[self._day] = self._from[self._day + dt.timedelta(1)] + whole
        if self._from[after] > enough:
            return self._from[after]
        return self._one(here.date(), here) + self._from[after]

    def _one(self, day: dt.date, since: dt.datetime) -> dt.timedelta:
        return self._office.worked(since, min(self._until, _midnight(day + dt.timedelta(1))))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), OFFICE_ZONE)


def _runs(row: LyingRow) -> bool:
    """Whether its time can run out: its days run, and the office has not done its part."""
    return not row.rests and row.place is not Place.RETURN


def _reached(row: LyingRow, now: dt.datetime) -> Alarm:
    return alarm(row.clock, now) if row.clock and _runs(row) else Alarm.NONE


def _unapproved(page: Page, told: Iterable[Told]) -> tuple[tuple[str, int], ...]:
    """Codes of procedures whose process nobody approved, with their open cases, the most first."""
    cases = Counter(each.row.procedure for each in told)
    return tuple(
        (code, count)
        for code, count in cases.most_common()
        if not page.law.process(code, page.day).approved
    )


def _procedures(page: Page) -> dict[str, Words]:
    return {each.code: each.short for each in page.catalogue.procedures}
