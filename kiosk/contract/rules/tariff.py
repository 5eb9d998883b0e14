"""Fees as data with dates: what a procedure costs, for whom, in which channel and province, and who need not pay."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from kiosk.contract.rules.entries import ID, PROCEDURE, Entry, RulesError, table_of
from kiosk.contract.rules.law import Words

MOST_DONG = 10**9
MOST_STEPS = 10
_PROVINCE = re.compile(r"H\d{2}")
_NOBODY = Words("", "")
E = TypeVar("E", bound=StrEnum)


class Per(StrEnum):
    """What an amount is for."""

    CASE = "case"  # once, whatever is handed in
    COPY = "copy"  # for each copy that is issued
    PAGE = "page"  # for each page of the original, and again for each copy


class Channel(StrEnum):
    """How a case is handed in."""

    ANY = ""
    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"


@dataclass(frozen=True)
class Step:
    """From this page of the original on, a page costs so much."""

    page: int
    amount: int


@dataclass(frozen=True)
class Fee:
    """What a procedure costs from a day on, in đồng. What is left empty holds for all."""

    procedure: str
    amount: int
    valid_from: dt.date
    basis: str
    valid_to: dt.date | None = None  # the last day
    channel: Channel = Channel.ANY
    province: str = ""  # as in agency codes: H26
    exemption: str = ""  # for this class of people alone
    occasion: str = ""  # where this is so alone, as registered late
    name: Words = _NOBODY  # "": as the procedure's
    per: Per = Per.CASE
    steps: tuple[Step, ...] = ()
    most: int = 0  # for one copy; 0: no bound

    def holds(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Exemption:
    """A class of people who need not pay, for the procedures named; none named: for every one."""

    id: str
    name: Words
    basis: str
    procedures: tuple[str, ...] = ()
    province: str = ""
    free: bool = True  # False: somebody pays what the fees of this class say, and others as usual


@dataclass(frozen=True)
class Occasion:
    """Something about a case that changes its fee."""

    id: str
    name: Words


@dataclass(frozen=True)
class Tariff:
    """Everything a file of fees says."""

    fees: tuple[Fee, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    sample: bool = False  # not the province's: pages say so
    source: str = ""


def tariff(text: str) -> Tariff:
    """Every fee there ever was; raises RulesError, which names the entry and its field."""
    head = Entry("fees", table_of(text), {})
    found = Tariff(
        fees=tuple(_fee(entry) for entry in head.entries("fee")),
        exemptions=tuple(_exemption(entry) for entry in head.entries("exemption")),
        occasions=tuple(_occasion(entry) for entry in head.entries("occasion")),
        sample=head.take("sample", bool, False),
        source=head.take("source", str, ""),
    )
    head.nothing_else()
    _once("fee", map(whose, found.fees))
    _once("exemption", (each.id for each in found.exemptions))
    _once("occasion", (each.id for each in found.occasions))
    _named(found)
    return found


def fees(text: str) -> tuple[Fee, ...]:
    """Its fees alone."""
    return tariff(text).fees


def whose(fee: Fee) -> str:
    """What tells a fee from every other."""
    parts = (fee.channel, fee.province, fee.exemption, fee.occasion)
    return f"{fee.procedure}{''.join(f' {part}' for part in parts if part)} from {fee.valid_from}"


def _fee(entry: Entry) -> Fee:
    valid_from = entry.take("valid_from", dt.date)
    valid_to = entry.take("valid_to", dt.date, dt.date.max)
    fee = Fee(
        procedure=entry.text("procedure", PROCEDURE),
        amount=_amount(entry, "amount"),
        valid_from=valid_from,
        basis=entry.text("basis"),
        valid_to=None if valid_to == dt.date.max else valid_to,
        channel=_one_of(Channel, entry, "channel", Channel.ANY),
        province=_shaped(entry, "province", _PROVINCE),
        exemption=_shaped(entry, "exemption", ID),
        occasion=_shaped(entry, "occasion", ID),
        name=_name(entry),
        per=_one_of(Per, entry, "per", Per.CASE),
        steps=_steps(entry),
        most=_amount(entry, "most", 0),
    )
    entry.nothing_else()
    if valid_to < valid_from:
        raise entry.wrong("valid_to", "is before valid_from")
    if fee.steps and fee.per is not Per.PAGE:
        raise entry.wrong("steps", "are of pages")
    return fee


def _steps(entry: Entry) -> tuple[Step, ...]:
    rows = entry.take("steps", list, [])
    steps = []
    for row in rows:
        if not isinstance(row, dict):
            raise entry.wrong("steps", "must be tables")
        part = Entry(f"{entry.name}, steps", row, {})
        steps.append(Step(part.take("page", int), _amount(part, "amount")))
        part.nothing_else()
    pages = [1, *(step.page for step in steps)]
    if len(steps) > MOST_STEPS or any(a >= b for a, b in pairwise(pages)):
        raise entry.wrong("steps", f"must rise from page 2 on, and be {MOST_STEPS} at most")
    return tuple(steps)


def _exemption(entry: Entry) -> Exemption:
    procedures = entry.take("procedures", list, [])
    if not all(isinstance(code, str) and PROCEDURE.fullmatch(code) for code in procedures):
        raise entry.wrong("procedures", "must be codes of procedures")
    found = Exemption(
        entry.text("id", ID),
        entry.words("name"),
        entry.text("basis"),
        tuple(procedures),
        _shaped(entry, "province", _PROVINCE),
        entry.take("free", bool, True),
    )
    entry.nothing_else()
    return found


def _occasion(entry: Entry) -> Occasion:
    found = Occasion(entry.text("id", ID), entry.words("name"))
    entry.nothing_else()
    return found


def _named(found: Tariff) -> None:
    """Every class and occasion of a fee is told in words."""
    classes = {each.id for each in found.exemptions}
    occasions = {each.id for each in found.occasions}
    for fee in found.fees:
        if fee.exemption and fee.exemption not in classes:
            raise RulesError(f"fee {whose(fee)}, exemption: there is no {fee.exemption}")
        if fee.occasion and fee.occasion not in occasions:
            raise RulesError(f"fee {whose(fee)}, occasion: there is no {fee.occasion}")


def _amount(entry: Entry, field: str, usual: int | None = None) -> int:
    amount = entry.take(field, int, usual)
    if not 0 <= amount <= MOST_DONG:
        raise entry.wrong(field, f"must be from 0 to {MOST_DONG}")
    return amount


def _shaped(entry: Entry, field: str, shape: re.Pattern[str]) -> str:
    value = entry.take(field, str, "")
    if value and not shape.fullmatch(value):
        raise entry.wrong(field, f"has not the shape {shape.pattern}")
    return value


def _one_of(kind: type[E], entry: Entry, field: str, usual: E) -> E:
    value = entry.take(field, str, str(usual))
    try:
        return kind(value)
    except ValueError:
        raise entry.wrong(field, f"must be one of {', '.join(filter(None, kind))}") from None


def _name(entry: Entry) -> Words:
    return entry.words("name", empty=True) if entry.has("name") else _NOBODY


def _once(kind: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise RulesError(f"{kind} {name}: stands there twice")
        seen.add(name)
