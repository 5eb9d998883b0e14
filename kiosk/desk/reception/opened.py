"""A case as somebody of the office opened it: holder, pages, checklist, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.desk.console.page import Page
from kiosk.model import Document, Holder, Procedure, Verdict, Words
from kiosk.model import Page as Sheet
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.flow.acts import Act
from kiosk.rules.flow.checklist import Item, Source, checklist
from kiosk.rules.flow.standing import Standing, standing
from kiosk.rules.sorting import FURTHER
from kiosk.store.acts import Acts
from kiosk.store.asked_rules import AskedRules
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.documents import Documents
from kiosk.store.earlier import Earlier
from kiosk.store.errors import CaseGone
from kiosk.store.looked_into import LookedInto
from kiosk.store.moments import office_day
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault

FURTHER_PAPERS = Words("Giấy tờ bổ sung", "Further papers")


@dataclass(frozen=True)
class Bundle:
    """One document as it is looked at: its pages where they are still here, and its PDF in any case."""

    document: str
    name: Words
    number: int  # in the case, from 1
    count: int
    sheets: tuple[Sheet, ...]  # empty where only the PDF is here


@dataclass(frozen=True)
class Opened:
    """What the pages of reception are made of."""

    kiosk: int
    sealed: SealedCase
    holder: Holder | None
    procedure: Procedure | None
    rules: str  # version of the rules that the case was handed in under
    acts: tuple[Act, ...]
    stands: Standing
    items: tuple[Item, ...]
    bundles: tuple[Bundle, ...]

    @property
    def case(self) -> str:
        return self.sealed.case

    @property
    def path(self) -> str:
        return f"/cases/{self.kiosk}/{self.case}"

    @property
    def verdict(self) -> Verdict | None:
        """How far its card is believed: a doubt about any card laid down for it goes before."""
        return self.sealed.card.doubt or self.sealed.card.verdict

    @property
    def doubtful(self) -> bool:
        """Somebody must compare card and bearer."""
        return bool(self.verdict and self.verdict.doubtful) or bool(
            self.holder and self.holder.differs
        )

    @property
    def waits_for_papers(self) -> bool:
        """It was not accepted yet, and more was asked for."""
        return self.stands.received is None and self.stands.rests_since is not None

    @property
    def to_receive(self) -> bool:
        """It may be accepted as it lies here."""
        return self.stands.received is None and not self.stands.over and not self.waits_for_papers

    @property
    def sheets(self) -> tuple[tuple[Bundle, Sheet], ...]:
        """All pages that are still here, in the order in which they are looked through."""
        return tuple((bundle, sheet) for bundle in self.bundles for sheet in bundle.sheets)


def opened(page: Page) -> Opened:
    """The case that the address names, and it is noted who looks; raises KeyError, CaseGone where it is not here."""
    case = case_here(page)
    cases = Cases(page.db)
    sealed = cases.sealed(case)
    if sealed is None or sealed.erased:
        raise CaseGone(case)
    LookedInto(page.db, page.console.settings.kiosk).note(case, page.signed.person, page.now)
    rules = AskedRules(page.db).accepted_under(case)
    catalogue = page.console.book.catalogue(rules, office_day(sealed.sealed_at))
    procedure = next((each for each in catalogue.procedures if each.code == sealed.procedure), None)
    acts = Acts(page.db, page.console.settings.kiosk).of(case)
    documents = Documents(page.db).of(case)
    doubt = sealed.card.doubt
    verdict = None if doubt else sealed.card.verdict
    return Opened(
        page.console.settings.kiosk, sealed, cases.holder(case), procedure, rules, acts, standing(acts),
        checklist(
            procedure, _counts(documents), verdict,
            _sources(page, case, procedure, catalogue), {FURTHER: FURTHER_PAPERS},
        ),
        _bundles(page, case, procedure, documents),
    )  # fmt: skip


def case_here(page: Page) -> str:
    """The id of a case in the address; raises KeyError for one of another kiosk."""
    if page.path("kiosk") != str(page.console.settings.kiosk):
        raise KeyError(page.path("kiosk"))
    return page.path("case")


def _counts(documents: Iterable[Document]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for document in documents:
        if document.pages:
            counts[document.id] = counts.get(document.id, 0) + document.pages
    return counts


def _bundles(
    page: Page, case: str, procedure: Procedure | None, documents: tuple[Document, ...]
) -> tuple[Bundle, ...]:
    names = {each.id: each.name for each in procedure.documents} if procedure else {}
    names[FURTHER] = FURTHER_PAPERS
    sheets: dict[str, list[Sheet]] = {}
    for sheet in Pages(page.db, Vault(page.console.workspace.vault)).of_case(case):
        sheets.setdefault(sheet.document, []).append(sheet)
    return tuple(
        Bundle(
            document.id, names.get(document.id, Words(document.id, document.id)), number, document.pages,
            tuple(sheets.pop(document.id, ())),  # further ones of the same kind came without their pages
        )
        for number, document in enumerate(documents, start=1)
        if document.pages
    )  # fmt: skip


def _sources(
    page: Page, case: str, procedure: Procedure | None, now: Catalogue
) -> dict[str, tuple[Source, ...]]:
    """What the office has of the holder already, by the document that it may stand for."""
    if procedure is None:
        return {}
    earlier = Earlier(page.db)
    earlier.catch_up()
    known = {each.code: each for each in now.procedures}
    found: dict[str, list[Source]] = {}
    for paper in earlier.of(case):
        before = known.get(paper.procedure)
        name = before.short.vi if before else paper.procedure
        source = Source(
            paper.code, paper.day, name, not paper.number, case=paper.case, number=paper.number
        )
        for wanted in procedure.documents:
            if source.result or (wanted.id, wanted.name) in _asked_by(before, paper.document):
                found.setdefault(wanted.id, []).append(source)
    return {document: tuple(sources) for document, sources in found.items()}


def _asked_by(procedure: Procedure | None, document: str) -> list[tuple[str, Words]]:
    return [
        (each.id, each.name)
        for each in (procedure.documents if procedure else ())
        if each.id == document
    ]
