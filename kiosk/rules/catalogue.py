"""The catalogue of procedures as it stands on a day: fields, fees with their exemptions, papers asked for."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kiosk.model import Field, Procedure, RequiredDocument, Words

FREE = "Không thu"
LONGEST_SHORT = 40  # characters: what a button holds

_CODE = re.compile(r"\d\.\d{6}")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SERIES = re.compile(r"[A-Z]")

T = TypeVar("T")


class CatalogueError(ValueError):
    """A catalogue that cannot be used; the text names the entry and its field."""


@dataclass(frozen=True)
class Catalogue:
    """The procedures in force on one day, in the order they are shown."""

    fields: tuple[Field, ...]
    procedures: tuple[Procedure, ...]
    sample: bool  # not the province's approved list: screens say so
    checked_on: dt.date
    source: str

    def procedure(self, code: str) -> Procedure:
        """The procedure of a code; raises KeyError."""
        for procedure in self.procedures:
            if procedure.code == code:
                return procedure
        raise KeyError(code)

    def field(self, id: str) -> Field:
        """The field of an id; raises KeyError."""
        for field in self.fields:
            if field.id == id:
                return field
        raise KeyError(id)

    def of_field(self, id: str) -> tuple[Procedure, ...]:
        """Every procedure of a field, in order."""
        return tuple(procedure for procedure in self.procedures if procedure.field == id)

    def profile_of(self, document: str) -> str:
        """How the paper of a required document's id is scanned, in whatever procedure; "" is the usual way."""
        documents = (paper for procedure in self.procedures for paper in procedure.documents)
        return next((paper.profile for paper in documents if paper.id == document), "")

    def certifies(self) -> frozenset[str]:
        """Codes of the procedures whose papers may become certified e-copies."""
        return frozenset(each.code for each in self.procedures if each.certified)

    def popular(self) -> tuple[Procedure, ...]:
        """What most people come for, in order."""
        return tuple(procedure for procedure in self.procedures if procedure.popular)


