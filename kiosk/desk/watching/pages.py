"""The pages of the kiosk: who stands at it, what it needs, what can be ordered of it, and how the day went."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from kiosk.desk import queue_page
from kiosk.desk.console.page import AskedWrongly, Door, Page, door
from kiosk.desk.looking import looking
from kiosk.desk.screen import DeskScreen
from kiosk.desk.view import DeskView
from kiosk.desk.watching import called_visit
from kiosk.desk.watching.now import Now
from kiosk.desk.watching.words import SERVICES, TEXT
from kiosk.desk.words import FOR_STAFF
from kiosk.faults import remedy
from kiosk.rules.roster import Right
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.orders import Order, OrderKind, Orders, Service

_ID = re.compile(r"[0-9a-f]{32}")
_FOR = {  # what may be ordered of a visit, and with which right
    OrderKind.GO: Right.WATCH,
    OrderKind.RESUME: Right.WATCH,
    OrderKind.END: Right.WATCH,
    OrderKind.PRINT: Right.WATCH,
    OrderKind.TAKE: Right.RECEIVE,
}
_ASKED_FIRST = (OrderKind.END, OrderKind.TAKE)  # what a slip of the hand must not do
HOME = "/kiosk"


def doors(look: Callable[[], DeskView] | None = None) -> tuple[Door, ...]:
    """`look`: how the day stands, if not as the store has it."""
    watching = Watching(look)
    orders = (
        door(f"/kiosk/visits/{{case}}/{kind}", _ordering(kind), right, method="POST")
        for kind, right in _FOR.items()
    )
    asked = (
        door(f"/kiosk/visits/{{case}}/{kind}", _asking(kind), _FOR[kind]) for kind in _ASKED_FIRST
    )
    return (
        door(HOME, watching.page, Right.WATCH),
        door("/kiosk/now", now, Right.WATCH, quiet=True),
        door("/kiosk/day", watching.day, Right.WATCH, quiet=True),
        *orders,
        *asked,
        door("/kiosk/services/{service}/restart", restart, Right.MEND, method="POST"),
        *called_visit.doors(),
        *queue_page.doors(),
    )


class Watching:
    """The page of the kiosk. What is known of the disk is remembered from one look to the next."""

    def __init__(self, look: Callable[[], DeskView] | None) -> None:
        self._look = look

    def page(self, page: Page) -> Response:
        """/kiosk: everything."""
        try:
            desk = self._day(page)
        except (StoreError, DiskFailed) as error:
            return _broken(page, error)
        return page.show("watching/kiosk.html", TEXT, now=seen(page), desk=desk, **_choices(page))

    def day(self, page: Page) -> Response:
        """/kiosk/day: the part of it that a script asks for anew every quarter of a minute."""
        return page.show("watching/day.html", TEXT, desk=self._day(page), draw=called_visit.draw)

    def _day(self, page: Page) -> DeskScreen:
        console = page.console
        if self._look is None:
            settings = console.settings
            self._look = looking(
                console.workspace, console.clock, settings.scanner_names, settings.disk
            )
        return DeskScreen(self._look(), console.settings.office, page.language)


def _broken(page: Page, error: StoreError | DiskFailed) -> Response:
    """The page that watches over the disk says by name what is wrong with it."""
    what, todo = remedy(error.fault).what, FOR_STAFF[error.fault]
    return page.show(
        "watching/broken.html", TEXT, 503, what=page.words(what), todo=page.words(todo)
    )


def now(page: Page) -> Response:
    """/kiosk/now: the part of it that a script asks for anew every other second."""
    return page.show("watching/now.html", TEXT, now=seen(page), **_choices(page))


def seen(page: Page) -> Now:
    """What may be seen of the screen."""
    kiosk = page.console.settings.kiosk
    return Now(page.db, page.now, page.language, page.catalogue, kiosk)


def restart(page: Page) -> Response:
    """A service is to end and begin anew; it does so by itself."""
    try:
        service = Service(page.path("service"))
    except ValueError:
        raise KeyError(page.path("service")) from None
    _order(page, OrderKind.RESTART, service=service)
    return page.to(HOME)


def _ordering(kind: OrderKind) -> Callable[[Page], Response]:
    def order(page: Page) -> Response:
        _order(page, kind, page.path("case"))
        return page.to(HOME)

    return order


def _asking(kind: OrderKind) -> Callable[[Page], Response]:
    def ask(page: Page) -> Response:
        """What would happen, before it does."""
        case, visit = page.path("case"), seen(page)
        if visit.case != case:
            return page.show("watching/over.html", TEXT, 409)
        return page.show(
            "watching/sure.html", TEXT, kind=kind.value, case=case, now=visit, **_choices(page)
        )

    return ask


def _order(page: Page, kind: OrderKind, case: str = "", service: Service | None = None) -> None:
    """Raises AskedWrongly."""
    id, counter = page.form.text("act"), page.form.number("counter")
    if not _ID.fullmatch(id) or (case and not _ID.fullmatch(case)):
        raise AskedWrongly("act")
    known = {each.number for each in page.console.settings.counters}
    if counter and counter not in known:
        raise AskedWrongly("counter")
    role = min(page.signed.roles, default=None)
    Orders(page.db).ask(
        Order(
            id,
            kind,
            page.signed.person,
            role.value if role else "none",
            page.now,
            case,
            service,
            counter,
        )
    )


def _choices(page: Page) -> dict[str, Any]:
    """What forms of the page offer."""
    counters = tuple(each.number for each in page.console.settings.counters)
    last = Orders(page.db).last_counter(page.signed.person)
    return {
        "draw": called_visit.draw,
        "may_take": page.may(Right.RECEIVE),
        "may_look": page.may(Right.LOOK),
        "may_mend": page.may(Right.MEND),
        "may_figures": page.may(Right.FIGURES),
        "counters": counters,
        "counter": last if last in counters else next(iter(counters), 0),
        "services": tuple((each.value, page.words(said)) for each, said in SERVICES.items()),
        "others": tuple(
            (each.kiosk, each.console) for each in page.console.settings.desks if each.console
        ),
    }
