"""Name and pages of a visit whose citizen calls for a clerk, while the call waits; who looked is journalled."""

from __future__ import annotations

import uuid

from starlette.responses import Response

from kiosk.desk.console.page import Door, Page, door
from kiosk.desk.watching.words import TEXT
from kiosk.faults import Fault
from kiosk.model import CaseState
from kiosk.model import Page as Scanned
from kiosk.rules.roster import Right
from kiosk.store.calls import Calls
from kiosk.store.cases import Cases
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault


def doors() -> tuple[Door, ...]:
    return (
        door("/kiosk/visits/{case}", visit, Right.LOOK),
        door("/kiosk/visits/{case}/pages/{page}.jpg", picture, Right.LOOK),
    )


def draw() -> str:
    """An id for an act's form."""
    return uuid.uuid4().hex


def visit(page: Page) -> Response:
    """Whom the clerk will meet, and what lies before the citizen."""
    case = page.path("case")
    if not _calls(page, case):
        return page.show("watching/no_call.html", TEXT, 403)
    role = min(page.signed.roles)
    Journal(page.db).write(
        JournalEvent.VISIT_SEEN, page.now, case=case, by=page.signed.person, role=role.value
    )
    holder, pages = Cases(page.db).holder(case), _pages(page)
    documents = tuple(
        (_name(page, document), pages.of(case, document)) for document in pages.documents(case)
    )
    return page.show(
        "watching/visit.html",
        TEXT,
        case=case,
        holder=holder,
        verdict=Cases(page.db).card(case),
        documents=documents,
    )


def picture(page: Page) -> Response:
    """One page of it, as small as the citizen sees it where it was looked at."""
    case, wanted = page.path("case"), page.path("page")
    if not _calls(page, case):
        return Response(status_code=403)
    pages = _pages(page)
    found = (one for name in pages.documents(case) for one in pages.of(case, name))
    scanned = next((one for one in found if one.id == wanted), None)
    if scanned is None:
        raise KeyError(wanted)
    vault = Vault(page.console.workspace.vault)
    jpeg = vault.read(Cases(page.db).key(case), _path(scanned))
    return Response(jpeg, media_type="image/jpeg")


def _calls(page: Page, case: str) -> bool:
    """Whether this visit's citizen called, and still waits."""
    calls = Calls(page.db, page.console.settings.kiosk).waiting()
    called = any(call.case == case and call.fault is Fault.CLERK_CALLED for call in calls)
    return called and Cases(page.db).state(case) is CaseState.OPEN


def _pages(page: Page) -> Pages:
    return Pages(page.db, Vault(page.console.workspace.vault))


def _path(scanned: Scanned) -> str:
    return scanned.look.preview if scanned.look and scanned.look.preview else scanned.path


def _name(page: Page, document: str) -> str:
    """What a required document is called; its id where today's catalogue does not know it."""
    for procedure in page.catalogue.procedures:
        for each in procedure.documents:
            if each.id == document:
                return page.words(each.name)
    return document
