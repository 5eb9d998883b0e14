"""The pages at /rules: the version in use and what changed, fees to be printed, days off, internal processes."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from kiosk.contract.rules.entries import RulesError
from kiosk.desk.console.page import AskedWrongly, Door, Page, door
from kiosk.desk.law.shown import changed, coming, days_of, fee_rows, ways
from kiosk.desk.law.words import PARTS, PLACES, TEXT, WEEKDAYS
from kiosk.model import Language
from kiosk.rules.roster import Right
from kiosk.store.calendar import AHEAD, BEHIND
from kiosk.store.moments import OFFICE_ZONE

PATHS = (
    ("/rules", "part_rules"),
    ("/rules/fees", "part_fees"),
    ("/rules/days", "part_days"),
    ("/rules/processes", "part_processes"),
)


def doors() -> tuple[Door, ...]:
    """Fees and rules are everybody's: whoever signed in may read them."""
    return (
        door("/rules", _rules, *Right),
        door("/rules/fees", _fees, *Right),
        door("/rules/days", _days, *Right),
        door("/rules/processes", _processes, *Right),
    )


def _rules(page: Page) -> Response:
    book = page.console.book
    rules = book.now()
    before = book.before(rules.version) if rules.version else rules
    return page.show(
        "law/rules.html",
        TEXT,
        paths=PATHS,
        rules=rules,
        number=rules.version.partition("-")[0],
        issued=rules.issued.astimezone(OFFICE_ZONE) if rules.issued else None,
        signers=book.signers() if rules.version else (),
        before=before.version.partition("-")[0] or TEXT["shipped"].of(page.language),
        changes=changed(before, rules, page.day, page.law.province) if rules.version else (),
        coming=coming(rules, page.day, page.law.province),
        labels=PARTS,
    )


def _fees(page: Page) -> Response:
    return page.show(
        "law/fees.html", TEXT, paths=PATHS, rows=fee_rows(page.catalogue, page.law, page.day)
    )


def _days(page: Page) -> Response:
    years = tuple(range(page.day.year - BEHIND, page.day.year + AHEAD + 1))
    year = int(asked) if (asked := page.asked("year", str(page.day.year))).isdecimal() else 0
    if year not in years:
        raise AskedWrongly("year")
    broken = ""
    try:
        page.console.book.own_holidays()
    except RulesError as error:
        broken = str(error)
    calendar = page.law.days(page.day)
    return page.show(
        "law/days.html",
        TEXT,
        paths=PATHS,
        year=year,
        years=years,
        days=days_of(calendar, year),
        confirmed=year in calendar.confirmed,
        broken=broken,
        weekday=_weekday,
    )


def _weekday(page: Page, day: dt.date) -> str:
    return page.words(WEEKDAYS[day.weekday()])


def _processes(page: Page) -> Response:
    rows = ways(page.catalogue, page.law, page.day)
    return page.show(
        "law/processes.html",
        TEXT,
        paths=PATHS,
        rows=rows,
        unapproved=sum(not row.process.approved for row in rows),
        sample=page.law.processes.sample,
        places=PLACES,
        hours=_hours,
    )


def _hours(page: Page, hours: float) -> str:
    """As 0,5."""
    told = f"{hours:g}"
    return told.replace(".", ",") if page.language is Language.VI else told
