"""The page of the queue's figures at /queue, to be read, printed, and taken along as a file."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from kiosk.desk import queue_words as words
from kiosk.desk.console.page import AskedWrongly, Door, Page, door
from kiosk.desk.queue import looking_back
from kiosk.desk.queue_table import MOST_DAYS, QueueScreen, QueueView, questions_file, stays_file
from kiosk.rules.roster import Right


def doors() -> tuple[Door, ...]:
    """/queue, /queue.csv and /questions.csv, each with from= and to=; without them, today."""
    return (
        door("/queue", page, Right.FIGURES),
        door("/queue.csv", file, Right.FIGURES),
        door("/questions.csv", file, Right.FIGURES),
    )


def page(page: Page) -> Response:
    """The figures; where the days make no sense, or are too many for a page, those of today."""
    view = _seen(page)
    if view is None:
        return page.to("/queue")
    shown = QueueScreen(view, page.console.settings.office, page.language)
    return page.show("queue.html", words.TEXT, queue=shown)


def file(page: Page) -> Response:
    """As CSV."""
    view = _seen(page)
    if view is None:
        raise AskedWrongly("days")
    stays = page.request.url.path == "/queue.csv"
    text = stays_file(view.stays) if stays else questions_file(view.questions)
    kind = "queue" if stays else "questions"
    name = f"{kind}-{view.first.isoformat()}-{view.last.isoformat()}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _seen(page: Page) -> QueueView | None:
    try:
        first, last = (_day(page, name) for name in ("from", "to"))
        if first and last and (last - first).days > MOST_DAYS:
            return None
        return looking_back(page.console.workspace, page.console.clock)(first, last)
    except ValueError:
        return None


def _day(page: Page, name: str) -> dt.date | None:
    text = page.asked(name)
    return dt.date.fromisoformat(text) if text else None
