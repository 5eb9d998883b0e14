"""The addresses of scanning and of the worklist."""

from __future__ import annotations

from starlette.responses import Response

from kiosk.desk.console.page import Door, Page, door
from kiosk.desk.scanning import asking, backlog, sorting
from kiosk.desk.scanning.words import TEXT
from kiosk.rules.roster import Right
from kiosk.store.cases import Cases


def doors() -> tuple[Door, ...]:
    scan = Right.SCAN
    return (
        door("/scan", _ask, scan),
        door("/scan", asking.ask, scan, method="POST"),
        door("/scan/{batch}", _batch, scan),
        door("/scan/{batch}", sorting.sort, scan, method="POST"),
        door("/scan/{batch}/progress", _batch, scan, quiet=True),
        door("/scan/{batch}/stop", asking.stop, scan, method="POST"),
        door("/scan/{batch}/destroy", sorting.destroy, scan, method="POST"),
        door("/scan/{batch}/pages/{page}.jpg", asking.picture, scan),
        door("/cases/{kiosk}/{case}/scan", _for_case, scan),
        door("/worklist", backlog.list_page, scan),
        door("/worklist/{old}", backlog.case_page, scan),
        door("/worklist/items/{item}/take", backlog.take, scan, method="POST"),
        door("/worklist/items/{item}/{number}", backlog.paper, scan),
    )


def _ask(page: Page) -> Response:
    told = ""
    if page.asked("did") == "destroyed" and (id := page.asked("batch")).isdigit():
        told = page.words(TEXT["destroyed"]).format(id=id)
    return asking.ask_page(page, told)


def _for_case(page: Page) -> Response:
    """From a case's page: a batch whose pages are to be that case's."""
    return page.to(f"/scan?case={page.path('case')}")


def _batch(page: Page) -> Response:
    """Followed until its pages were looked at, then sorted; where something was made of it, that."""
    row = asking.row_of(page)
    if case := sorting.filing_of(page, row).settled():
        at = f"/cases/{page.console.settings.kiosk}/{case}"
        sealed = Cases(page.db).sealed(case)
        code = sealed.code if sealed else ""
        return page.show("scanning/settled.html", TEXT, row=row, at=at, code=code)
    if asking.waits(page, row) and not (row.over and page.asked("now")):
        return asking.follow_page(page, row)
    return sorting.sort_page(page)
