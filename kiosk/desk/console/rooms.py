"""Every address of the console, room by room, and the tabs that lead there."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute

from kiosk.desk.books import pages as books
from kiosk.desk.books import words as books_words
from kiosk.desk.checks import pages as checks
from kiosk.desk.checks import words as checks_words
from kiosk.desk.console import account, front
from kiosk.desk.console.app import Console, Tab
from kiosk.desk.console.page import Door, Page, door
from kiosk.desk.flow import leader_words
from kiosk.desk.flow import pages as flow
from kiosk.desk.forms import pages as forms
from kiosk.desk.inbox import handoff
from kiosk.desk.inbox import pages as inbox
from kiosk.desk.inbox import words as inbox_words
from kiosk.desk.law import pages as law
from kiosk.desk.law import words as law_words
from kiosk.desk.people import pages as people
from kiosk.desk.people import words as people_words
from kiosk.desk.reception import pages as reception
from kiosk.desk.scanning import pages as scanning
from kiosk.desk.scanning import words as scanning_words
from kiosk.desk.signatures import pages as signatures
from kiosk.desk.signatures import words as signatures_words
from kiosk.desk.watching import pages as watching
from kiosk.desk.watching import words as watching_words
from kiosk.hall import fonts
from kiosk.rules.roster import Right

TABS: tuple[Tab, ...] = (
    Tab("/inbox", inbox_words.TEXT["inbox"], frozenset({Right.LOOK}), "h", ("/cases", "/online")),
    Tab("/leader", leader_words.TEXT["leader"], frozenset({Right.DECIDE}), "l"),
    Tab(
        "/scan",
        scanning_words.TEXT["scan"],
        frozenset({Right.SCAN}),
        holds=("/worklist", "/certified", "/verify"),
    ),
    Tab("/books", books_words.TEXT["books"], frozenset({Right.BOOKS})),
    Tab(
        "/signing",
        signatures_words.TEXT["sign"],
        frozenset({Right.SIGN, Right.SEAL}),
        holds=("/certified", "/verify"),
    ),
    Tab("/kiosk", watching_words.TEXT["kiosk"], frozenset({Right.WATCH}), "k", ("/queue",)),
    Tab("/checks", checks_words.TEXT["checks"], frozenset({Right.MEND})),
    Tab("/rules", law_words.TEXT["tab"], frozenset(Right), "q"),
    Tab("/people", people_words.TEXT["people"], frozenset({Right.PEOPLE})),
)
ROOMS = (  # each has doors()
    account,
    inbox,
    flow,
    scanning,
    books,
    forms,
    reception,
    signatures,
    watching,
    checks,
    law,
    people,
)


def doors() -> tuple[Door, ...]:
    """All of them, in no order that matters: no two have one path and method."""
    all = (door("/", _first, *Right), *(each for room in ROOMS for each in room.doors()))
    return tuple(handoff.at_its_holder(each) for each in all)


def unsigned(console: Console) -> list[BaseRoute]:
    """What is reached without signing in: `more` of create_console."""
    return [*front.routes(console), *handoff.routes(console), *fonts.routes()]


def _first(page: Page) -> Response:
    """Where somebody with these rights begins the day."""
    tabs = (tab for tab in page.console.tabs if tab.needs & page.signed.rights)
    return page.to(next((tab.path for tab in tabs), "/password"))
