"""Whether the outside of a card says the same as its chip, and which fields differ."""

from __future__ import annotations

import datetime as dt
import unicodedata
from enum import StrEnum
from typing import Protocol

from drivers.barcode import Declared, Source


class Field(StrEnum):
    """A field that both sides have."""

    NUMBER = "number"
    NAME = "name"
    BIRTH_DATE = "birth-date"
    SEX = "sex"
    EXPIRY = "expiry"
    RESIDENCE = "residence"
    ISSUED = "issued"


class Held(Protocol):
    """What the chip says of the holder."""

    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def birth_date(self) -> dt.date: ...
    @property
    def sex(self) -> str: ...
    @property
    def expiry(self) -> dt.date | None: ...


def differing(
    declared: Declared, held: Held, residence: str = "", issued: dt.date | None = None
) -> frozenset[Field]:
    """The fields in which they differ; one that either side leaves out does not count.

    Names are compared without diacritics where one side has none. `residence` and `issued` are the chip's,
    where it has them; a residence on paper may be older than the chip's only if the card is another.
    """
    compared = {
        Field.NUMBER: (declared.number, held.number),
        Field.NAME: _names(declared.name, held.name),
        Field.BIRTH_DATE: (declared.birth_date, held.birth_date),
        Field.SEX: (declared.sex, held.sex),
        Field.RESIDENCE: (_plain(declared.residence), _plain(residence)),
        Field.ISSUED: (declared.issued, issued),
    }
    if declared.source is Source.MRZ:
        compared[Field.EXPIRY] = declared.expiry, held.expiry
    return frozenset(
        which for which, (ours, theirs) in compared.items() if ours and theirs and ours != theirs
    )


def _names(left: str, right: str) -> tuple[str, str]:
    left, right = _plain(left), _plain(right)
    if left == _bare(left) or right == _bare(right):
        return _bare(left), _bare(right)
    return left, right


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _bare(text: str) -> str:
    """Without diacritics, as an MRZ writes it."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
