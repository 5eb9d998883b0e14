"""The catalogue of procedures as a file: fields, fees with their exemptions, papers asked for, each with its day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.contract.rules.deadlines import deadline
from kiosk.contract.rules.entries import ID, PROCEDURE, Entry, RulesError, table_of, words_of
from kiosk.contract.rules.law import Field, Origin, Procedure, Question, RequiredDocument, Words

FREE = "Không thu"
LONGEST_SHORT = 40  # characters: what a button holds
LONGEST_ASK, LONGEST_ANSWER = 64, 260  # what a row and a screen hold, in large letters too
MOST_QUESTIONS = 5
GOOD_FOR = dt.timedelta(days=184)  # half a year: laws change on 1 January and 1 July

_SERIES = re.compile(r"[A-Z]")


@dataclass(frozen=True)
class Listing:
    """What the file says: every procedure in every version, whatever its day, in the file's order."""

    fields: tuple[Field, ...]
    versions: tuple[Procedure, ...]
    sample: bool  # not the province's approved list: screens say so
    checked_on: dt.date
    source: str
    questions: tuple[Question, ...] = ()  # of the office, whatever somebody came for
    valid_until: dt.date = dt.date.max  # its last day: it must be looked through before the next

    def days(self) -> frozenset[dt.date]:
        """Those on which something in it begins."""
        return frozenset(version.valid_from for version in self.versions)

    def in_force(self, on: dt.date) -> tuple[Procedure, ...]:
        """Of each code the newest valid_from <= `on`, at the place of its first."""
        newest: dict[str, Procedure] = {}
        for version in self.versions:
            held = newest.get(version.code)
            if version.valid_from <= on and (held is None or held.valid_from < version.valid_from):
                newest[version.code] = version
        return tuple(newest.values())


def listing(text: str) -> Listing:
    """Raises RulesError, which names the entry and its field."""
    head = Entry("catalogue", table_of(text), {})
    phrases = _phrases(head)
    fields = tuple(_field(entry) for entry in _entries(head, "field", phrases))
    _unique("field", [field.id for field in fields])
    sample = head.take("sample", bool)
    versions = tuple(
        _procedure(entry, {field.id for field in fields}, sample)
        for entry in _entries(head, "procedure", phrases)
    )
    _unique("procedure", [f"{version.code} from {version.valid_from}" for version in versions])
    _one_profile_each(versions)
    found = Listing(
        fields,
        versions,
        sample,
        head.take("checked_on", dt.date),
        head.text("source"),
        _questions(head, phrases),
    )
    found = replace(found, valid_until=head.take("valid_until", dt.date, _good(found.checked_on)))
    head.nothing_else()
    return found


def _good(checked_on: dt.date) -> dt.date:
    return checked_on + min(GOOD_FOR, dt.date.max - checked_on)


def _phrases(head: Entry) -> dict[str, Words]:
    table = head.take("phrases", dict, {})
    entry = Entry("phrases", table, {})
    return {name: words_of(entry, name, value) for name, value in table.items()}


def _entries(head: Entry, kind: str, phrases: dict[str, Words]) -> list[Entry]:
    rows = head.take(kind, list)
    if not rows:
        raise head.wrong(kind, "there is none")
    if not all(isinstance(row, dict) for row in rows):
        raise head.wrong(kind, "must be tables")
    return [
        Entry(f"{kind} {row.get('code', row.get('id', number))}", row, phrases)
        for number, row in enumerate(rows, start=1)
    ]


def _field(entry: Entry) -> Field:
    field = Field(
        id=entry.text("id", ID),
        name=entry.words("name"),
        series=entry.text("series", _SERIES),
        icon=entry.text("icon", ID),
    )
    entry.nothing_else()
    return field


def _procedure(entry: Entry, fields: set[str], sample: bool) -> Procedure:
    same_day = entry.take("same_day", bool, False)
    procedure = Procedure(
        code=entry.text("code", PROCEDURE),
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
        same_day=same_day,
        questions=_questions(entry, entry.phrases),
        due=deadline(entry, same_day),
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


def _documents(procedure: Entry) -> tuple[RequiredDocument, ...]:
    rows = procedure.take("document", list)
    if not rows:
        raise procedure.wrong("document", "there is none")
    documents = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise procedure.wrong("document", "must be tables")
        entry = Entry(f"{procedure.name}, document {row.get('id', number)}", row, procedure.phrases)
        documents.append(
            RequiredDocument(
                entry.text("id", ID),
                entry.words("name"),
                entry.words("hint", empty=True),
                entry.take("profile", str, ""),
                _origin(entry),
            )
        )
        entry.nothing_else()
    _unique(f"{procedure.name}, document", [document.id for document in documents])
    return tuple(documents)


def _origin(document: Entry) -> Origin:
    said = document.take("origin", str, "")
    try:
        return Origin(said)
    except ValueError:
        raise document.wrong("origin", "must be card or form, or be left out") from None


def _questions(asked_of: Entry, phrases: dict[str, Words]) -> tuple[Question, ...]:
    rows = asked_of.take("question", list, [])
    if len(rows) > MOST_QUESTIONS:
        raise asked_of.wrong("question", f"there are more than {MOST_QUESTIONS}")
    questions = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise asked_of.wrong("question", "must be tables")
        entry = Entry(f"{asked_of.name}, question {row.get('id', number)}", row, phrases)
        question = Question(entry.text("id", ID), entry.words("ask"), entry.words("answer"))
        for field, words, most in (
            ("ask", question.ask, LONGEST_ASK),
            ("answer", question.answer, LONGEST_ANSWER),
        ):
            if max(len(words.vi), len(words.en)) > most:
                raise entry.wrong(field, f"is longer than {most} characters")
        entry.nothing_else()
        questions.append(question)
    _unique(f"{asked_of.name}, question", [question.id for question in questions])
    return tuple(questions)


def _one_profile_each(versions: Sequence[Procedure]) -> None:
    # A scanner is told a document's id, not its procedure.
    named: dict[str, str] = {}
    for version in versions:
        for document in version.documents:
            if named.setdefault(document.id, document.profile) != document.profile:
                raise RulesError(f"document {document.id}: has two profiles")


def _unique(kind: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise RulesError(f"{kind} {name}: stands there twice")
