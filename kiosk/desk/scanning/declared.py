"""Who hands in at the counter, as typed by a clerk or read from the card's code: declared, proven by nobody."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from drivers.barcode import BarcodeError
from drivers.barcode.qr import parse
from kiosk.desk.console.page import Form
from kiosk.devices.declaring import holder as of_code
from kiosk.model import Holder, Verdict

FIELDS = ("qr", "number", "name", "birth", "sex")
SEXES = ("Nam", "Nữ")
LONGEST = 120  # letters of a name
_NUMBER = re.compile(r"\d{12}", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_FIRST = dt.date(1900, 1, 1)


@dataclass(frozen=True)
class Typed:
    """What was typed, to be shown again; `holder` None where nothing was; every wrong field in `wrong`."""

    holder: Holder | None
    wrong: tuple[str, ...] = ()  # names of FIELDS


def typed(form: Form, today: dt.date) -> Typed:
    """The holder that the form names, or everything that is wrong with it at once."""
    if form.text("qr"):
        return _read(form.text("qr"))
    number, name, birth = form.text("number"), form.text("name"), form.text("birth")
    if not (number or name or birth):
        return Typed(None)
    said = " ".join(unicodedata.normalize("NFC", name).split())
    day = _day(birth, today)
    fits = {
        "number": _NUMBER.fullmatch(number.replace(" ", "")) is not None,
        "name": 1 < len(said) <= LONGEST and all(_letter(char) for char in said),
        "birth": day is not None,
    }
    wrong = tuple(field for field, fine in fits.items() if not fine)
    if wrong or day is None:
        return Typed(None, wrong)
    sex = form.text("sex") if form.text("sex") in SEXES else ""
    return Typed(Holder(number.replace(" ", ""), said, day, sex, "", None, Verdict.DECLARED))


def _read(code: str) -> Typed:
    try:
        holder = of_code(parse(code))
    except BarcodeError:
        holder = None
    return Typed(holder, () if holder else ("qr",))


def _letter(char: str) -> bool:
    return char in " '’.-" or unicodedata.category(char)[0] in "LM"


def _day(text: str, today: dt.date) -> dt.date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        day = dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return day if _FIRST <= day <= today else None
