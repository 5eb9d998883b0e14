"""/worklist: what is still to be digitised of the office's old cases, and each of them paper by paper."""

from __future__ import annotations

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.scanning.words import TEXT
from kiosk.dossier.importing.refused import ImportReason, words
from kiosk.store.database import writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.vault import Vault
from kiosk.store.worklist import Show, WorkItem, Worklist, WorkState

MOST = 50  # cases on one page
_SHOWS = {
    Show.LEFT: "only_left",
    Show.BAD: "only_bad",
    Show.DONE: "only_done",
    Show.ALL: "every",
}
_STATES = {
    WorkState.NEW: ("wait", "is_new"),
    WorkState.BAD: ("stop", "is_bad"),
    WorkState.TAKEN: ("good", "is_taken"),
}
_TOLD = {
    "later": "kept_later",
    "scanned": "kept_later",
    "taken": "taken_now",
    "before": "taken_before",
}


def list_page(page: Page) -> Response:
    """The cases that fit, with how far each has come, and the backlog."""
    worklist, asked = _worklist(page), page.asked("show", Show.LEFT.value)
    show = Show(asked) if asked in [*Show] else Show.LEFT
    rows, count = worklist.progress(show, page.asked("q"), MOST)
    counts = worklist.counts()
    left = counts[WorkState.NEW] + counts[WorkState.BAD]
    did = _TOLD.get(page.asked("did"), "")
    return page.show(
        "scanning/worklist.html",
        TEXT,
        told=page.words(TEXT[did]).format(left=left) if did else "",
        rows=rows,
        more=count - len(rows),
        show=show.value,
        shows={each.value: _SHOWS[each] for each in Show},
        query=page.asked("q"),
        left=left,
        all=sum(counts.values()),
        bad=counts[WorkState.BAD],
        procedure=lambda code: _name(page, code),
    )


def case_page(page: Page) -> Response:
    """One old case with its papers."""
    worklist = _worklist(page)
    old = worklist.old(page.path("old"))
    did = _TOLD.get(page.asked("did"), "")
    left = sum(each.state is not WorkState.TAKEN for each in worklist.of(old))
    return page.show(
        "scanning/old_case.html",
        TEXT,
        told=page.words(TEXT[did]).format(left=left) if did else "",
        old=old,
        name=old.holder.name if old.holder else "",
        procedure=_name(page, old.procedure),
        items=[(each, *_STATES[each.state], _why(page, each)) for each in worklist.of(old)],
    )


def take(page: Page) -> Response:
    """Somebody looked at the paper and is done with it; the second is told."""
    worklist = _worklist(page)
    item, old = worklist.item(page.path("item"))
    with writing(page.db):
        taken = worklist.take(item.id, page.now)
        if taken:
            Journal(page.db).write(
                JournalEvent.OLD_PAPER_TAKEN,
                page.now,
                by=page.signed.person,
                document=item.document,
            )
    return page.to(f"/worklist/{old.id}?did={'taken' if taken else 'before'}")


def paper(page: Page) -> Response:
    """A page of an imported paper as it lies in the vault: a JPEG, or the PDF whole."""
    worklist = _worklist(page)
    item, old = worklist.item(page.path("item"))
    text = page.path("number")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= len(item.paths):
        raise KeyError(text)
    data = Vault(page.console.workspace.vault).read(old.key, item.paths[number - 1])
    if item.kind != "pdf":
        return Response(data, media_type="image/jpeg")
    return Response(
        data,
        media_type="application/pdf",
        headers={"content-disposition": f'attachment; filename="{item.document}.pdf"'},
    )


def _worklist(page: Page) -> Worklist:
    return Worklist(page.db, Vault(page.console.workspace.vault))


def _name(page: Page, code: str) -> str:
    try:
        return page.words(page.catalogue.procedure(code).short)
    except KeyError:
        return code


def _why(page: Page, item: WorkItem) -> str:
    if not item.reason:
        return ""
    try:
        return page.words(words(ImportReason(item.reason)))
    except ValueError:
        return item.reason
