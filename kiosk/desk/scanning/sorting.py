"""The sorting page: a batch with its proposal, and what a clerk makes of it with a touch or two."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from kiosk.desk.console.page import AskedWrongly, Page
from kiosk.desk.scanning.asking import (
    Purpose,
    found_on,
    purpose,
    row_of,
    sides_of,
    what_of,
)
from kiosk.desk.scanning.declared import FIELDS, typed
from kiosk.desk.scanning.filing import Filing, UnfiledError, rules_of, series
from kiosk.desk.scanning.words import REFUSED, STATES, TEXT, UNFILED
from kiosk.model import Page as Scanned
from kiosk.model import PageVerdict, Procedure
from kiosk.rules.roster import Right
from kiosk.rules.sorting import FURTHER, Choice, Part, Side, proposed, sorted_out
from kiosk.store.batches import DOCUMENT, BatchRow
from kiosk.store.cases import Cases
from kiosk.store.correcting import CorrectError
from kiosk.store.documents import Documents
from kiosk.store.moments import office_day
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault
from kiosk.store.worklist import Worklist

LONGEST_REFERENCE = 64  # letters, as of a list that is brought in
FAULTY = (PageVerdict.TOO_DARK, PageVerdict.BLURRED, PageVerdict.CUT_EDGE)


@dataclass(frozen=True)
class Sorting:
    """What the page shows: the batch, its sides, what becomes of each, and for what."""

    row: BatchRow
    purpose: Purpose
    procedure: Procedure | None
    sides: tuple[Scanned, ...]
    known: tuple[Side, ...]
    choices: tuple[Choice, ...]
    blanks: bool  # kept

    @property
    def documents(self) -> tuple[str, ...]:
        if self.purpose.work:
            return (self.purpose.work.document,)
        return tuple(each.id for each in self.procedure.documents) if self.procedure else ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return sorted_out(self.known, self.choices, self.documents, self.blanks)

    @property
    def name_of(self) -> dict[str, str]:
        """The document that each kept side is of, by the side's id."""
        return {self.known[n].id: part.document for part in self.parts for n in part.sides}


def sort_page(
    page: Page, told: str = "", status: int = 200, wrong: tuple[str, ...] = ()
) -> Response:
    """The batch with its proposal, or with what was chosen on it so far."""
    row = row_of(page)
    sorting = sorting_of(page, row)
    names = _names(page, sorting)
    faulty = [
        side.number
        for side in sorting.sides
        if side.look and not side.look.blank and side.look.verdict in FAULTY
    ]
    return page.show(
        "scanning/sort.html",
        TEXT,
        status,
        told=told,
        wrong=wrong,
        row=row,
        sorting=sorting,
        purpose=sorting.purpose,
        state=page.words(STATES[row.state]).format(n=row.pages),
        fault=what_of(row.fault, page.language) if row.fault else "",
        broken_off=row.fault is not None and row.state.value == "done",
        tiles=[
            (side, choice, found_on(side, page.language))
            for side, choice in zip(sorting.sides, sorting.choices, strict=True)
        ],
        named=sorting.name_of,
        names=names,
        blank_count=sum(side.blank for side in sorting.known),
        faulty=faulty,
        procedures=page.catalogue.procedures,
        may_file=page.may(Right.RECEIVE),
        typed={name: page.form.text(name) for name in (*FIELDS, "code", "reference")},
    )


def sort(page: Page) -> Response:
    """One of the buttons of the sorting page."""
    row, do = row_of(page), page.form.text("do")
    if not row.over:
        return page.to(f"/scan/{row.id}{purpose(page).query()}")
    filing = filing_of(page, row)
    try:
        match do:
            case "look":
                return sort_page(page)
            case "new":
                return _new(page, filing)
            case "case" | "add":
                return _add(page, filing)
            case "work" | "later":
                return _later(page, filing)
    except UnfiledError as error:
        return _unfiled(page, filing, error)
    except CorrectError as error:
        return sort_page(page, page.words(REFUSED[error.refusal]), 409)
    raise AskedWrongly("do")


def destroy(page: Page) -> Response:
    """For good, and only with the box ticked."""
    row = row_of(page)
    if not page.form.text("sure"):
        return sort_page(page, page.words(TEXT["not_sure"]), 409)
    filing_of(page, row).destroy()
    return page.to(f"/scan?did=destroyed&batch={row.id}")


def filing_of(page: Page, row: BatchRow) -> Filing:
    """What whoever asks may make of a batch."""
    console = page.console
    return Filing(page.db, console.workspace, console.settings, row, page.signed.person, page.now)


