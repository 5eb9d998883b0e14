"""The console as a web application: every address behind sign-in, rights and a form's own mark."""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.desk.console.page import LONGEST, AskedWrongly, Door, Form, Page, Signed
from kiosk.desk.console.words import TEXT
from kiosk.desk.signatures.turns import Turns
from kiosk.hall.pad_asked import same_origin
from kiosk.hall.pages import SHUT, Guarded, templates
from kiosk.model import Language, Words
from kiosk.rules.roster import Right
from kiosk.settings import Settings
from kiosk.store.database import Database, open_database
from kiosk.store.errors import CaseGone, DiskFailed, StoreError
from kiosk.store.law import Law
from kiosk.store.moments import office_day
from kiosk.store.roster import Roster
from kiosk.store.rulebook import Rulebook
from kiosk.store.sessions import Sessions
from kiosk.workspace import Workspace

SESSION = "desk"  # name of the cookie
SIGN_IN = "/sign-in"
SEEN = dt.timedelta(seconds=30)  # so often it is noted that somebody is there
SLOWEST = 120.0  # seconds in which a file must have come: others wait for it
MARK = "mark"  # name of the field that every form bears
HEADERS = SHUT | {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
}


@dataclass(frozen=True)
class Tab:
    """One entry of the navigation, for whoever has one of the rights."""

    path: str
    words: Words
    needs: frozenset[Right]
    key: str = ""  # with Alt (accesskey)


@dataclass
class Console:
    """What every page of one desk shares."""

    workspace: Workspace
    settings: Settings
    clock: Callable[[], dt.datetime]
    tabs: tuple[Tab, ...] = ()
    large: asyncio.Lock = field(default_factory=asyncio.Lock)  # held by whoever sends a file
    turns: Turns = field(default_factory=Turns)  # batches of signatures that were asked for here
    book: Rulebook = field(init=False)
    law: Law = field(init=False)
    pages: Environment = field(init=False)
    _own: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        self.book = Rulebook(self.workspace)
        self.law = Law(self.book, self.settings)
        self.pages = templates("kiosk.desk")

    def database(self) -> Database:
        """The calling thread's own connection."""
        if getattr(self._own, "db", None) is None:
            self._own.db = open_database(self.workspace)
        db: Database = self._own.db
        return db

    def draw(
        self, page: Page, template: str, texts: Mapping[str, Words], values: Mapping[str, object]
    ) -> str:
        """A template with what every page has."""

        def say(key: str, **parts: object) -> str:
            text = (texts[key] if key in texts else TEXT[key]).of(page.language)
            return text.format(**parts) if parts else text

        tabs = [tab for tab in self.tabs if tab.needs & page.signed.rights]
        return self.pages.get_template(template).render(
            page=page,
            say=say,
            tabs=tabs,
            office=self.settings.office.name.of(page.language),
            mark=page.signed.csrf,
            **values,
        )


def create_console(
    console: Console, doors: Iterable[Door], more: Sequence[BaseRoute] = ()
) -> Starlette:
    """`more`: what is reached without signing in, as the sign-in page itself."""
    guarded: dict[str, dict[str, Door]] = {}
    for each in doors:
        guarded.setdefault(each.path, {})[each.method] = each
    routes = [
        Route(path, _Answering(console, methods).answer, methods=list(methods))
        for path, methods in guarded.items()
    ]
    return Starlette(
        routes=[*routes, *_static(), *more], middleware=[Middleware(Guarded, headers=HEADERS)]
    )


KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _static() -> list[Route]:
    """Every file of kiosk/desk/static."""
    return [
        _file(each)
        for each in files("kiosk.desk").joinpath("static").iterdir()
        if Path(each.name).suffix in KINDS
    ]


def _file(file: Traversable) -> Route:
    content, kind = file.read_bytes(), KINDS[Path(file.name).suffix]

    def answer(_: Request) -> Response:
        cached = {"cache-control": "private, max-age=3600"}
        return Response(content, media_type=kind, headers=cached)

    return Route(f"/{file.name}", answer)


