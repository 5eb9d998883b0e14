"""The certification register by command: prepare, list, export and void certified copies.

    python -m kiosk.desk copies prepare CODE DOCUMENT          draw the year's next number for a paper of a case
    python -m kiosk.desk copies list [--year YEAR]             the register, line by line
    python -m kiosk.desk copies export NUMBER -o FILE          write the copy as a PDF
    python -m kiosk.desk copies void NUMBER --why REASON       the number stays in the register, declared void

Each takes --settings, --state and --language vi|en. CODE stands on the case's ticket; a NUMBER is 17 (of this year)
or 17/2026. Exit codes: 0 done, 2 not done (one sentence says why).
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.desk import copy_words as words
from kiosk.faults import remedy
from kiosk.model import Language, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.settings import Settings
from kiosk.signing_causes import cause
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Copy, CopyError, CopyRefusal, CopyState
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.errors import NothingKept, StoreError
from kiosk.store.moments import office_day
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace

DONE, NOT_ALL, NOT_ASKED = 0, 1, 2  # exit codes
LONGEST_WHY = 300  # letters
NO_KIOSK = Words(
    "Thư mục {state} không có dữ liệu của máy nào. Xin xem lại --state.",
    "No kiosk has kept anything in {state}: see --state.",
)
_NUMBER = re.compile(r"(\d{1,7})(?:/(\d{4}))?")

Say = Callable[[str], None]


class NoNumber(ValueError):
    """What was typed is no number of the register, or nobody drew it; the text says so."""


@dataclass(frozen=True)
class Counter:
    """Where a command stands: the register, the law of the day, and the language to speak."""

    register: Certifications
    cases: Cases
    documents: Documents
    catalogue: Catalogue
    settings: Settings
    language: Language
    say: Say

    def tell(self, key: str, **values: object) -> None:
        self.say(self.text(key, **values))

    def text(self, key: str, **values: object) -> str:
        return words.TEXT[key].of(self.language).format(**values)

    def line(self, copy: Copy) -> str:
        """A copy in one line: number, case, document, pages, state, and what is in its way."""
        return self.lines((copy,))[0]

    def lines(self, copies: Sequence[Copy]) -> list[str]:
        """Each in one line, every column but the last as wide as its widest."""
        return _columns([(*self._cells(copy), self._state(copy)) for copy in copies])

    def waiting(self, copies: Sequence[Copy]) -> list[str]:
        """The same for whoever signs them now: no state, and what was in the way without its code."""
        return _columns([(*self._cells(copy), self._hindrance(copy)) for copy in copies])

    def _cells(self, copy: Copy) -> tuple[str, ...]:
        pages = self.text("page" if copy.pages == 1 else "pages", n=copy.pages)
        return (number_of(copy), copy.code, self.document(copy.document), pages)

    def _hindrance(self, copy: Copy) -> str:
        return cause(copy.reason).what.of(self.language) if copy.reason else ""

    def _state(self, copy: Copy) -> str:
        state = words.STATES[copy.state].of(self.language)
        if copy.level:
            state = f"{state} ({copy.level.upper()})"
        if copy.state is CopyState.VOID:
            return f"{state}: {copy.void_why}"
        if copy.reason:
            return f"{state}: {self._hindrance(copy).removesuffix('.')} ({copy.reason})"
        return state

    def document(self, id: str) -> str:
        """A document's name in the catalogue, or its id where that is gone."""
        papers = (paper for each in self.catalogue.procedures for paper in each.documents)
        return next((paper.name.of(self.language) for paper in papers if paper.id == id), id)

    def find(self, number: str) -> Copy:
        """Raises NoNumber, also for one that is not in the register."""
        typed = _NUMBER.fullmatch(number)
        if not typed:
            raise NoNumber(self.text("bad_number", number=number))
        year = int(typed[2]) if typed[2] else office_day(now()).year
        copy = self.register.find(year, int(typed[1]))
        if copy is None:
            raise NoNumber(self.text("no_such_number", number=f"{int(typed[1])}/{year}"))
        return copy


