"""The list at /inbox."""

from __future__ import annotations

from starlette.responses import Response

from kiosk.desk.console.page import Door, Page, door
from kiosk.desk.inbox.words import TEXT
from kiosk.rules.roster import Right
from kiosk.store.inbox import Inbox


def doors() -> tuple[Door, ...]:
    return (door("/inbox", _list, Right.LOOK),)


def _list(page: Page) -> Response:
    inbox = Inbox(page.db, page.console.settings.kiosk)
    inbox.catch_up()
    return page.show("inbox/list.html", TEXT, rows=inbox.rows())