def sorting_of(page: Page, row: BatchRow) -> Sorting:
    """The proposal, or what the form says."""
    wanted, vault = purpose(page), Vault(page.console.workspace.vault)
    procedure = _procedure(page, wanted)
    scanned = sides_of(page, row)
    parting = Pages(page.db, vault).parting_of(row.case, DOCUMENT)
    known = tuple(
        Side(
            side.id,
            side.look is not None and side.look.blank,
            side.look.size if side.look else "",
            *parting[side.id],
        )
        for side in scanned
    )
    sent = page.form.text("sorted") and page.form.text("for") == wanted.procedure
    documents = tuple(each.id for each in procedure.documents) if procedure else ()
    if sent:
        choices = _chosen(page, known)
    elif wanted.work:
        choices = tuple(Choice(begins=n == 0) for n in range(len(known)))
    else:
        usual = Documents(page.db).usual(procedure.code) if procedure else {}
        choices = proposed(known, wanted.procedure, documents, usual)
    blanks = bool(page.form.text("sorted")) and not page.form.text("no_blanks")
    return Sorting(row, wanted, procedure, scanned, known, choices, blanks)


def _chosen(page: Page, known: tuple[Side, ...]) -> tuple[Choice, ...]:
    begins, dropped = set(page.form.all("begins")), set(page.form.all("dropped"))
    return tuple(
        Choice(side.id in begins, page.form.text(f"document-{side.id}"), side.id in dropped)
        for side in known
    )


def _procedure(page: Page, wanted: Purpose) -> Procedure | None:
    """In force today, or when the case was accepted."""
    catalogue = page.catalogue
    if wanted.case:
        rules = rules_of(page.db, wanted.case.case)
        catalogue = page.console.book.catalogue(rules, office_day(wanted.case.sealed_at))
    try:
        return catalogue.procedure(wanted.procedure)
    except KeyError:
        return None


def _names(page: Page, sorting: Sorting) -> dict[str, str]:
    """Of every document that a side may be, in the checklist's order."""
    if sorting.purpose.work:
        return {sorting.purpose.work.document: sorting.purpose.work.document}
    papers = sorting.procedure.documents if sorting.procedure else ()
    return {each.id: page.words(each.name) for each in papers} | {
        FURTHER: page.words(TEXT["further"])
    }


def _parts(page: Page, sorting: Sorting) -> tuple[Part, ...]:
    """Raises AskedWrongly for a document that no page of ours names."""
    known = _names(page, sorting)
    if any(part.document not in known for part in sorting.parts):
        raise AskedWrongly("document")
    return sorting.parts


def _new(page: Page, filing: Filing) -> Response:
    if not page.may(Right.RECEIVE):
        raise AskedWrongly("no right")
    sorting, holder = sorting_of(page, filing.row), typed(page.form, page.day)
    wrong = (*(() if sorting.procedure else ("procedure",)), *holder.wrong)
    if wrong or sorting.procedure is None:
        said = " ".join(page.words(TEXT[f"wrong_{each}"]) for each in wrong)
        return sort_page(page, said, 409, wrong)
    letter = series(frozenset(each.series for each in page.catalogue.fields))
    version = page.console.book.now().version
    parts = _parts(page, sorting)
    filing.new_case(sorting.procedure, letter, version, holder.holder, parts)
    return _to_case(page, filing.row.case, "filed")


def _add(page: Page, filing: Filing) -> Response:
    sorting, case = sorting_of(page, filing.row), None
    if page.form.text("do") == "case":
        case = sorting.purpose.case
    elif code := page.form.text("code").upper():
        case = Cases(page.db).of_code(code)
    if case is None or not case.procedure:
        return sort_page(page, page.words(TEXT["wrong_code"]), 409, ("code",))
    same_day = sorting.procedure is not None and sorting.procedure.same_day
    filing.to_case(case.case, _parts(page, sorting), same_day=same_day)
    return _to_case(page, case.case, "added")


def _later(page: Page, filing: Filing) -> Response:
    sorting = sorting_of(page, filing.row)
    worklist = Worklist(page.db, filing.vault)
    if work := sorting.purpose.work:
        _, old = worklist.item(work.id)
        filing.to_worklist(old, _parts(page, sorting), work.file)
        return page.to(f"/worklist?did=scanned&old={old.id}")
    reference = " ".join(page.form.text("reference").split())[:LONGEST_REFERENCE]
    if not reference or sorting.procedure is None:
        wrong = ("reference",) if sorting.procedure else ("procedure",)
        return sort_page(page, page.words(TEXT[f"wrong_{wrong[0]}"]), 409, wrong)
    old = worklist.case(reference, sorting.procedure.code, None, page.now)
    filing.to_worklist(old, _parts(page, sorting))
    return page.to(f"/worklist?did=later&old={old.id}")


def _unfiled(page: Page, filing: Filing, error: UnfiledError) -> Response:
    """Whoever comes second, or sent twice, is told what was made of it."""
    if filing.settled():
        return page.to(f"/scan/{filing.row.id}")
    return sort_page(page, page.words(UNFILED[error.why]), 409)


def _to_case(page: Page, case: str, did: str) -> Response:
    return page.to(f"/cases/{page.console.settings.kiosk}/{case}?did={did}")
