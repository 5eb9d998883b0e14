"""DG1: the machine readable zone of a TD1 card or a TD3 passport (ICAO 9303-3 to -5; 9303-10, 4.7.1)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from drivers.card.tlv import Malformed, first, only

TD1, TD3 = 90, 88  # three lines of 30, two of 44
# What cards without an expiry are said to carry; which one is unconfirmed.
NO_EXPIRY = ("991231", "<<<<<<")
SEXES = {"M": "Nam", "F": "Nữ"}
VALUES = {c: v for v, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


@dataclass(frozen=True)
class Mrz:
    """What the MRZ of a Vietnamese citizen card or passport says."""

    number: str = field(repr=False)  # 12 digits, from the optional data
    name: str = field(repr=False)  # without diacritics, as one line
    birth_date: dt.date = field(repr=False)  # 1 January, or day 1, where the card leaves them out
    sex: str = field(repr=False)  # "Nam" | "Nữ" | ""
    nationality: str = field(repr=False)  # three letters
    expiry: dt.date | None = field(repr=False)  # None: no expiry
    document: str = field(repr=False)  # the document's own number


def parse(dg1: bytes) -> Mrz:
    """The MRZ in a whole DG1, its check digits tested; raises Malformed."""
    raw = first(only(dg1, 0x61), 0x5F1F)
    if raw is None or len(raw) not in (TD1, TD3):
        raise Malformed("DG1 is neither TD1 nor TD3")
    try:
        mrz = raw.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("MRZ letters") from None
    return parse_mrz(mrz)


def parse_mrz(mrz: str) -> Mrz:
    """The MRZ in its 90 or 88 letters, without line ends, its check digits tested; raises Malformed."""
    if len(mrz) not in (TD1, TD3) or not set(mrz) <= VALUES.keys():
        raise Malformed("MRZ letters")
    return _card(mrz) if len(mrz) == TD1 else _passport(mrz)


def _card(mrz: str) -> Mrz:
    one, two, three = mrz[:30], mrz[30:60], mrz[60:]
    _check(one[5:14], one[14])
    _check(two[0:6], two[6])
    _check(two[8:14], two[14])
    _check(one[5:30] + two[0:7] + two[8:15] + two[18:29], two[29])
    # The document number is only the last nine digits; the whole number stands in the optional data.
    number = _citizen_number(one[15:27])
    return Mrz(
        number=number,
        name=_name(three),
        birth_date=_birth_date(two[0:6], number),
        sex=SEXES.get(two[7], ""),
        nationality=two[15:18].rstrip("<"),
        expiry=_expiry(two[8:14]),
        document=one[5:14].rstrip("<"),
    )


def _passport(mrz: str) -> Mrz:
    one, two = mrz[:44], mrz[44:]
    _check(two[0:9], two[9])
    _check(two[13:19], two[19])
    _check(two[21:27], two[27])
    if two[42] != "<" or two[28:42].strip("<"):
        _check(two[28:42], two[42])
    _check(two[0:10] + two[13:20] + two[21:43], two[43])
    number = _citizen_number(two[28:40])
    return Mrz(
        number=number,
        name=_name(one[5:]),
        birth_date=_birth_date(two[13:19], number),
        sex=SEXES.get(two[20], ""),
        nationality=two[10:13].rstrip("<"),
        expiry=_expiry(two[21:27]),
        document=two[0:9].rstrip("<"),
    )


def _citizen_number(text: str) -> str:
    if not re.fullmatch(r"\d{12}", text):
        raise Malformed("no citizen number")
    return text


def _name(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _expiry(text: str) -> dt.date | None:
    return None if text in NO_EXPIRY else _date(2000, text)


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
