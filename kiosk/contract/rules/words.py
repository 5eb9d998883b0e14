"""A file of the screens' texts: the same keys in every language, each with the same places for values."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Mapping

from kiosk.contract.rules.entries import RulesError, table_of


def parse(text: str) -> dict[str, str]:
    """Every text by `section.key`, NFC; raises RulesError."""
    found = {}
    for section, table in table_of(text).items():
        if not isinstance(table, dict):
            raise RulesError(f"[{section}] must be a table")
        for key, value in table.items():
            if not isinstance(value, str) or not value.strip():
                raise RulesError(f"{section}.{key}: must be a text")
            found[f"{section}.{key}"] = unicodedata.normalize("NFC", value)
    return found


def check(texts: Mapping[str, str], shipped: Mapping[str, str]) -> None:
    """Whether the screens could speak with these: raises RulesError for the first that is missing or altered.

    Texts that no screen knows yet are let be: they may be for the screens of tomorrow.
    """
    for key, known in shipped.items():
        if key not in texts:
            raise RulesError(f"{key}: is missing")
        if not fits(texts[key], known):
            wanted = " ".join(f"{{{name}}}" for name in _names(known)) or "none"
            raise RulesError(f"{key}: must have these places for values and no other: {wanted}")


def fits(text: str, known: str) -> bool:
    """Whether a text takes exactly the values that the known one takes."""
    try:
        return _places(text) == _places(known)
    except ValueError:  # a brace that nobody closed
        return False


def _names(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def _places(text: str) -> set[str]:
    """Values a text has places for, written as the screens write them: a name and nothing else."""
    places = set()
    for _, name, shape, how in string.Formatter().parse(text):
        if name is not None:
            places.add(f"{name}!{how or ''}:{shape or ''}")
    return places
