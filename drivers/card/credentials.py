"""What a citizen can give to let us into the chip, and the passwords that follow from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from drivers.card import CardError, CardState
from drivers.card.dg1 import NO_EXPIRY, VALUES, check_digit

T = TypeVar("T")
TWELVE, CAN = (re.compile(rf"\d{{{n}}}", re.ASCII) for n in (12, 6))
MILESTONES = (14, 25, 40, 60)  # ages at which a citizen card ends (Law on Identification 2023, 21)
EARLY = 2  # years: a card issued so shortly before a milestone lasts to the next one
UNLIMITED_FROM = 58  # years of age
MOST_EXPIRIES = 4


@dataclass(frozen=True)
class Credentials:
    """What is known of a card before it is read: typed, or read from its QR code or its MRZ.

    `number` is the 12 digits on the front, `can` six digits where a card prints them, `mrz` the two or
    three printed lines, the dates those of the MRZ. Any of them may be missing. Raises
    CardError(WRONG_NUMBER) where one is none.
    """

    number: str = field(default="", repr=False)
    can: str = field(default="", repr=False)
    mrz: tuple[str, ...] = field(default=(), repr=False)
    birth_date: dt.date | None = field(default=None, repr=False)
    expiry: dt.date | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.number and not TWELVE.fullmatch(self.number):
            raise CardError(CardState.WRONG_NUMBER, "not 12 digits")
        if self.can and not CAN.fullmatch(self.can):
            raise CardError(CardState.WRONG_NUMBER, "not 6 digits")
        if self.mrz:
            of_lines(self.mrz)
        if not (self.number or self.can or self.mrz):
            raise CardError(CardState.WRONG_NUMBER, "nothing to go by")

    def cans(self) -> tuple[str, ...]:
        """CAN candidates, the likeliest first: cards print none, it is the end of the number."""
        return _distinct(given for given in (self.can, self.number[-6:]) if given)

    def mrz_informations(self, today: dt.date) -> tuple[bytes, ...]:
        """Candidates for number, birth date and expiry with their check digits, the likeliest first."""
        printed = (of_lines(self.mrz),) if self.mrz else ()
        if not self.number or self.birth_date is None:
            return printed
        born = f"{self.birth_date:%y%m%d}"
        ends = (f"{self.expiry:%y%m%d}",) if self.expiry else expiries(self.birth_date, today)
        document = self.number[3:]  # the card's own number is the last nine digits
        return _distinct((*printed, *(information(document, born, end) for end in ends)))


def expiries(birth_date: dt.date, today: dt.date) -> tuple[str, ...]:
    """What may stand as expiry in the MRZ of someone born then, the likeliest first, at most four."""
    ends = [birthday(birth_date, age) for age in MILESTONES]
    coming = [end for end in ends if end >= today]
    likely = coming[:1]
    if len(coming) > 1 and birthday(today, EARLY) >= coming[0]:
        likely.append(coming[1])
    past = [end for end in reversed(ends) if end < today][:1]
    written = tuple(f"{end:%y%m%d}" for end in (*likely, *past))
    if today >= birthday(birth_date, UNLIMITED_FROM):
        return _distinct((*NO_EXPIRY[:1], *written, *NO_EXPIRY[1:]))[:MOST_EXPIRIES]
    return _distinct((*written, *NO_EXPIRY[:1]))[:MOST_EXPIRIES]


def birthday(date: dt.date, years: int) -> dt.date:
    """The same day so many years later; of 29 February, where there is none, the day before."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return date.replace(year=date.year + years, day=28)


def information(document: str, born: str, ends: str) -> bytes:
    """The MRZ information that keys are derived from (ICAO 9303-11, 9.7.2)."""
    parts = (document.ljust(9, "<"), born, ends)
    return "".join(part + check_digit(part) for part in parts).encode("ascii")


def of_lines(lines: tuple[str, ...]) -> bytes:
    """The MRZ information in printed lines: three of 30, or two of 44 or 36 letters (9303-5, -4, -6).

    Raises CardError(WRONG_NUMBER) when a check digit says that they were misread.
    """
    lines = tuple(line.replace(" ", "").upper() for line in lines)
    if not set("".join(lines)) <= VALUES.keys():
        raise CardError(CardState.WRONG_NUMBER, "MRZ letters")
    match [len(line) for line in lines]:
        case [30, 30, 30]:
            document, dates = _td1_document(lines[0]), lines[1]
            fields = document, dates[0:7], dates[8:15]
        case [44, 44] | [36, 36]:
            fields = lines[1][0:10], lines[1][13:20], lines[1][21:28]
        case _:
            raise CardError(CardState.WRONG_NUMBER, "MRZ lines")
    if any(check_digit(part[:-1]) != part[-1] for part in fields):
        raise CardError(CardState.WRONG_NUMBER, "MRZ check digit")
    return "".join(fields).encode("ascii")


def _td1_document(line: str) -> str:
    """Number and check digit; a number longer than nine goes on in the optional data (9303-5, 4.2.4)."""
    if line[14] != "<":
        return line[5:15]
    rest = line[15:30].partition("<")[0]
    return line[5:14] + rest if rest else line[5:14] + "0"


def _distinct(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
