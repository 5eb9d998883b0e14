"""What a clerk makes of a batch: a new case from the counter, papers of a case that is here, or of an old one."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from kiosk.desk.scanning.binding import BUDGET, MOST_PAGES, Papers, bound
from kiosk.dossier.make import make_documents
from kiosk.model import CaseState, Holder, Language, Procedure, Ticket
from kiosk.rules.sorting import Part
from kiosk.settings import Settings
from kiosk.store.acts import Acts
from kiosk.store.asked_rules import AskedRules
from kiosk.store.batches import DOCUMENT, BatchRow
from kiosk.store.cases import Cases
from kiosk.store.correcting import Correcting
from kiosk.store.database import Database, writing
from kiosk.store.inbox import Inbox
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.pages import Pages
from kiosk.store.sealing import seal
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from kiosk.store.worklist import OldCase, WorkItem, Worklist, WorkState
from kiosk.workspace import Workspace

# Of cases from the counter (quầy), the first that no field has: they take no number of the hall's.
LETTERS = "QZYXWVUTSRPONMLKJIHGFEDCBA"


class Unfiled(StrEnum):
    """Why nothing was made of a batch."""

    SETTLED = "settled"  # something was made of it already, or it was destroyed
    NO_PAGES = "no-pages"
    TOO_MANY = "too-many"  # pages of one document
    ERASED = "erased"  # the case is no more


class UnfiledError(Exception):
    """Nothing was changed."""

    def __init__(self, why: Unfiled) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Filing:
    """One clerk's doing with one batch. All calls raise UnfiledError and StoreError."""

    db: Database
    workspace: Workspace
    settings: Settings
    row: BatchRow
    by: str  # id in the roster
    now: dt.datetime

    @property
    def vault(self) -> Vault:
        return Vault(self.workspace.vault)

    def settled(self) -> str:
        """The case that the batch went into; "" where there is none."""
        if Tickets(self.db).of(self.row.case):
            return self.row.case
        done = self._correcting().of(self.row.case)
        return done.case if done else ""

    def new_case(
        self, procedure: Procedure, series: str, rules: str, holder: Holder | None, parts: tuple[Part, ...]
    ) -> Ticket:  # fmt: skip
        """Sealed as the kiosk's own are, with a code and in the outbox; asked again, the same ticket."""
        cases = Cases(self.db, self.vault)
        papers = self._papers(parts)
        if holder is not None:
            cases.set_holder(self.row.case, holder)
        key = cases.key(self.row.case)
        documents = make_documents(self.workspace, key, self.row.case, papers, BUDGET)
        settings = self.settings
        with writing(self.db):
            if Tickets(self.db).of(self.row.case):
                raise UnfiledError(Unfiled.SETTLED)
            ticket = seal(
                self.db,
                case=self.row.case,
                procedure=procedure.code,
                language=Language.VI,
                series=series,
                kiosk=settings.kiosk,
                agency=settings.office.agency,
                device=settings.device,
                office=settings.office.name.vi,
                documents=documents,
                now=self.now,
                same_day=procedure.same_day,
                rules=rules,
            )
            Tickets(self.db).handed(self.row.case, self.now)
            self._note("new-case", self.row.case, len(documents), parts)
        Inbox(self.db, settings.kiosk).catch_up()
        return ticket

    def to_case(self, case: str, parts: tuple[Part, ...], *, same_day: bool) -> None:
        """Its pages are the case's from now on, in an envelope of their own. Raises CorrectError too."""
        correcting = self._correcting()
        correcting.must_be_free(case)
        cases, vault = Cases(self.db, self.vault), self.vault
        papers = self._papers(parts)
        documents = bound(self.workspace, cases, vault, self.row.case, case, papers)
        with writing(self.db):
            if self.settled():
                raise UnfiledError(Unfiled.SETTLED)
            correcting.add(case, self.row.case, documents, self.now, same_day=same_day)
            self._note("added", case, len(documents), parts)
            Inbox(self.db, self.settings.kiosk).stands(case, Acts(self.db).standing(case))
        cases.forget(self.row.case, self.now)

    def to_worklist(self, old: OldCase, parts: tuple[Part, ...], file: str = "") -> None:
        """Its pages are papers of an old case. `file`: as the list named the one that could not be brought in."""
        cases, worklist = Cases(self.db, self.vault), Worklist(self.db, self.vault)
        key, papers = cases.key(self.row.case), self._papers(parts)
        for document, files in papers:
            pages = [self.vault.read(key, each.path) for each in files]
            sha256 = hashlib.sha256(b"".join(pages)).hexdigest()
            name = file or f"quet-{self.row.id}-{document}.jpg"
            item = WorkItem(
                *("", old.id, document, name, WorkState.NEW, "jpeg", False, (), sha256),
                *(sum(map(len, pages)), len(pages), ""),
            )
            kept = worklist.add(old, item, pages, self.now)
            if file:
                worklist.take(kept.id, self.now)
        self._note("later", self.row.case, len(papers), parts)
        cases.forget(self.row.case, self.now)

    def destroy(self) -> None:
        """The pages lose their key; done already is fine."""
        if Cases(self.db).state(self.row.case) is CaseState.OPEN:
            Cases(self.db, self.vault).forget(self.row.case, self.now)
            self._note("destroyed", self.row.case, 0, ())

    def _papers(self, parts: tuple[Part, ...]) -> Papers:
        if Cases(self.db).state(self.row.case) is not CaseState.OPEN:
            raise UnfiledError(Unfiled.SETTLED)
        files = Pages(self.db, self.vault).files(self.row.case, DOCUMENT)
        if not parts:
            raise UnfiledError(Unfiled.NO_PAGES)
        if any(len(part.sides) > MOST_PAGES for part in parts):
            raise UnfiledError(Unfiled.TOO_MANY)
        return tuple((part.document, tuple(files[n] for n in part.sides)) for part in parts)

    def _correcting(self) -> Correcting:
        return Correcting(self.db, self.settings.device, self.settings.office.name.vi)

    def _note(self, way: str, case: str, documents: int, parts: tuple[Part, ...]) -> None:
        Journal(self.db).write(
            JournalEvent.BATCH_SORTED, self.now, batch=self.row.id, by=self.by, way=way, case=case,
            documents=documents, pages=sum(len(part.sides) for part in parts),
        )  # fmt: skip


def rules_of(db: Database, case: str) -> str:
    """The version of the rules that a case was accepted under."""
    rules: str = AskedRules(db).accepted_under(case)
    return rules


def series(taken: frozenset[str]) -> str:
    """The letter of cases from the counter: none that the hall calls by."""
    return next(letter for letter in LETTERS if letter not in taken)
