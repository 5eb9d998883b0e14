"""DG1: the machine readable zone of a TD1 card (ICAO 9303-5 and 9303-10, 4.7.1)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from drivers.card.tlv import Malformed, first, only

LENGTH = 90  # three lines of 30
NO_EXPIRY = "991231"  # what cards without an expiry are said to carry; unconfirmed
SEXES = {"M": "Nam", "F": "Nữ"}
VALUES = {c: v for v, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


@dataclass(frozen=True)
class Mrz:
    """What the MRZ of a Vietnamese citizen card says."""

    number: str = field(repr=False)  # 12 digits, from the optional data of line 1
    name: str = field(repr=False)  # without diacritics, as one line
    birth_date: dt.date = field(repr=False)  # 1 January, or day 1, where the card leaves them out
    sex: str = field(repr=False)  # "Nam" | "Nữ" | ""
    nationality: str = field(repr=False)  # three letters
    expiry: dt.date | None = field(repr=False)  # None: no expiry


def parse(dg1: bytes) -> Mrz:
    """The MRZ in a whole DG1, its check digits tested; raises Malformed."""
    raw = first(only(dg1, 0x61), 0x5F1F)
    if raw is None or len(raw) != LENGTH:
        raise Malformed("DG1 is not TD1")
    try:
        mrz = raw.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("MRZ letters") from None
    if not set(mrz) <= VALUES.keys():
        raise Malformed("MRZ letters")
    one, two, three = mrz[:30], mrz[30:60], mrz[60:]
    _check(one[5:14], one[14])
    _check(two[0:6], two[6])
    _check(two[8:14], two[14])
    _check(one[5:30] + two[0:7] + two[8:15] + two[18:29], two[29])
    # The document number is only the last nine digits; the whole number stands in the optional data.
    if not re.fullmatch(r"\d{12}", one[15:27]):
        raise Malformed("no citizen number")
    number = one[15:27]
    return Mrz(
        number=number,
        name=" ".join(three.replace("<", " ").split()),
        birth_date=_birth_date(two[0:6], number),
        sex=SEXES.get(two[7], ""),
        nationality=two[15:18].rstrip("<"),
        expiry=None if two[8:14] == NO_EXPIRY else _date(2000, two[8:14]),
    )


def check_digit(text: str) -> str:
    """Weights 7 3 1, modulo 10 (9303-3, 4.9)."""
    return str(sum(VALUES[c] * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def _check(text: str, digit: str) -> None:
    if check_digit(text) != digit:
        raise Malformed("MRZ check digit")


def _birth_date(text: str, number: str) -> dt.date:
    # The MRZ has no century; the number has: its fourth digit counts sexes and centuries from 1900.
    century = 1900 + 100 * (int(number[3]) // 2)
    return _date(century, text[:2] + text[2:4].replace("<<", "01") + text[4:].replace("<<", "01"))


def _date(century: int, text: str) -> dt.date:
    try:
        return dt.date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        raise Malformed("MRZ date") from None
