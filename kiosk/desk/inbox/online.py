"""A case that was filed online: reception sees who filed what and until when; it is worked on at the province."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from kiosk.desk.console.page import Door, Page, door
from kiosk.desk.inbox.shown import Rows
from kiosk.desk.inbox.words import TEXT
from kiosk.rules.roster import Right
from kiosk.store.inbox import ONLINE, Inbox
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.roster import Roster


def doors() -> tuple[Door, ...]:
    return (door("/online/{kiosk}/{case}", _case, Right.LOOK),)


def _case(page: Page) -> Response:
    """Opening it is noted, as with every case; raises KeyError for one that is not in the list any more."""
    number = page.path("kiosk")
    kiosk = int(number) if number.isascii() and number.isdigit() and len(number) < 3 else -1
    case = page.path("case")
    row = Inbox(page.db, page.console.settings.kiosk).of(kiosk, case)
    if row is None or row.channel != ONLINE or row.gone:
        raise KeyError(case)
    Inbox(page.db, page.console.settings.kiosk).opened(case, page.now)
    owners = {person.id: person.name for person in Roster(page.db).people()}
    shown = Rows(page, owners, dt.timedelta(minutes=page.console.settings.desk.unseen)).shown(row)
    filed = row.handed_in.astimezone(OFFICE_ZONE).strftime("%d/%m/%Y %H:%M")
    return page.show("inbox/online.html", TEXT, it=shown, filed=filed)
