"""What the code on a card says: as a text for the vault, as a holder nobody has verified."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

from drivers.barcode import Declared, Source, cross_check
from drivers.card import HolderData, Reading
from drivers.card.credentials import Credentials
from kiosk.devices import translate
from kiosk.model import CardField, Holder, Verdict

DATES = ("birth_date", "issued", "expiry")


def to_json(declared: Declared) -> str:
    """Every field of it; personal."""
    return json.dumps(dataclasses.asdict(declared), default=dt.date.isoformat, ensure_ascii=False)


def from_json(text: str) -> Declared:
    """What `to_json` wrote."""
    row = json.loads(text)
    dates = {name: dt.date.fromisoformat(row[name]) if row[name] else None for name in DATES}
    rest, lines = tuple(row["rest"]), tuple(row["lines"])
    return Declared(
        **{**row, **dates, "source": Source(row["source"]), "rest": rest, "lines": lines}
    )


def holder(declared: Declared) -> Holder | None:
    """Who the code says the holder is; None where it says too little."""
    if not declared.name or declared.birth_date is None:
        return None
    return Holder(
        number=declared.number,
        name=declared.name,
        birth_date=declared.birth_date,
        sex=declared.sex,
        nationality="",  # no code says it
        expiry=declared.expiry,
        verdict=Verdict.DECLARED,
        old_number=declared.old_number,
    )


def credentials(number: str, declared: Declared | None) -> Credentials:
    """What lets us into the chip of that number; raises CardError(WRONG_NUMBER) where it is none.

    A code with another number lends nothing: the citizen has typed over it.
    """
    if declared is None or declared.number != number:
        return Credentials(number)
    return Credentials(
        number, mrz=declared.lines, birth_date=declared.birth_date, expiry=declared.expiry
    )


def differing(declared: Declared | None, reading: Reading) -> tuple[CardField, ...]:
    """The fields in which code and chip differ, in the order of CardField; none without a code."""
    if declared is None:
        return ()
    held: HolderData = reading.holder
    details = reading.details
    found = cross_check.differing(
        declared,
        held,
        residence=details.residence if details else "",
        issued=details.issued if details else None,
    )
    named = {translate.FIELD[which] for which in found}
    return tuple(which for which in CardField if which in named)
