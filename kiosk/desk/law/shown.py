"""What the pages of fees and rules show, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kiosk.contract.rules.tariff import Tariff
from kiosk.model import Procedure, Words
from kiosk.rules import changes
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.changes import Change
from kiosk.rules.fee_words import amount_of, until, whom
from kiosk.rules.flow.processes import Process
from kiosk.rules.working_days import WorkingDays
from kiosk.store import calendar
from kiosk.store.law import Law
from kiosk.store.rulebook import Rules

_DAY = dt.timedelta(1)


@dataclass(frozen=True)
class Amount:
    """One fee of the tariff: for whom, how much, until when, by which law since when."""

    whom: Words
    amount: Words
    until: Words
    basis: str
    since: dt.date


@dataclass(frozen=True)
class FeeRow:
    """A procedure with its words and the tariff's amounts."""

    procedure: Procedure
    field: Words
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class Day:
    """A working day off, or a day off that is worked."""

    day: dt.date
    works: bool
    name: str  # of the public holiday; "" for one that the province or the office named


@dataclass(frozen=True)
class Way:
    """A procedure with its internal process."""

    procedure: Procedure
    process: Process


@lru_cache(maxsize=8)
def changed(before: Rules, after: Rules, day: dt.date, province: str) -> tuple[Change, ...]:
    """What is other since the version before, as both stand on a day; read once a day of a version."""
    old, new = before.catalogue(day), after.catalogue(day)
    was = calendar.working_days(day, before.holidays())
    now = calendar.working_days(day, after.holidays())
    return (
        *changes.of_procedures(old, new),
        *changes.of_amounts((before.tariff(), day), (after.tariff(), day), new, province),
        *(each for year in (day.year, day.year + 1) for each in changes.of_days(was, now, year)),
    )


@lru_cache(maxsize=8)
def coming(
    rules: Rules, today: dt.date, province: str
) -> tuple[tuple[dt.date, tuple[Change, ...]], ...]:
    """What this version says of days to come: each day with what is other then than the day before; read as often."""
    tariff = rules.tariff()
    begin = {fee.valid_from for fee in tariff.fees}
    end = {
        fee.valid_to + _DAY for fee in tariff.fees if fee.valid_to and fee.valid_to < dt.date.max
    }
    days = sorted(day for day in rules.listing().days() | begin | end if day > today)
    told = ((day, tuple(_from(rules, tariff, day, province))) for day in days)
    return tuple((day, rows) for day, rows in told if rows)


def _from(rules: Rules, tariff: Tariff, day: dt.date, province: str) -> Iterator[Change]:
    new = rules.catalogue(day)
    yield from changes.of_procedures(rules.catalogue(day - _DAY), new)
    yield from changes.of_amounts((tariff, day - _DAY), (tariff, day), new, province)


def fee_rows(catalogue: Catalogue, law: Law, day: dt.date) -> tuple[FeeRow, ...]:
    """Every procedure, in the catalogue's order."""
    return tuple(
        FeeRow(each, catalogue.field(each.field).name, _amounts(each.code, law, day))
        for each in catalogue.procedures
    )


def _amounts(procedure: str, law: Law, day: dt.date) -> tuple[Amount, ...]:
    return tuple(
        Amount(whom(fee, law.tariff), amount_of(fee), until(fee), fee.basis, fee.valid_from)
        for fee in law.fees(procedure, day)
    )


def days_of(days: WorkingDays, year: int) -> tuple[Day, ...]:
    """Every day of a year that is not as its weekday, and public holidays at weekends, in order."""
    named = calendar.names(year)
    found = []
    day = dt.date(year, 1, 1)
    while day.year == year:
        works, weekend = days.works(day), day.weekday() > 4
        if works is weekend or (day in named and not works):
            found.append(Day(day, works, "" if works else named.get(day, "")))
        day += dt.timedelta(1)
    return tuple(found)


def ways(catalogue: Catalogue, law: Law, day: dt.date) -> tuple[Way, ...]:
    """Every procedure; those whose process nobody approved come first."""
    rows = [Way(each, law.process(each.code, day)) for each in catalogue.procedures]
    return tuple(sorted(rows, key=lambda row: row.process.approved))
