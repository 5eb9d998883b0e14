"""The printed MRZ of a citizen card, as an MRZ reader or a keyboard gives it (ICAO 9303-5)."""

from __future__ import annotations

import datetime as dt
import re

from drivers.barcode import BarcodeError, BarcodeState, Declared, Source

LINE, LINES = 30, 3
VALUES = {c: v for v, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
NO_EXPIRY = "991231"
SEXES = {"M": "Nam", "F": "Nữ"}


def parse(lines: list[str]) -> Declared:
    """What three lines say, their check digits tested; raises BarcodeError(UNREADABLE)."""
    lines = [line.strip().upper().replace(" ", "") for line in lines]
    if [len(line) for line in lines] != [LINE] * LINES or not set("".join(lines)) <= VALUES.keys():
        raise BarcodeError(BarcodeState.UNREADABLE)
    one, two, three = lines
    composite = one[5:] + two[:7] + two[8:15] + two[18:29]
    checked = ((one[5:14], one[14]), (two[:6], two[6]), (two[8:14], two[14]), (composite, two[29]))
    number = one[15:27]
    if any(check_digit(text) != digit for text, digit in checked) or not re.fullmatch(
        r"\d{12}", number
    ):
        raise BarcodeError(BarcodeState.UNREADABLE)
    # The number's fourth digit tells the century of birth.
    born = _date(1900 + 100 * (int(number[3]) // 2), two[:6])
    ends = None if two[8:14] == NO_EXPIRY else _date(2000, two[8:14])
    return Declared(
        source=Source.MRZ,
        number=number,
        name=" ".join(three.replace("<", " ").split()),
        birth_date=born,
        sex=SEXES.get(two[7], ""),
        expiry=ends,
        lines=(one, two, three),
    )


def split(line: str) -> list[str]:
    """The lines of an MRZ in what was typed as one: one of them, or all three; [] when it is something else."""
    line = line.strip().upper()
    if len(line) not in (LINE, LINES * LINE) or not set(line) <= VALUES.keys():
        return []
    return [line[at : at + LINE] for at in range(0, len(line), LINE)]


def check_digit(text: str) -> str:
    """Weights 7 3 1, modulo 10 (9303-3, 4.9)."""
    return str(sum(VALUES[c] * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def _date(century: int, text: str) -> dt.date | None:
    try:
        return dt.date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None  # part of it is unknown