def main(arguments: Sequence[str], say: Say) -> int:
    """`copies ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    work = {"prepare": _prepare, "list": _list, "export": _export, "void": _void}[asked.what]
    return at_counter(asked, say, lambda counter: work(counter, asked))


def at_counter(asked: argparse.Namespace, say: Say, work: Callable[[Counter], int]) -> int:
    """What `work` returns; whatever keeps it from being done is said in one line, and is NOT_ASKED."""
    language = Language(asked.language)
    try:
        workspace = Workspace(asked.state)
        rules = Rulebook(workspace).now()
        settings = kiosk_settings.load(asked.settings, rules.settings())
        with closing(open_database(workspace)) as db:
            return work(
                Counter(
                    Certifications(db),
                    Cases(db),
                    Documents(db),
                    rules.catalogue(office_day(now())),
                    settings,
                    language,
                    say,
                )
            )
    except (kiosk_settings.SettingsError, NoNumber) as error:
        return refuse(str(error))
    except CopyError as error:
        return refuse(words.REFUSED[error.refusal].of(language))
    except StoreError as error:
        return refuse(remedy(error.fault).what.of(language))


def refuse(why: str) -> int:
    sys.stderr.write(f"kiosk-desk: {why}\n")
    return NOT_ASKED


def refuse_store(error: StoreError, state: Path, language: Language) -> int:
    """In words; of a folder in which no kiosk ever ran the disk is not said to be broken."""
    if isinstance(error, NothingKept):
        return refuse(NO_KIOSK.of(language).format(state=state))
    return refuse(remedy(error.fault).what.of(language))


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def number_of(copy: Copy) -> str:
    return f"{copy.number}/{copy.year}"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def add_usual(command: argparse.ArgumentParser) -> None:
    command.add_argument("--settings", type=Path, required=True)
    command.add_argument("--state", type=Path, required=True)
    command.add_argument("--language", choices=[*Language], default=Language.VI.value)


def _prepare(counter: Counter, asked: argparse.Namespace) -> int:
    case = counter.cases.of_code(asked.code)
    if case is None:
        raise CopyError(CopyRefusal.CASE_UNKNOWN)
    # Each kiosk of an office keeps a book of its own: two never need to agree on the next number.
    book = f"{max(1, counter.settings.kiosk):02d}"
    try:
        copy = counter.register.prepare(
            case.case, asked.document, now(), book=book, certifies=counter.catalogue.certifies()
        )
    except CopyError as error:
        if error.refusal is CopyRefusal.DOCUMENT_UNKNOWN:
            named = [each.id for each in counter.documents.of(case.case) if each.pages]
            counter.tell("documents", named=", ".join(named) or "–")
        raise
    counter.tell("prepared", number=number_of(copy))
    counter.say(counter.line(copy))
    return DONE


def _list(counter: Counter, asked: argparse.Namespace) -> int:
    copies = counter.register.all(asked.year)
    for line in counter.lines(copies):
        counter.say(line)
    if not copies:
        counter.tell("nothing_in" if asked.year else "nothing", year=asked.year)
    return DONE


def _export(counter: Counter, asked: argparse.Namespace) -> int:
    copy = counter.find(asked.number)
    number = number_of(copy)
    if copy.state is CopyState.VOID:
        return refuse(counter.text("is_void", number=number, why=copy.void_why))
    pdf = counter.register.read(copy)
    try:
        # A citizen's paper in the clear: for whoever asked for it, and nobody else on this machine.
        with open(
            asked.output, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)
        ) as file:
            file.write(pdf)
    except OSError:
        return refuse(counter.text("not_written", path=asked.output))
    counter.tell("exported", number=number, state=words.STATES[copy.state].of(counter.language))
    if copy.state is not CopyState.CERTIFIED:
        counter.tell("not_certified")
    return DONE


def _void(counter: Counter, asked: argparse.Namespace) -> int:
    why = " ".join(asked.why.split())[:LONGEST_WHY]
    if not why:
        return refuse(counter.text("why"))
    copy = counter.find(asked.number)
    counter.register.void(copy.year, copy.number, why, now())
    counter.tell("voided", number=number_of(copy))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk copies",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", required=True)
    prepare = commands.add_parser("prepare", help="enter a document in the certification register")
    prepare.add_argument("code", help="the case's code, as on its ticket")
    prepare.add_argument("document", help="id of one of its documents")
    listed = commands.add_parser("list", help="the register, line by line")
    listed.add_argument("--year", type=int, help="of one year only")
    export = commands.add_parser("export", help="write a copy's PDF to a file")
    export.add_argument("-o", "--output", type=Path, required=True)
    void = commands.add_parser("void", help="declare a number void; it stays in the register")
    void.add_argument("--why", required=True)
    for command in (export, void):
        command.add_argument("number", help="17, or 17/2026")
    for command in (prepare, listed, export, void):
        add_usual(command)
    return parser
