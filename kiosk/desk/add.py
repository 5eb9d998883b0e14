"""A counter's batch added to a case that was handed in, by command: as further papers, in an envelope of their own.

    python -m kiosk.desk scan --counter 2                  scans, and tells the batch's number
    python -m kiosk.desk add CODE --batch 7 [--document ID]

Takes --settings, --state and --language vi|en. CODE stands on the case's ticket. --document: which paper of the
procedure they are; without it they are further papers. What was handed in stays as it was, at the centre too. Given
twice for one batch, it is added once. Exit codes: 0 the pages are the case's, 2 nothing was added (one sentence says
why).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from kiosk import settings as kiosk_settings
from kiosk.desk import add_words as words
from kiosk.desk.copies import add_usual, now, refuse
from kiosk.desk.scanning.binding import MOST_PAGES, bound
from kiosk.faults import remedy
from kiosk.model import CaseState, Language, Procedure
from kiosk.rules.sorting import FURTHER
from kiosk.store.asked_rules import AskedRules
from kiosk.store.batches import DOCUMENT, Batches, BatchRow
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.correcting import CorrectError, Correcting, Correction, CorrectRefusal
from kiosk.store.database import open_kept
from kiosk.store.errors import StoreError
from kiosk.store.moments import office_day
from kiosk.store.pages import PageFiles, Pages
from kiosk.store.rulebook import Rulebook
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

ADDED, NOT_ADDED = 0, 2  # exit codes

Say = Callable[[str], None]


class NotAddedError(Exception):
    """Nothing was added; the text says why, in the desk's words."""


@dataclass(frozen=True)
class Desk:
    """Where the command stands, and the language it speaks."""

    workspace: Workspace
    correcting: Correcting
    batches: Batches
    cases: Cases
    pages: Pages
    vault: Vault
    accepted: AskedRules
    book: Rulebook
    language: Language
    say: Say

    def add(self, code: str, batch: int, document: str) -> int:
        """An exit code; raises NotAddedError, CorrectError, StoreError."""
        case = self.cases.of_code(code.strip().upper())
        if case is None or not case.procedure:  # a number alone is no case that papers belong to
            raise CorrectError(CorrectRefusal.UNKNOWN)
        row = self.batches.find(batch)
        if row is None:
            raise self._no("no_batch", batch=batch)
        if done := self.correcting.of(row.case):
            return self._before(done, case, row)
        self.correcting.must_be_free(case.case)
        procedure = self._procedure(case)
        self._must_be_known(procedure, document)
        files = self._files(row)
        self.say(self._text("making", n=len(files)))
        papers = ((document or FURTHER, files),)
        documents = bound(self.workspace, self.cases, self.vault, row.case, case.case, papers)
        same_day = procedure is not None and procedure.same_day
        self.correcting.add(case.case, row.case, documents, now(), same_day=same_day)
        self.cases.forget(row.case, now())
        self.say(self._text("added", n=len(files), code=case.code))
        return ADDED

    def _before(self, done: Correction, case: SealedCase, row: BatchRow) -> int:
        self.cases.forget(row.case, now())  # cut short, that is what is left to do
        if done.case != case.case:
            raise self._no("elsewhere", batch=row.id)
        self.say(self._text("before", batch=row.id, code=case.code))
        return ADDED

    def _procedure(self, case: SealedCase) -> Procedure | None:
        """By the rules that the case was accepted under."""
        rules = self.accepted.accepted_under(case.case)
        try:
            return self.book.catalogue(rules, office_day(now())).procedure(case.procedure)
        except KeyError:
            return None

    def _must_be_known(self, procedure: Procedure | None, document: str) -> None:
        if not document or procedure is None:  # its catalogue has since been replaced
            return
        known = [wanted.id for wanted in procedure.documents]
        if document not in known:
            raise self._no("no_document", document=document, known=", ".join(known))

    def _files(self, row: BatchRow) -> tuple[PageFiles, ...]:
        whole = row.over and self.cases.state(row.case) is CaseState.OPEN
        files = self.pages.files(row.case, DOCUMENT) if whole else ()
        if not files:
            raise self._no("no_batch", batch=row.id)
        if len(files) > MOST_PAGES:
            raise self._no("too_many", n=len(files), most=MOST_PAGES)
        return files

    def _no(self, key: str, **values: object) -> NotAddedError:
        return NotAddedError(self._text(key, **values))

    def _text(self, key: str, **values: object) -> str:
        return words.TEXT[key].of(self.language).format(**values)


def main(arguments: Sequence[str], say: Say) -> int:
    """`add ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    language, workspace = Language(asked.language), Workspace(asked.state)
    try:
        book = Rulebook(workspace)
        settings = kiosk_settings.load(asked.settings, book.now().settings())
        with closing(open_kept(workspace)) as db:
            vault = Vault(workspace.vault)
            office = settings.office.name.vi
            desk = Desk(
                workspace=workspace,
                correcting=Correcting(db, settings.device, office),
                batches=Batches(db),
                cases=Cases(db, vault),
                pages=Pages(db, vault),
                vault=vault,
                accepted=AskedRules(db),
                book=book,
                language=language,
                say=say,
            )
            return desk.add(asked.code, asked.batch, asked.document)
    except (kiosk_settings.SettingsError, NotAddedError) as error:
        return refuse(str(error))
    except CorrectError as error:
        return refuse(words.REFUSED[error.refusal].of(language))
    except StoreError as error:
        return refuse(remedy(error.fault).what.of(language))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk add",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("code", help="the case's code, as on its ticket")
    parser.add_argument("--batch", type=int, required=True, help="its number, as scan told it")
    parser.add_argument("--document", default="", help="id of the paper, as the procedure names it")
    add_usual(parser)
    return parser
