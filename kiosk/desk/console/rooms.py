"""Every address of the console, room by room, and the tabs that lead there."""

from __future__ import annotations

from starlette.responses import Response

from kiosk.desk.console.app import Tab
from kiosk.desk.console.page import Door, Page, door
from kiosk.desk.flow import leader_words as flow_words
from kiosk.desk.flow import pages as flow
from kiosk.desk.inbox import pages as inbox
from kiosk.desk.inbox import words as inbox_words
from kiosk.desk.scanning import pages as scanning
from kiosk.desk.scanning import words as scanning_words
from kiosk.rules.roster import Right

TABS: tuple[Tab, ...] = (
    Tab("/inbox", inbox_words.TEXT["inbox"], frozenset({Right.LOOK}), "h"),
    Tab("/leader", flow_words.TEXT["leader"], frozenset({Right.DECIDE}), "l"),
    Tab("/scan", scanning_words.TEXT["scan"], frozenset({Right.SCAN})),
)


def doors() -> tuple[Door, ...]:
    """All of them, in no order that matters: no two have one path and method."""
    return (
        door("/", _first, *Right),
        *inbox.doors(),
        *flow.doors(),
        *scanning.doors(),
    )


def _first(page: Page) -> Response:
    """Where somebody with these rights begins the day."""
    tabs = (tab for tab in page.console.tabs if tab.needs & page.signed.rights)
    return page.to(next(tabs).path)
