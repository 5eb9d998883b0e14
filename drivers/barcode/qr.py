"""The QR code of Vietnamese citizen cards: fields between bars, as several published readers know them.

2021: number | old number | name | birth | sex | residence | issued. The card of 2024 is known only from a
draft: its first seven fields are taken to be the same, the rest is kept as it is.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from drivers.barcode import BarcodeError, BarcodeState, Declared, Source

MOST_LETTERS = 4096
MOST_FIELDS = 64
KNOWN = 7
LEAST = 6  # some cards leave the day of issue out
SEXES = {"nam": "Nam", "nữ": "Nữ"}
LOST = {"?", "\ufffd"}
UNSEEN = {"Cc", "Cf", "Co", "Cs"}


def parse(text: str, marks_lost: bool = False) -> Declared:
    """What such a code says; raises BarcodeError(UNREADABLE) when it is another code.

    Where the way to here has lost letters (`marks_lost`, or a "?" or U+FFFD in the name) numbers, dates and "Nam"
    count; name, residence and further fields are left "": a name without its marks is another name.
    """
    text = unicodedata.normalize("NFC", text).strip().removeprefix("\ufeff")
    fields = [part.strip() for part in text.split("|")] if len(text) <= MOST_LETTERS else []
    if not LEAST <= len(fields) <= MOST_FIELDS or _unseen(text):
        raise BarcodeError(BarcodeState.UNREADABLE)
    number, old, name, born, sex, residence, *rest = fields
    birth_date = date(born)
    marks_lost = marks_lost or bool(LOST & set(name))
    if not re.fullmatch(r"\d{12}", number, re.ASCII) or (born and birth_date is None):
        raise BarcodeError(BarcodeState.UNREADABLE)
    if not name and not marks_lost:
        raise BarcodeError(BarcodeState.UNREADABLE)
    more = tuple(rest[KNOWN - LEAST :])
    return Declared(
        source=Source.QR_2024 if any(more) else Source.QR_2021,
        number=number,
        name="" if marks_lost else name,
        birth_date=birth_date,
        sex=SEXES.get(sex.casefold(), ""),
        residence="" if marks_lost else residence,
        issued=date(rest[0]) if rest else None,
        old_number=old if re.fullmatch(r"\d{9}|\d{12}", old, re.ASCII) or not marks_lost else "",
        rest=() if marks_lost else more,
    )


def date(text: str) -> dt.date | None:
    """The date in ddmmyyyy, None in any other text."""
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        return None
    try:
        return dt.date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _unseen(text: str) -> bool:
    """Whether letters are in it that nobody sees."""
    return any(unicodedata.category(letter) in UNSEEN for letter in text)
