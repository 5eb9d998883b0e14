"""What is other in one version of the law than in another, entry by entry, as people read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.contract.rules.tariff import Fee, Tariff
from kiosk.model import Procedure, RequiredDocument, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.fee_words import NOTHING, amount_of, together, until, whom
from kiosk.rules.fees import rows
from kiosk.rules.working_days import WorkingDays


class Part(StrEnum):
    """What of an entry is other."""

    PROCEDURE = "procedure"  # it came or went
    NAME = "name"
    TIME = "time"
    FEE = "fee"
    EXEMPTION = "exemption"
    PAPER = "paper"
    BASIS = "basis"
    AMOUNT = "amount"
    DAY = "day"


@dataclass(frozen=True)
class Change:
    """One thing that is other; `was` or `now` empty: there was none, or there is none any more."""

    subject: Words
    part: Part
    was: Words
    now: Words


def of_procedures(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    """Procedures that came and went, and what each tells otherwise, in the order of `after`."""
    old = {each.code: each for each in before.procedures}
    new = {each.code: each for each in after.procedures}
    for code, procedure in new.items():
        if code in old:
            yield from between(old[code], procedure)
        else:
            yield Change(procedure.short, Part.PROCEDURE, NOTHING, procedure.name)
    for code, procedure in old.items():
        if code not in new:
            yield Change(procedure.short, Part.PROCEDURE, procedure.name, NOTHING)


def between(old: Procedure, new: Procedure) -> Iterator[Change]:
    """What a procedure tells otherwise."""
    for part, was, now in (
        (Part.NAME, old.name, new.name),
        (Part.TIME, old.time, new.time),
        (Part.FEE, old.fee, new.fee),
        (Part.EXEMPTION, old.exemption, new.exemption),
        (Part.BASIS, Words(old.basis, old.basis), Words(new.basis, new.basis)),
    ):
        if was != now:
            yield Change(new.short, part, was, now)
    yield from _papers(old, new)


def _papers(old: Procedure, new: Procedure) -> Iterator[Change]:
    before = {each.id: _paper(each) for each in old.documents}
    after = {each.id: _paper(each) for each in new.documents}
    for id in dict.fromkeys((*before, *after)):
        was, now = before.get(id, NOTHING), after.get(id, NOTHING)
        if was != now:
            yield Change(new.short, Part.PAPER, was, now)


def _paper(document: RequiredDocument) -> Words:
    return together((document.name, document.hint), " – ")


def of_amounts(
    before: tuple[Tariff, dt.date],
    after: tuple[Tariff, dt.date],
    catalogue: Catalogue,
    province: str,
) -> Iterator[Change]:
    """Fees of the procedures of `catalogue` that are other in a province, of one tariff and day and of another."""
    for procedure in catalogue.procedures:
        old, new = (
            _amounts(tariff, rows(tariff, procedure.code, day, province))
            for tariff, day in (before, after)
        )
        for key in dict.fromkeys((*old, *new)):
            was, now = old.get(key, NOTHING), new.get(key, NOTHING)
            if was != now:
                yield Change(procedure.short, Part.AMOUNT, was, now)


def _amounts(tariff: Tariff, fees: tuple[Fee, ...]) -> Mapping[tuple[str, str, str], Words]:
    return {
        (fee.channel, fee.exemption, fee.occasion): together(
            (whom(fee, tariff), amount_of(fee), until(fee)), ", "
        )
        for fee in fees
    }


def of_days(before: WorkingDays, after: WorkingDays, year: int) -> Iterator[Change]:
    """Days of a year on which the office works and did not, or the other way round."""
    day = dt.date(year, 1, 1)
    while day.year == year:
        if (was := before.works(day)) is not after.works(day):
            told = f"{day:%d/%m/%Y}"
            yield Change(Words(told, told), Part.DAY, _works(was), _works(not was))
        if day == dt.date.max:
            return
        day += dt.timedelta(1)


def _works(works: bool) -> Words:
    return Words("làm việc", "working day") if works else Words("nghỉ", "day off")
