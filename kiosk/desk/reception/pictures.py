"""Pages and documents of a case as a browser shows them: our own JPEGs and sealed PDFs, never parsed here."""

from __future__ import annotations

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.reception.opened import case_here, opened
from kiosk.desk.reception.words import TEXT
from kiosk.store.cases import Cases
from kiosk.store.documents import Documents
from kiosk.store.looked_into import LookedInto
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault


def picture(page: Page) -> Response:
    """A scanned side upright, as it was looked at; as scanned where nobody did. Raises KeyError, CaseGone."""
    case, vault = _of_a_sealed(page), Vault(page.console.workspace.vault)
    key = Cases(page.db).key(case)
    wanted = page.path("page")
    sheets = {sheet.id: sheet for sheet in Pages(page.db, vault).of_case(case)}
    sheet = sheets[wanted]
    path = sheet.look.preview if sheet.look else sheet.path
    return Response(vault.read(key, path), media_type="image/jpeg")


def document(page: Page) -> Response:
    """A sealed PDF, to be read in the browser. Raises KeyError, CaseGone."""
    case, number = _of_a_sealed(page), page.path("number")
    key = Cases(page.db).key(case)
    numbered = {str(n): each for n, each in enumerate(Documents(page.db).of(case), start=1)}
    wanted = numbered[number]
    if not wanted.pages:  # what proves the card is no document
        raise KeyError(number)
    data = Vault(page.console.workspace.vault).read(key, wanted.path)
    shown = {"content-disposition": f'inline; filename="{wanted.name}"'}
    return Response(data, media_type="application/pdf", headers=shown)


def sheet(page: Page) -> Response:
    """One page large, with the way to those before and behind it: what stands in the frame beside the checklist."""
    case = opened(page)
    sheets = case.sheets
    at = {each.id: n for n, (_, each) in enumerate(sheets)}[page.path("page")]
    bundle, shown = sheets[at]
    return page.show(
        "reception/sheet.html",
        TEXT,
        case=case,
        bundle=bundle,
        sheet=shown,
        before=sheets[at - 1][1].id if at else "",
        behind=sheets[at + 1][1].id if at + 1 < len(sheets) else "",
    )


def _of_a_sealed(page: Page) -> str:
    """The case of the address; it is noted who looks."""
    case = case_here(page)
    if Cases(page.db).sealed(case) is None:
        raise KeyError(case)
    LookedInto(page.db, page.console.settings.kiosk).note(case, page.signed.person, page.now)
    return case
