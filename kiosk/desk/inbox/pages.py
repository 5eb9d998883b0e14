"""The list at /inbox, and what its script asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from kiosk.desk.console.page import AskedWrongly, Door, Page, door
from kiosk.desk.flow.batch import offered
from kiosk.desk.inbox import online
from kiosk.desk.inbox.asked import (
    EVERYTHING,
    ME,
    MINE,
    NOBODY,
    OF_FIELD,
    OVER,
    Address,
    address,
    asked,
    behind,
    my_places,
    places,
)
from kiosk.desk.inbox.shown import Rows
from kiosk.desk.inbox.words import ONLY, ORDER, PLACES, TEXT
from kiosk.rules.flow.acts import Place
from kiosk.rules.roster import Right
from kiosk.store.heard import Heard
from kiosk.store.inbox import Inbox
from kiosk.store.inbox_list import Asked, Count, InboxList
from kiosk.store.inbox_shared import InboxShared
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.roster import Roster


def doors() -> tuple[Door, ...]:
    return (
        door("/inbox", _list, Right.LOOK),
        door("/inbox/news", _news, Right.LOOK, quiet=True),
        *online.doors(),
    )


def _list(page: Page) -> Response:
    Inbox(page.db, page.console.settings.kiosk).catch_up()
    Heard(page.db, page.console.settings.kiosk).hear(page.now)
    said, lists, unseen = address(page), InboxList(page.db), _unseen(page)
    wanted = asked(page, said, unseen)
    newest = lists.newest()  # before the list is read: what comes meanwhile is new
    listed = lists.page(wanted, at := behind(page))
    silent = InboxShared(page.db).silent()
    owners = {person.id: person.name for person in Roster(page.db).people()}
    rows = Rows(page, owners, unseen, silent)
    counts = lists.counts(wanted)
    return page.show(
        "inbox/list.html",
        TEXT,
        said=said,
        rows=[rows.shown(row) for row in listed.rows],
        next=said.behind(listed.behind) if listed.behind else "",
        later=at is not None,
        tabs_of_places=_places(page, said, counts),
        unseen=sum(count.unseen for count in counts.values()),
        minutes=page.console.settings.desk.unseen,
        news=said.path(since=str(newest)).replace("/inbox", "/inbox/news", 1),
        batch=offered(page),
        silent=[(kiosk, _clock(since, wanted)) for kiosk, since in sorted(silent.items())],
        **_choices(page, said),
    )


def _news(page: Page) -> Response:
    """How many cases came since a list was drawn, to the places that it shows: a number, and the words for it."""
    Inbox(page.db, page.console.settings.kiosk).catch_up()
    since = page.asked("since")
    if not (since.isascii() and since.isdigit() and len(since) < 16):
        raise AskedWrongly("since")
    count = InboxList(page.db).arrived(int(since), places(page, address(page)))
    text = page.words(TEXT["new_n"]).format(count=count)
    return JSONResponse({"count": count, "text": text})


def _unseen(page: Page) -> dt.timedelta:
    return dt.timedelta(minutes=page.console.settings.desk.unseen)


def _places(
    page: Page, said: Address, counts: Mapping[Place, Count]
) -> list[tuple[str, str, Count, bool]]:
    """Address, name, count, and whether it is this one: my work, every place, everything."""

    def together(some: tuple[Place, ...]) -> Count:
        found = [counts.get(place, Count()) for place in some]
        return Count(*(sum(getattr(each, of) for each in found) for of in ("cases", "late")))

    mine = my_places(page)
    named: list[tuple[str, str, Count]] = []
    if mine:
        named.append((MINE, page.words(TEXT["mine"]), together(mine)))
    for place in Place:
        if place is not Place.NONE:
            named.append((place.value, page.words(PLACES[place]), counts.get(place, Count())))
    named.append((EVERYTHING, page.words(TEXT["everything"]), together(tuple(counts))))
    named.append((OVER, page.words(PLACES[Place.NONE]), Count()))
    usual = EVERYTHING if said.q or not mine else MINE
    return [
        (said.but(place=name), words, count, name == (said.place or usual))
        for name, words, count in named
    ]


def _choices(page: Page, said: Address) -> dict[str, Any]:
    """What the filters offer: value and words; procedures by field."""
    catalogue, words = page.catalogue, page.words
    settings = page.console.settings
    whole = words(TEXT["whole_field"])
    return {
        "procedures": [
            (
                words(field.name),
                [
                    (f"{OF_FIELD}{field.id}", whole.format(field=words(field.name))),
                    *((each.code, words(each.short)) for each in catalogue.of_field(field.id)),
                ],
            )
            for field in catalogue.fields
        ],
        "whose": [("", words(TEXT["anybody"])), *_whose(page)],
        "states": [(each.value, words(text)) for each, text in ONLY.items()],
        "orders": [(each.value, words(text)) for each, text in ORDER.items()],
        "kiosks": [settings.kiosk, *(desk.kiosk for desk in settings.desks)],
    }


def _whose(page: Page) -> list[tuple[str, str]]:
    return [(ME, page.words(TEXT["me"])), (NOBODY, page.words(TEXT["nobody"]))]


def _clock(since: dt.datetime, wanted: Asked) -> str:
    """The time of day, with its day where that is another one."""
    at, now = since.astimezone(OFFICE_ZONE), wanted.now.astimezone(OFFICE_ZONE)
    return at.strftime("%H:%M" if at.date() == now.date() else "%H:%M %d/%m")