class _Answering:
    """Everything between a request and a page's code: who asks, with which right, from a page of ours."""

    def __init__(self, console: Console, doors: Mapping[str, Door]) -> None:
        self._console, self._doors = console, doors

    async def answer(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        door = self._doors[method]
        if door.most > LONGEST:
            return await self._large(request, door)
        body = await _body(request, door.most)
        if body is None:
            return PlainTextResponse("too long", 413)
        return await run_in_threadpool(self._answer, request, door, body)

    async def _large(self, request: Request, door: Door) -> Response:
        """Memory is small: a stranger's bytes are not read, and others' one after another."""
        if refused := await run_in_threadpool(self._kept_out, request, door):
            return refused
        if self._console.large.locked():
            return await run_in_threadpool(self._told, request, "busy", 503)
        async with self._console.large:
            try:
                body = await asyncio.wait_for(_body(request, door.most), SLOWEST)
            except TimeoutError:
                return await run_in_threadpool(self._told, request, "busy", 503)
            if body is None:
                return await run_in_threadpool(self._told, request, "too_long", 413)
            return await run_in_threadpool(self._answer, request, door, body)

    def _told(self, request: Request, why: str, status: int) -> Response:
        page = self._asked_by(request)
        return refuse(page, why, status) if isinstance(page, Page) else page

    def _kept_out(self, request: Request, door: Door) -> Response | None:
        page = self._asked_by(request)
        if not isinstance(page, Page):
            return page
        if not door.needs & page.signed.rights:
            return refuse(page, "no_right", 403)
        return None if same_origin(request) else refuse(page, "stale", 403)

    def _asked_by(self, request: Request, quiet: bool = False) -> Page | Response:
        """The page of whoever signed in, or what anybody else is told."""
        try:
            page = self._signed_in(request, quiet)
        except (StoreError, DiskFailed):
            return HTMLResponse(TEXT["broken"].of(Language.VI), 503)
        return page or RedirectResponse(SIGN_IN, 303)

    def _answer(self, request: Request, door: Door, body: bytes) -> Response:
        page = self._asked_by(request, door.quiet)
        if not isinstance(page, Page):
            return page
        try:
            return self._guarded(page, door, body)
        except AskedWrongly:
            return refuse(page, "wrongly", 400)
        except (KeyError, CaseGone):
            return refuse(page, "not_there", 404)
        except (StoreError, DiskFailed):
            return refuse(page, "broken", 503)

    def _signed_in(self, request: Request, quiet: bool) -> Page | None:
        console = self._console
        db, now = console.database(), console.clock()
        session = Sessions(db).of(request.cookies.get(SESSION, ""))
        if session is None or session.locked:
            return None
        person = Roster(db).person(session.person)
        roles = Roster(db).roles(session.person, office_day(now))
        name = person.name if person else ""
        if not quiet and abs(now - session.seen) > SEEN:
            Sessions(db).seen(session, now)
        signed = Signed(session.person, name, roles, session.id, session.csrf)
        return Page(console, request, signed, session.language, now, db, Form(b""))

    @staticmethod
    def _guarded(page: Page, door: Door, body: bytes) -> Response:
        if not door.needs & page.signed.rights:
            return refuse(page, "no_right", 403)
        if door.method != "GET":
            kind = page.request.headers.get("content-type", "")
            page = replace(page, form=Form(body, kind))
            if not _ours(page):
                return refuse(page, "stale", 403)
        return door.handler(page)


def refuse(page: Page, key: str, status: int, texts: Mapping[str, Words] = TEXT) -> Response:
    """A page that says why nothing was done."""
    return page.show("console/refused.html", texts, status, why=key)


def _ours(page: Page) -> bool:
    mark = page.form.text(MARK)
    return same_origin(page.request) and hmac.compare_digest(mark, page.signed.csrf)


async def _body(request: Request, most: int) -> bytes | None:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return bytes(body)
