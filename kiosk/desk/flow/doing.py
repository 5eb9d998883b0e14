"""Doing something to a case from its page: the first act stands, the second is told, and what was typed is kept."""

from __future__ import annotations

import re

from starlette.responses import Response

from kiosk.desk.console.page import AskedWrongly, Page
from kiosk.desk.flow import case_page
from kiosk.desk.flow.drafts import KINDS, Draft, NotDone, drafted
from kiosk.rules.flow.acts import Kind, Place
from kiosk.rules.flow.deeds import Why
from kiosk.rules.flow.standing import Standing
from kiosk.store.acts import Acts, Overtaken
from kiosk.store.called_back import result_handed, result_lies_here
from kiosk.store.cases import Cases
from kiosk.store.results import Results, ResultState

_ID = re.compile(r"[0-9a-f]{32}")
CONFLICT = 409


def act(page: Page) -> Response:
    """One act, by the form of a case's page."""
    case, kind, id = page.path("case"), kind_of(page.path("kind")), drawn(page)
    try:
        do(page, case, kind, id, page.form.number("after"))
    except Overtaken as overtaken:
        return case_page.draw(page, case, CONFLICT, overtaken=overtaken.last, typed=kind)
    except NotDone as refused:
        return case_page.draw(page, case, CONFLICT, why=refused.why, typed=kind)
    return page.to(f"{case_page.address(page, case)}?did={kind.value}")


def do(page: Page, case: str, kind: Kind, id: str, after: int) -> Standing:
    """Do it, with whatever belongs to it. Raises NotDone, Overtaken, CaseGone, KeyError for no case of this kiosk."""
    sealed = Cases(page.db).sealed(case)
    if sealed is None:
        raise KeyError(case)
    acts = Acts(page.db, page.console.settings.kiosk)
    draft = drafted(page, kind, sealed.procedure, acts.standing(case))
    return acts.do(
        *(case, draft.act, id, after),
        check=lambda stands: _check(draft, stands, sealed.erased),
        also=lambda stands: _also(page, case, sealed.code, kind, stands),
    )


def kind_of(text: str) -> Kind:
    """Raises KeyError for what is no act of this room."""
    found = {kind.value: kind for kind in KINDS}
    return found[text]


def drawn(page: Page) -> str:
    """The id that was drawn with the form. Raises AskedWrongly."""
    id = page.form.text("act")
    if not _ID.fullmatch(id):
        raise AskedWrongly("act")
    return id


def _check(draft: Draft, stands: Standing, erased: bool) -> None:
    if erased:
        raise NotDone(Why.OVER)
    draft.check(stands)


def _also(page: Page, case: str, code: str, kind: Kind, stands: Standing) -> None:
    """What an act means for the hall and for results, in its transaction."""
    # Where the process names no archivist, the leader's word brings it there.
    if kind in (Kind.ISSUED, Kind.APPROVED) and stands.place is Place.RETURN:
        result_lies_here(page.db, case, page.now)
    if kind is not Kind.RETURNED:
        return
    results = Results(page.db)
    here = [
        each
        for each in results.of(code)
        if each.state is ResultState.HERE
        and (each.valid_until is None or each.valid_until >= page.day)
    ]
    for result in here:
        results.handed(result, page.now)
    if not here:
        result_handed(page.db, case, page.now)


def show_number(page: Page) -> Response:
    """The case's page with the whole number of its holder; that it was asked for is journalled."""
    return case_page.draw(page, page.path("case"), number=True)
