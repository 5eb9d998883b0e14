"""A register as a table: what its columns are called, of which kind they are, and what stands in them."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.store.moments import OFFICE_ZONE

Cell = str | int | dt.date | dt.datetime | None


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # đồng
    DAY = "day"
    MOMENT = "moment"  # to the minute, by the office's clock


@dataclass(frozen=True)
class Column:
    """`mm`: its width on paper. `group`: what stands above it and its neighbours of the same group."""

    name: str
    mm: float
    kind: Kind = Kind.TEXT
    group: str = ""


@dataclass(frozen=True)
class Table:
    """What is written. Rows have a cell for each column; moments in them are aware."""

    heads: tuple[str, ...]  # the office, line under line
    title: str
    about: str  # which book, which month
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    totals: tuple[str, ...] = ()  # sentences under it
    signs: tuple[str, ...] = ()  # who signs under it
    form: str = ""  # which form of the law it is


def local(moment: dt.datetime) -> dt.datetime:
    """By the office's clock, without a zone: as papers and spreadsheets have it."""
    return moment.astimezone(OFFICE_ZONE).replace(tzinfo=None, second=0, microsecond=0)


def on_paper(cell: Cell, kind: Kind) -> str:
    """A cell as it is printed."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        at = local(cell)
        return f"{day(at)} {at:%H:%M}" if kind is Kind.MOMENT else day(at)
    if isinstance(cell, dt.date):
        return day(cell)
    if isinstance(cell, int) and kind is Kind.MONEY:
        return f"{cell:,}".replace(",", ".")
    return clean(str(cell))


def day(date: dt.date) -> str:
    """23/11/2026; a year before 1000 has four digits too."""
    return f"{date.day:02d}/{date.month:02d}/{date.year:04d}"


def clean(text: str) -> str:
    """One line of letters that can be seen: NFC, without what steers a printer, a program or the reader's eye."""
    seen = "".join(_seen(char) for char in unicodedata.normalize("NFC", text))
    return " ".join(seen.split())


def _seen(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind.startswith("C") else char
