"""/cases/{kiosk}/{case}/ask: everything that is missing, named at once, with why and what to do (form 02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.reception.acting import Drawn, Refused, begun, do, drawn, drawn_before, refused
from kiosk.desk.reception.opened import Opened, opened
from kiosk.desk.reception.typed import Typed, carried, fields, line, reception
from kiosk.desk.reception.words import TEXT
from kiosk.rules.flow.acts import Kind, Wanted
from kiosk.rules.flow.checklist import lacking

OTHER = "other"  # the line for what no list names


@dataclass(frozen=True)
class Row:
    """One paper that may be asked for, as the form has it."""

    key: str
    wanted: Wanted
    chosen: bool = False
    pages: int = 0
    by_card: bool = False


def get(page: Page) -> Response:
    """Whatever is missing is ticked already."""
    case = opened(page)
    return shown(page, case, usual(case), drawn(case))


def post(page: Page) -> Response:
    """The request is made, or the form comes back as it was typed."""
    case = opened(page)
    left, rows = carried(page, case), _typed(page, case)
    try:
        _ask(page, case, left, rows)
    except Refused as error:
        form = drawn(opened(page)) if error.key == "overtaken" else drawn_before(page)
        return shown(page, opened(page), rows, form, left, error)
    return page.to(f"{case.path}?did={Kind.ASKED_MORE.value}")


def usual(case: Opened, left: Typed | None = None) -> tuple[Row, ...]:
    """What is missing is asked for; of what is there nothing is, until somebody says why."""
    missing = {item.document for item in lacking(case.items, left.papers if left else ())}
    rows = [
        Row(item.document, item.ask(), item.document in missing, item.pages, item.by_card)
        for item in case.items
        if item.wanted
    ]
    return (*rows, Row(OTHER, Wanted("", "")))


def shown(
    page: Page,
    case: Opened,
    rows: Sequence[Row],
    form: Drawn,
    left: Typed | None = None,
    refusal: Refused | None = None,
) -> Response:
    """The form; `left`: what was typed at reception before, which it bears along."""
    return page.show(
        "reception/ask.html",
        TEXT,
        422 if refusal else 200,
        case=case,
        rows=rows,
        form=form,
        refusal=refusal,
        hidden=fields(left) if left else (),
        other=OTHER,
    )


def _ask(page: Page, case: Opened, left: Typed | None, rows: Sequence[Row]) -> None:
    """Raises Refused."""
    wanted = tuple(row.wanted for row in rows if row.chosen)
    if not wanted:
        raise refused("nothing_wanted", page)
    if silent := [each.name for each in wanted if not each.why or not each.name]:
        raise refused("no_why", page, names=", ".join(filter(None, silent)) or "…")
    act = begun(page, case, Kind.ASKED_MORE)
    draft = reception(left, ()) if left and not case.stands.received else None
    do(page, case, replace(act, wanted=wanted, reception=draft))


def _typed(page: Page, case: Opened) -> tuple[Row, ...]:
    rows = []
    for row in usual(case):
        name = line(page.form, "name-other") if row.key == OTHER else row.wanted.name
        why, guide = line(page.form, f"why-{row.key}"), line(page.form, f"guide-{row.key}")
        chosen = bool(page.form.text(f"want-{row.key}")) or (row.key == OTHER and bool(name))
        wanted = Wanted(row.wanted.document, name, why, guide)
        rows.append(Row(row.key, wanted, chosen, row.pages, row.by_card))
    return tuple(rows)
