"""DG11 and DG12: further details of the holder and of the document (ICAO 9303-10, 4.7.11 and 4.7.12)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field

from drivers.card.tlv import Malformed, elements, only

MOST_TEXT = 1024  # bytes


@dataclass(frozen=True)
class HolderDetails:
    """Fields as in DG11, NFC, "" or None where missing; several lines of one field joined by commas."""

    name: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    birth_date: dt.date | None = field(default=None, repr=False)
    origin: str = field(default="", repr=False)  # place of birth
    residence: str = field(default="", repr=False)


@dataclass(frozen=True)
class DocumentDetails:
    """Fields as in DG12."""

    authority: str = ""
    issued: dt.date | None = None


def parse(dg11: bytes) -> HolderDetails:
    """The fields of a whole DG11 that a citizen card may have; raises Malformed."""
    found = _fields(dg11, 0x6B)
    return HolderDetails(
        name=_text(found.get(0x5F0E)).replace("<<", " ").replace("<", " ").strip(),
        number=_text(found.get(0x5F10)),
        birth_date=_date(found.get(0x5F2B)),
        origin=_lines(found.get(0x5F11)),
        residence=_lines(found.get(0x5F42)),
    )


def parse_document(dg12: bytes) -> DocumentDetails:
    """The fields of a whole DG12; raises Malformed."""
    found = _fields(dg12, 0x6C)
    return DocumentDetails(
        authority=_text(found.get(0x5F19)),
        issued=_date(found.get(0x5F26)),
    )


def _fields(group: bytes, tag: int) -> dict[int, bytes]:
    return {element.tag: element.value for element in elements(only(group, tag))}


def _text(value: bytes | None) -> str:
    if value is None:
        return ""
    if len(value) > MOST_TEXT:
        raise Malformed("text too long")
    try:
        text = unicodedata.normalize("NFC", value.decode("utf-8")).strip()
    except UnicodeDecodeError:
        raise Malformed("text") from None
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise Malformed("text")
    return text


def _lines(value: bytes | None) -> str:
    return ", ".join(part for part in _text(value).split("<") if part)


def _date(value: bytes | None) -> dt.date | None:
    """Eight digits, as text or two to a byte; None where the day or month is not known."""
    if value is None:
        return None
    digits = value.hex() if len(value) == 4 else _text(value)
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        raise Malformed("date")
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
