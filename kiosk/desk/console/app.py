"""The console as a web application: every address behind sign-in, rights and a form's own mark."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.desk.authority import fingerprint
from kiosk.desk.console.answering import Answering, refuse
from kiosk.desk.console.gate import Gate
from kiosk.desk.console.held import Holding, own_path
from kiosk.desk.console.page import Door, Form, Page, Signed
from kiosk.desk.console.refusals import Refusals
from kiosk.desk.console.words import TEXT
from kiosk.desk.signatures.turns import Turns
from kiosk.hall.crossing import Crossing
from kiosk.hall.pages import SHUT, Guarded, templates
from kiosk.model import Words
from kiosk.rules.roster import Right
from kiosk.settings import Settings
from kiosk.store.database import Database, open_database
from kiosk.store.law import Law
from kiosk.store.moments import office_day
from kiosk.store.own_secret import own_secret
from kiosk.store.roster import Roster
from kiosk.store.rulebook import Rulebook
from kiosk.store.sessions import Session
from kiosk.workspace import Workspace

__all__ = ["KNOWN", "SESSION", "Console", "Tab", "create_console", "refuse"]

SESSION, KNOWN = "desk", "desk-known"  # names of the cookies; over TLS behind `_HOST`
_HOST = "__Host-"  # browsers take such a one from https alone, and for this very host
KNOWN_FOR = 400 * 24 * 3600  # seconds; browsers keep nothing longer
HEADERS = (
    SHUT
    | {
        "referrer-policy": "same-origin",  # without one, a browser's forms do not say where they come from
        "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'",
    }
)


@dataclass(frozen=True)
class Tab:
    """One entry of the navigation, for whoever has one of the rights."""

    path: str
    words: Words
    needs: frozenset[Right]
    key: str = ""  # with Alt (accesskey)
    holds: tuple[str, ...] = ()  # other addresses that lie under it

    def has(self, path: str) -> bool:
        return any(path == own or path.startswith(f"{own}/") for own in (self.path, *self.holds))


@dataclass
class Console:
    """What every page of one desk shares."""

    workspace: Workspace
    settings: Settings
    clock: Callable[[], dt.datetime]
    tabs: tuple[Tab, ...] = ()
    crossing: Crossing | None = None  # to the office's other desks
    settings_file: Path | None = None  # where `settings` were read; None: the kiosk's usual one
    large: asyncio.Lock = field(default_factory=asyncio.Lock)  # held by whoever sends a file
    turns: Turns = field(default_factory=Turns)  # batches of signatures that were asked for here
    book: Rulebook = field(init=False)
    law: Law = field(init=False)
    pages: Environment = field(init=False)
    gate: Gate = field(init=False)
    holding: Holding = field(init=False)
    refusals: Refusals = field(default_factory=Refusals)
    _own: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        self.book = Rulebook(self.workspace)
        self.law = Law(self.book, self.settings)
        self.pages = templates("kiosk.desk")
        self.gate = Gate(own_secret(self.workspace, b"kiosk.desk: browsers that are known"))
        self.holding = Holding(own_secret(self.workspace, b"kiosk.desk: forms that are held"))

    @property
    def idle(self) -> dt.timedelta:
        """How long nobody need be at it before the password is asked for again."""
        return dt.timedelta(minutes=self.settings.desk.idle)

    @property
    def fingerprint(self) -> str:
        """Of the office's own authority, to be compared by eye; "" where there is none."""
        return fingerprint(self.workspace)

    @staticmethod
    def session_cookie(request: Request) -> str:
        return f"{_HOST}{SESSION}" if request.url.scheme == "https" else SESSION

    @staticmethod
    def known_cookie(request: Request) -> str:
        return f"{_HOST}{KNOWN}" if request.url.scheme == "https" else KNOWN

    def token(self, request: Request) -> str:
        """What the browser holds; "" nothing."""
        return request.cookies.get(self.session_cookie(request), "")

    def signed_in(
        self, request: Request, answer: Response, db: Database, person: str, token: str
    ) -> Response:
        """The answer, with what a browser keeps of a new session."""
        known = self.known_cookie(request)
        mark = self.gate.known(Roster(db), person, request.cookies.get(known, ""))
        secure = request.url.scheme == "https"
        for name, value, age in (
            (self.session_cookie(request), token, None),
            (known, mark, KNOWN_FOR),
        ):
            answer.set_cookie(
                name, value, max_age=age, secure=secure, httponly=True, samesite="strict"
            )
        return answer

    def is_locked(self, session: Session, now: dt.datetime) -> bool:
        """Whether it waits for its password: asked to, or nobody was at it."""
        return session.locked or abs(now - session.seen) > self.idle

    def page(self, request: Request, session: Session, db: Database, now: dt.datetime) -> Page:
        """A request of whoever has this session."""
        roster = Roster(db)
        person = roster.person(session.person)
        signed = Signed(
            session.person,
            person.name if person else "",
            roster.roles(session.person, office_day(now)),
            session.id,
            session.csrf,
            once=person is not None and roster.password(person.id).once is not None,
        )
        return Page(self, request, signed, session.language, now, db, Form(b""))

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
            tabs_here=[tab for tab in tabs if tab.has(page.request.url.path)][-1:],
            office=self.settings.office.name.of(page.language),
            mark=page.signed.csrf,
            idle=int(self.idle.total_seconds()),
            here=_here(page.request),
            practice=self.settings.desk.practice,
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
        Route(path, Answering(console, methods).answer, methods=list(methods))
        for path, methods in guarded.items()
    ]
    app = Starlette(
        routes=[*routes, *_static(), *more], middleware=[Middleware(Guarded, headers=HEADERS)]
    )
    app.router.redirect_slashes = False  # an address is what it says
    return app


def _here(request: Request) -> str:
    """Where to come back to: what was asked, or after something that was sent, the beginning."""
    query = f"?{request.url.query}" if request.url.query else ""
    return own_path(f"{request.url.path}{query}") if request.method == "GET" else "/"


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
