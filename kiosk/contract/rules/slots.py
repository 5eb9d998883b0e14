"""Holidays, forms and the roster as data with dates: their shapes, before anything reckons with them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kiosk.contract.rules.entries import ID, Entry, RulesError, table_of
from kiosk.contract.rules.law import Words

_ROLE = re.compile(r"clerk|specialist|leader|archivist|helper|technician")


@dataclass(frozen=True)
class Holidays:
    """Working days on which nobody works, and days off on which somebody does."""

    off: frozenset[dt.date]
    worked: frozenset[dt.date]
    source: str
    years: frozenset[int] = frozenset()  # of which every day off is named here


@dataclass(frozen=True)
class Form:
    """A statutory form as it is numbered from a day on."""

    id: str
    name: Words
    number: str
    valid_from: dt.date
    basis: str


@dataclass(frozen=True)
class Member:
    """Who works at the office, and at which counters."""

    id: str
    role: str
    name: str
    counters: tuple[int, ...]


def holidays(text: str) -> Holidays:
    """Raises RulesError, as all of them do."""
    head = Entry("holidays", table_of(text), {})
    off, worked = (frozenset(_days(head, kind)) for kind in ("off", "worked"))
    years = head.take("years", list, [])
    if not all(type(year) is int and 2000 <= year < dt.MAXYEAR for year in years):
        raise head.wrong("years", "must be years")
    found = Holidays(off, worked, head.text("source"), frozenset(years))
    head.nothing_else()
    if both := off & worked:
        raise RulesError(f"{min(both)}: is a day off and a day worked")
    return found


def forms(text: str) -> tuple[Form, ...]:
    """Every form there ever was; of one id's, the newest valid_from counts."""
    found = []
    head = Entry("forms", table_of(text), {})
    for entry in head.entries("form"):
        form = Form(
            id=entry.text("id", ID),
            name=entry.words("name"),
            number=entry.text("number"),
            valid_from=entry.take("valid_from", dt.date),
            basis=entry.text("basis"),
        )
        entry.nothing_else()
        found.append(form)
    head.nothing_else()
    _once("form", [f"{form.id} from {form.valid_from}" for form in found])
    return tuple(found)


def roster(text: str) -> tuple[Member, ...]:
    """The office's people, in order."""
    found = []
    head = Entry("roster", table_of(text), {})
    for number, row in enumerate(head.take("member", list, []), start=1):
        if not isinstance(row, dict):
            raise head.wrong("member", "must be tables")
        # People are numbered, and nothing of them is repeated: what is wrong is written down where many read it.
        entry = Entry(f"member {number}", row, {})
        counters = entry.take("counters", list, [])
        if not all(type(number) is int and 0 < number < 100 for number in counters):
            raise entry.wrong("counters", "must be numbers from 1 to 99")
        id, role = (_shaped(entry, field, shape) for field, shape in (("id", ID), ("role", _ROLE)))
        found.append(Member(id, role, entry.text("name"), tuple(counters)))
        entry.nothing_else()
    head.nothing_else()
    if len({member.id for member in found}) < len(found):
        raise head.wrong("member", "an id stands there twice")
    return tuple(found)


def _shaped(entry: Entry, field: str, shape: re.Pattern[str]) -> str:
    value = entry.text(field)
    if not shape.fullmatch(value):
        raise entry.wrong(field, f"has not the shape {shape.pattern}")
    return value


def _days(head: Entry, kind: str) -> tuple[dt.date, ...]:
    days = head.take(kind, list, [])
    if not all(type(day) is dt.date for day in days):
        raise head.wrong(kind, "must be dates")
    return tuple(days)


def _once(kind: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise RulesError(f"{kind} {name}: stands there twice")
