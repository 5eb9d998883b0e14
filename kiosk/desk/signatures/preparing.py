"""/cases/{kiosk}/{case}/copies: the papers of a case that may become certified e-copies, and their numbers."""

from __future__ import annotations

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.copy_words import REFUSED
from kiosk.desk.signatures.register import handled, state_of
from kiosk.desk.signatures.signing import document_name
from kiosk.desk.signatures.words import TEXT
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Copy, CopyError, CopyState
from kiosk.store.database import writing
from kiosk.store.documents import Documents


def copies_page(page: Page, said: str = "", status: int = 200) -> Response:
    """Each paper with the number it has, or a button that draws one."""
    case = _case(page)
    papers = dict.fromkeys(each.id for each in Documents(page.db).of(case.case) if each.pages)
    numbers = {
        copy.document: copy
        for copy in Certifications(page.db).of_case(case.case)
        if copy.state is not CopyState.VOID
    }
    return page.show(
        "signatures/copies.html",
        TEXT,
        status,
        said=said or _did(page),
        wrong=status != 200,
        case=case,
        at=f"/cases/{page.path('kiosk')}/{case.case}",
        certifies=case.procedure in page.catalogue.certifies(),
        papers=[(id, document_name(page, id), numbers.get(id)) for id in papers],
        state_of=lambda copy: state_of(page, copy),
    )


def prepare(page: Page) -> Response:
    """The year's next number for a paper; asked again, the same one."""
    case, document = _case(page), page.form.text("document")
    # Each kiosk of an office keeps a book of its own: two never need to agree on the next number.
    book = f"{max(1, page.console.settings.kiosk):02d}"
    register = Certifications(page.db)
    try:
        with writing(page.db):
            copy: Copy = register.prepare(
                case.case, document, page.now, book=book, certifies=page.catalogue.certifies()
            )
            handled(page, copy, "prepared")
    except CopyError as error:
        return copies_page(page, page.words(REFUSED[error.refusal]), 409)
    return page.to(f"/cases/{page.path('kiosk')}/{case.case}/copies?did={copy.number}-{copy.year}")


def _did(page: Page) -> str:
    number, _, year = page.asked("did").partition("-")
    if not (number.isdigit() and year.isdigit()):
        return ""
    return page.words(TEXT["prepared"]).format(number=f"{number}/{year}")


def _case(page: Page) -> SealedCase:
    """A sealed case of this very kiosk; raises KeyError."""
    case = Cases(page.db).sealed(page.path("case"))
    if case is None or page.path("kiosk") != str(page.console.settings.kiosk):
        raise KeyError(page.path("case"))
    return case
