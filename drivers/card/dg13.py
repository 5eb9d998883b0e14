"""DG13: what a Vietnamese card says of its holder, in Vietnamese; its layout is no public standard.

`6D { 30 { INTEGER 1, OID, SET { SEQUENCE { INTEGER n, value... } ... } } }`; fields may be missing or
empty. Ethnicity and religion (6 and 7) are taken out only for a procedure that asks for them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from drivers.card.tlv import Element, Malformed, elements, first, only

TEXTS = {0x0C, 0x13, 0x16}  # UTF8String, PrintableString, IA5String
MOST_FIELDS = 64


@dataclass(frozen=True)
class Holder:
    """Fields as on the card, NFC, "" where missing or empty."""

    number: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)  # dd/mm/yyyy, or less where less is known
    sex: str = field(default="", repr=False)
    nationality: str = field(default="", repr=False)
    origin: str = field(default="", repr=False)
    residence: str = field(default="", repr=False)
    issued: str = field(default="", repr=False)
    expiry: str = field(default="", repr=False)  # dd/mm/yyyy, or words: "Không thời hạn"
    father: str = field(default="", repr=False)
    mother: str = field(default="", repr=False)
    spouse: str = field(default="", repr=False)
    old_number: str = field(default="", repr=False)
    ethnicity: str = field(default="", repr=False)
    religion: str = field(default="", repr=False)


SINGLE = {
    1: "number",
    2: "name",
    3: "birth_date",
    4: "sex",
    5: "nationality",
    8: "origin",
    9: "residence",
    11: "issued",
    12: "expiry",
    14: "spouse",
    15: "old_number",
}
PARENTS = 13
ASKED_FOR = {6: "ethnicity", 7: "religion"}


def parse(dg13: bytes, wanted: Collection[str] = ()) -> Holder:
    """The fields of a whole DG13; raises Malformed where the layout is another one.

    "ethnicity" and "religion" stay "" unless they are in `wanted`.
    """
    named = SINGLE | {number: name for number, name in ASKED_FOR.items() if name in wanted}
    fields = first(only(only(dg13, 0x6D), 0x30), 0x31)
    if fields is None:
        raise Malformed("DG13 without fields")
    found: dict[str, str] = {}
    for count, record in enumerate(elements(fields)):
        if record.tag != 0x30 or count >= MOST_FIELDS:
            raise Malformed("DG13 field")
        number, *values = elements(record.value) if record.value else (Element(0, b""),)
        if number.tag != 0x02 or len(number.value) != 1:
            raise Malformed("DG13 field number")
        found |= _named(named, number.value[0], values)
    return Holder(**found)


def date(text: str) -> dt.date | None:
    """The date in dd/mm/yyyy, None in any other text."""
    match = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text, re.ASCII)
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _named(named: Mapping[int, str], number: int, values: list[Element]) -> dict[str, str]:
    if number == PARENTS:
        return dict(zip(("father", "mother"), _parents(values), strict=False))
    name = named.get(number)
    if name is None or not values:
        return {}
    return {name: _text(values[0])}


def _parents(values: list[Element]) -> list[str]:
    """Cards nest the parents in one SEQUENCE or lay two side by side; both are about."""
    names: list[str] = []
    for value in values:
        if value.tag != 0x30:
            names.append(_text(value))
            continue
        inner = list(elements(value.value))
        names += [_text(name) for name in inner] or [""]
    return names


def _text(value: Element) -> str:
    """A text, or the text in a SEQUENCE around it."""
    if value.tag == 0x30:
        inner = list(elements(value.value))
        return _text_of(inner[0]) if inner else ""
    return _text_of(value)


def _text_of(value: Element) -> str:
    if value.tag not in TEXTS:
        raise Malformed("DG13 text")
    try:
        text = unicodedata.normalize("NFC", value.value.decode("utf-8")).strip()
    except UnicodeDecodeError:
        raise Malformed("DG13 text") from None
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise Malformed("DG13 text")
    return text
