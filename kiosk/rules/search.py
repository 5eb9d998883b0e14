"""Finding a procedure by what a citizen types: no diacritics needed, any part of a name or code."""

from __future__ import annotations

import unicodedata
from enum import IntEnum

from kiosk.model import Procedure, Words
from kiosk.rules.catalogue import Catalogue


class _Rank(IntEnum):
    """How well a procedure answers a query; the lowest comes first."""

    SHORT_BEGINS = 0
    SHORT_HOLDS = 1
    NAME_HOLDS = 2
    FIELD_HOLDS = 3


def fold(text: str) -> str:
    """`text` in small letters without tone and shape marks, đ as d, everything else single spaces.

    Takes NFC and NFD alike; folding what is folded changes nothing.
    """
    lower = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).lower())
    bare = (char for char in lower if unicodedata.category(char) != "Mn")
    plain = "".join("d" if char == "đ" else char if char.isalnum() else " " for char in bare)
    return " ".join(plain.split())


def find(catalogue: Catalogue, query: str) -> tuple[Procedure, ...]:
    """Procedures in which every word of `query` begins a word of short name, name, field or code.

    Best first: the short name begins so, holds it, the name holds it, the field does; popular ones first
    among equals. An empty query gives every procedure, popular ones first.
    """
    asked = fold(query)
    fields = {field.id: field.name for field in catalogue.fields}
    ranked = [
        (rank, not procedure.popular, place, procedure)
        for place, procedure in enumerate(catalogue.procedures)
        if (rank := _rank(procedure, fields[procedure.field], asked)) is not None
    ]
    return tuple(procedure for *_, procedure in sorted(ranked, key=lambda row: row[:3]))


def _rank(procedure: Procedure, field: Words, asked: str) -> _Rank | None:
    words = asked.split()
    short = _folded(procedure.short)
    code = fold(procedure.code).split()
    if any(text.startswith(asked) for text in short) or asked in {
        *code,
        " ".join(code),
        "".join(code),
    }:
        return _Rank.SHORT_BEGINS
    held = [word for text in short for word in text.split()]
    if _holds(held, words):
        return _Rank.SHORT_HOLDS
    held += [word for text in _folded(procedure.name) for word in text.split()]
    if _holds(held, words):
        return _Rank.NAME_HOLDS
    held += [word for text in _folded(field) for word in text.split()]
    held += [*code, "".join(code)]
    return _Rank.FIELD_HOLDS if _holds(held, words) else None


def _folded(words: Words) -> tuple[str, str]:
    return fold(words.vi), fold(words.en)


def _holds(held: list[str], words: list[str]) -> bool:
    return all(any(have.startswith(word) for have in held) for word in words)
