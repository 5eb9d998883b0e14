"""The page of the queue's figures at /queue, to be read, printed, and taken along as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kiosk.desk.queue_table import MOST_DAYS, QueueScreen, QueueView, questions_file, stays_file
from kiosk.model import Language
from kiosk.settings import Office

Look = Callable[[dt.date | None, dt.date | None], QueueView]


def routes(pages: Environment, look: Look, office: Office) -> list[Route]:
    """/queue (Vietnamese), /queue/en, /queue.csv and /questions.csv, each with from= and to=; without them, today."""

    def seen(request: Request) -> QueueView | None:
        """None where the days make no sense, or are too many for a page."""
        try:
            first, last = (_day(request, name) for name in ("from", "to"))
            if first and last and (last - first).days > MOST_DAYS:
                return None
            return look(first, last)
        except ValueError:
            return None

    def page(request: Request) -> Response:
        language = Language.EN if request.url.path.endswith("/en") else Language.VI
        view = seen(request)
        if view is None:
            return RedirectResponse(request.url.path)
        shown = QueueScreen(view, office, language)
        return HTMLResponse(pages.get_template("queue.html").render(queue=shown))

    def file(request: Request) -> Response:
        view = seen(request)
        if view is None:
            return Response(status_code=400)
        stays = request.url.path == "/queue.csv"
        text = stays_file(view.stays) if stays else questions_file(view.questions)
        kind = "queue" if stays else "questions"
        name = f"{kind}-{view.first.isoformat()}-{view.last.isoformat()}.csv"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    return [
        Route("/queue", page),
        Route("/queue/en", page),
        Route("/queue.csv", file),
        Route("/questions.csv", file),
    ]


def _day(request: Request, name: str) -> dt.date | None:
    text = request.query_params.get(name)
    return dt.date.fromisoformat(text) if text else None
