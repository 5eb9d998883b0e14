"""The hall's television: the page at /board, what it is told live, and the fees it shows when nobody is called."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from kiosk.hall.board_words import TEXT
from kiosk.hall.feed import BEAT, Feed
from kiosk.hall.idle import Advice, slides, unbroken
from kiosk.hall.pages import templates
from kiosk.hall.seen import Queue, board_state
from kiosk.rules.catalogue import Catalogue
from kiosk.settings import OtherDesk, Settings

LIVE = {"cache-control": "no-store", "x-accel-buffering": "no"}
_TYPES = {"board.css": "text/css", "board.js": "text/javascript", "board.svg": "image/svg+xml"}


def routes(
    queue: Queue, settings: Settings, catalogue: Callable[[dt.date], Catalogue]
) -> list[Route]:
    """/board, /board/live, /board/slides and its three files; nobody signs in, for everybody in the hall looks on.

    The boards of the other desks may come for /board/live and /board/slides: exactly those of [[desks]].
    """
    shown = _Shown(settings, catalogue)
    feed = Feed(queue, lambda version: shown.state(queue, version), BEAT)

    def page(_: Request) -> Response:
        return HTMLResponse(shown.page())

    async def live(request: Request) -> Response:
        headers = {**LIVE, **allowed(request, settings.desks)}
        return StreamingResponse(feed.follow(), media_type="text/event-stream", headers=headers)

    def turning(request: Request) -> Response:
        text = shown.slides(queue.now().wall.date()).html
        return HTMLResponse(text, headers=allowed(request, settings.desks))

    return [
        Route("/board", page),
        Route("/board/live", live),
        Route("/board/slides", turning),
        *(_static(name, kind) for name, kind in _TYPES.items()),
    ]


def allowed(request: Request, desks: tuple[OtherDesk, ...]) -> Mapping[str, str]:
    """The header by which a browser lets the pages of another desk read this answer; none for anybody else."""
    origin = request.headers.get("origin", "")
    headers = {"vary": "origin"}
    if origin and origin in {origin_of(desk.url) for desk in desks}:
        headers["access-control-allow-origin"] = origin
    return headers


def origin_of(url: str) -> str:
    """As a browser names where a page is from (RFC 6454, 6.2): http://10.0.0.12:8461, without its usual port."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port and parts.port != usual else ""
    return f"{parts.scheme}://{host}{port}"


@dataclass(frozen=True)
class _Slides:
    digest: str
    html: str


class _Shown:
    """Draws; the day's slides once."""

    def __init__(self, settings: Settings, catalogue: Callable[[dt.date], Catalogue]) -> None:
        self._settings, self._catalogue = settings, catalogue
        self._pages = templates("kiosk.hall")
        self._pages.filters["unbroken"] = unbroken
        self._drawn: tuple[Catalogue, _Slides] | None = None

    def page(self) -> str:
        return self._pages.get_template("board.html").render(
            office=self._settings.office.name,
            text=TEXT,
            words=json.dumps({name: [said.vi, said.en] for name, said in TEXT.items()}),
            desks=json.dumps([origin_of(desk.url) for desk in self._settings.desks]),
            voice=bool(self._settings.hall.voice),
        )

    def state(self, queue: Queue, version: int) -> dict[str, Any]:
        hall, now = queue.hall(), queue.now()
        catalogue = self._catalogue(now.wall.date())
        digest = self._slides(catalogue).digest
        return board_state(
            hall, version, now, self._settings, catalogue.fields, digest, queue.usual()
        )

    def slides(self, day: dt.date) -> _Slides:
        return self._slides(self._catalogue(day))

    def _slides(self, catalogue: Catalogue) -> _Slides:
        if self._drawn is None or self._drawn[0] != catalogue:
            html = self._pages.get_template("slides.html").render(
                slides=[
                    (slide, isinstance(slide, Advice))
                    for slide in slides(catalogue, self._settings.queue)
                ],
                text=TEXT,
            )
            digest = hashlib.sha256(html.encode()).hexdigest()[:16]
            self._drawn = (catalogue, _Slides(digest, html))
        return self._drawn[1]


def _static(name: str, kind: str) -> Route:
    body = files("kiosk.hall").joinpath("static", name).read_bytes()

    def answer(_: Request) -> Response:
        return Response(body, media_type=kind)

    return Route(f"/board/{name}", answer)
