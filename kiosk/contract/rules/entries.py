"""One table of a file of the law at a time, taken apart so that whatever is wrong with it can be named."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any, TypeVar

from kiosk.contract.rules.law import Words

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PROCEDURE = re.compile(r"\d\.\d{6}")

T = TypeVar("T")


class RulesError(ValueError):
    """A file of the law that cannot be used; the text names the entry and its field."""


def table_of(text: str) -> dict[str, Any]:
    """What a file of TOML says; raises RulesError."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RulesError(f"not TOML: {error}") from None


class Entry:
    """One table of the file; takes its values out one by one and knows how to name itself."""

    def __init__(self, name: str, table: dict[str, Any], phrases: dict[str, Words]) -> None:
        self.name, self._rest, self.phrases = name, dict(table), phrases

    def wrong(self, field: str, why: str) -> RulesError:
        return RulesError(f"{self.name}, {field}: {why}")

    def take(self, field: str, kind: type[T], default: T | None = None) -> T:
        value = self._rest.pop(field, default)
        if value is None:
            raise self.wrong(field, "is missing")
        if type(value) is not kind:
            raise self.wrong(field, f"must be a {kind.__name__}")
        return value

    def has(self, field: str) -> bool:
        return field in self._rest

    def text(self, field: str, shape: re.Pattern[str] | None = None) -> str:
        value = unicodedata.normalize("NFC", self.take(field, str))
        if not value.strip():
            raise self.wrong(field, "is empty")
        if shape and not shape.fullmatch(value):
            raise self.wrong(field, f"{value} has not the shape {shape.pattern}")
        return value

    def number(self, field: str) -> float:
        """Whole or not."""
        value = self._rest.pop(field, None)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.wrong(field, "must be a number")
        return float(value)

    def words(self, field: str, empty: bool = False) -> Words:
        """Words in both languages, or the phrase of that name; empty only where allowed."""
        value = self._rest.pop(field, None)
        if isinstance(value, str):
            if value not in self.phrases:
                raise self.wrong(field, f"there is no phrase {value}")
            words = self.phrases[value]
        else:
            words = words_of(self, field, value)
        if bool(words.vi.strip()) != bool(words.en.strip()):
            raise self.wrong(field, "is missing in one language")
        if not empty and not words.vi.strip():
            raise self.wrong(field, "is empty")
        return words

    def entries(self, kind: str) -> Iterator[Entry]:
        """Its tables of that kind, each named by its id or its number; there may be none."""
        for number, row in enumerate(self.take(kind, list, []), start=1):
            if not isinstance(row, dict):
                raise self.wrong(kind, "must be tables")
            yield Entry(f"{kind} {row.get('id', number)}", row, self.phrases)

    def nothing_else(self) -> None:
        for field in self._rest:
            raise self.wrong(field, "there is no such field")


def words_of(entry: Entry, field: str, value: object) -> Words:
    if not isinstance(value, dict) or set(value) != {"vi", "en"}:
        raise entry.wrong(field, "must have vi and en")
    if not all(isinstance(text, str) for text in value.values()):
        raise entry.wrong(field, "must be texts")
    return Words(*(unicodedata.normalize("NFC", value[language]) for language in ("vi", "en")))