def parse(text: str, on: dt.date) -> Catalogue:
    """The catalogue in force on the day `on`; of each code's versions the newest valid_from <= `on` wins.

    Every version is checked, also those of other days; raises CatalogueError.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"not TOML: {error}") from None
    head = _Entry("catalogue", table, {})
    phrases = _phrases(head)
    fields = tuple(_field(entry) for entry in _entries(head, "field", phrases))
    _unique("field", [field.id for field in fields])
    sample = head.take("sample", bool)
    versions = [
        _procedure(entry, {field.id for field in fields}, sample)
        for entry in _entries(head, "procedure", phrases)
    ]
    _unique("procedure", [f"{version.code} from {version.valid_from}" for version in versions])
    _one_profile_each(versions)
    catalogue = Catalogue(
        fields,
        _in_force(versions, on),
        sample,
        head.take("checked_on", dt.date),
        head.text("source"),
    )
    head.nothing_else()
    return catalogue


class _Entry:
    """One table of the file; takes its values out one by one and knows how to name itself."""

    def __init__(self, name: str, table: dict[str, Any], phrases: dict[str, Words]) -> None:
        self.name, self._rest, self._phrases = name, dict(table), phrases

    def wrong(self, field: str, why: str) -> CatalogueError:
        return CatalogueError(f"{self.name}, {field}: {why}")

    def take(self, field: str, kind: type[T], default: T | None = None) -> T:
        value = self._rest.pop(field, default)
        if value is None:
            raise self.wrong(field, "is missing")
        if type(value) is not kind:
            raise self.wrong(field, f"must be a {kind.__name__}")
        return value

    def text(self, field: str, shape: re.Pattern[str] | None = None) -> str:
        value = unicodedata.normalize("NFC", self.take(field, str))
        if not value.strip():
            raise self.wrong(field, "is empty")
        if shape and not shape.fullmatch(value):
            raise self.wrong(field, f"{value} has not the shape {shape.pattern}")
        return value

    def words(self, field: str, empty: bool = False) -> Words:
        """Words in both languages, or the phrase of that name; empty only where allowed."""
        value = self._rest.pop(field, None)
        if isinstance(value, str):
            if value not in self._phrases:
                raise self.wrong(field, f"there is no phrase {value}")
            words = self._phrases[value]
        else:
            words = _words(self, field, value)
        if bool(words.vi.strip()) != bool(words.en.strip()):
            raise self.wrong(field, "is missing in one language")
        if not empty and not words.vi.strip():
            raise self.wrong(field, "is empty")
        return words

    def nothing_else(self) -> None:
        for field in self._rest:
            raise self.wrong(field, "there is no such field")


def _words(entry: _Entry, field: str, value: object) -> Words:
    if not isinstance(value, dict) or set(value) != {"vi", "en"}:
        raise entry.wrong(field, "must have vi and en")
    if not all(isinstance(text, str) for text in value.values()):
        raise entry.wrong(field, "must be texts")
    return Words(*(unicodedata.normalize("NFC", value[language]) for language in ("vi", "en")))


def _phrases(head: _Entry) -> dict[str, Words]:
    table = head.take("phrases", dict, {})
    entry = _Entry("phrases", table, {})
    return {name: _words(entry, name, value) for name, value in table.items()}


def _entries(head: _Entry, kind: str, phrases: dict[str, Words]) -> list[_Entry]:
    rows = head.take(kind, list)
    if not rows:
        raise head.wrong(kind, "there is none")
    if not all(isinstance(row, dict) for row in rows):
        raise head.wrong(kind, "must be tables")
    return [
        _Entry(f"{kind} {row.get('code', row.get('id', number))}", row, phrases)
        for number, row in enumerate(rows, start=1)
    ]


def _field(entry: _Entry) -> Field:
    field = Field(
        id=entry.text("id", _ID),
        name=entry.words("name"),
        series=entry.text("series", _SERIES),
        icon=entry.text("icon", _ID),
    )
    entry.nothing_else()
    return field


def _procedure(entry: _Entry, fields: set[str], sample: bool) -> Procedure:
    procedure = Procedure(
        code=entry.text("code", _CODE),
        name=entry.words("name"),
        short=entry.words("short"),
        field=entry.text("field"),
        time=entry.words("time"),
        fee=entry.words("fee"),
        exemption=entry.words("exemption", empty=True),
        documents=_documents(entry),
        basis=entry.text("basis"),
        valid_from=entry.take("valid_from", dt.date),
        sample=entry.take("sample", bool, sample),
        popular=entry.take("popular", bool, False),
        certified=entry.take("certified", bool, False),
        same_day=entry.take("same_day", bool, False),
    )
    entry.nothing_else()
    if procedure.field not in fields:
        raise entry.wrong("field", f"there is no field {procedure.field}")
    if max(len(procedure.short.vi), len(procedure.short.en)) > LONGEST_SHORT:
        raise entry.wrong("short", f"is longer than {LONGEST_SHORT} characters")
    # Who is exempt stands beside every amount: hidden exemptions make entitled people pay.
    if (procedure.fee.vi == FREE) is bool(procedure.exemption.vi):
        raise entry.wrong("exemption", "must be told beside an amount, and only there")
    return procedure


def _documents(procedure: _Entry) -> tuple[RequiredDocument, ...]:
    rows = procedure.take("document", list)
    if not rows:
        raise procedure.wrong("document", "there is none")
    documents = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise procedure.wrong("document", "must be tables")
        entry = _Entry(
            f"{procedure.name}, document {row.get('id', number)}", row, procedure._phrases
        )
        documents.append(
            RequiredDocument(
                entry.text("id", _ID),
                entry.words("name"),
                entry.words("hint", empty=True),
                entry.take("profile", str, ""),
            )
        )
        entry.nothing_else()
    _unique(f"{procedure.name}, document", [document.id for document in documents])
    return tuple(documents)


def _one_profile_each(versions: Sequence[Procedure]) -> None:
    # A scanner is told a document's id, not its procedure.
    named: dict[str, str] = {}
    for version in versions:
        for document in version.documents:
            if named.setdefault(document.id, document.profile) != document.profile:
                raise CatalogueError(f"document {document.id}: has two profiles")


def _in_force(versions: Sequence[Procedure], on: dt.date) -> tuple[Procedure, ...]:
    """Of each code the newest version of the day, at the place of its first."""
    newest: dict[str, Procedure] = {}
    for version in versions:
        held = newest.get(version.code)
        if version.valid_from <= on and (held is None or held.valid_from < version.valid_from):
            newest[version.code] = version
    return tuple(newest.values())


def _unique(kind: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise CatalogueError(f"{kind} {name}: stands there twice")
