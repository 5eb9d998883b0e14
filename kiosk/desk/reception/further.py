"""/cases/{kiosk}/{case}/papers: what was asked for came, and the days run on."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.reception.acting import (
    Drawn,
    Refused,
    begun,
    do,
    drawn,
    drawn_before,
    short,
)
from kiosk.desk.reception.opened import Opened, opened
from kiosk.desk.reception.typed import line
from kiosk.desk.reception.words import TEXT
from kiosk.rules.flow.acts import Kind
from kiosk.rules.roster import Right


def get(page: Page) -> Response:
    """What was asked for, what is there, and where to scan more; a case that waits for nothing has its own page."""
    case = opened(page)
    if not case.stands.wanted:
        return page.to(case.path)
    return _shown(page, case, "", drawn(case))


def post(page: Page) -> Response:
    """The papers are here."""
    case = opened(page)
    note = line(page.form, "note")
    try:
        _came(page, case, note)
    except Refused as error:
        form = drawn(opened(page)) if error.key == "overtaken" else drawn_before(page)
        return _shown(page, opened(page), note, form, error)
    to = f"{case.path}?did={Kind.PAPERS_CAME.value}"
    return page.to(to if case.stands.received else f"{case.path}/receive")


def _came(page: Page, case: Opened, note: str) -> None:
    """Raises Refused."""
    act, stands = begun(page, case, Kind.PAPERS_CAME), case.stands
    if stands.clock and stands.rests_since:
        resumed = page.law.resumed(stands.clock, stands.rests_since, act.at)
        act = replace(act, clock=resumed)
    do(page, case, replace(act, note=note))


def _shown(
    page: Page, case: Opened, note: str, form: Drawn, refusal: Refused | None = None
) -> Response:
    since = case.stands.rests_since
    return page.show(
        "reception/papers.html",
        TEXT,
        422 if refusal else 200,
        case=case,
        note=note,
        form=form,
        refusal=refusal,
        since=short(since, page) if since else "",
        may_scan=page.may(Right.SCAN),
    )
