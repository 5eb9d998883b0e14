"""What is reached without a session: signing in, unlocking, whether one is still signed in, whom to trust."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Route

from kiosk.desk.console import front_words as words
from kiosk.desk.console.again import show_again
from kiosk.desk.console.gate import Refusal, Refused
from kiosk.desk.console.held import SEALED, Held, formed, own_path
from kiosk.desk.console.page import MARK, AskedWrongly, Form
from kiosk.hall.doors import authority
from kiosk.hall.pad_asked import same_origin
from kiosk.model import Language
from kiosk.store.database import Database
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import office_day
from kiosk.store.roster import Person, Roster
from kiosk.store.sessions import Session, Sessions

if TYPE_CHECKING:
    from kiosk.desk.console.app import Console

SIGN_IN, LOCK, UNLOCK, HERE = "/sign-in", "/lock", "/unlock", "/here"
AUTHORITY = "/office-authority.crt"
LONGEST = SEALED + 8 * 1024  # bytes of what these pages send

_Work = Callable[["Asking"], Response]


def routes(console: Console) -> list[BaseRoute]:
    """For `create_console`'s `more`."""

    def at(path: str, work: _Work, method: str = "GET") -> Route:
        async def answer(request: Request) -> Response:
            body = b""
            async for part in request.stream():
                body += part
                if len(body) > LONGEST:
                    return PlainTextResponse("too long", 413)
            return await run_in_threadpool(_answer, console, request, work, body)

        return Route(path, answer, methods=[method])

    return [
        at(SIGN_IN, Asking.sign_in_page),
        at(SIGN_IN, Asking.sign_in, "POST"),
        at(LOCK, Asking.lock_page),
        at(UNLOCK, Asking.unlock, "POST"),
        at(HERE, Asking.here),
        at(AUTHORITY, Asking.authority),
    ]


def turned_away(
    console: Console, request: Request, session: Session | None, body: bytes
) -> Response:
    """For whoever is not signed in, or locked: the page that asks who it is, with what was sent sealed into it."""
    asking = Asking(console, request, Form(b""))
    if request.method != "POST":
        where = f"{request.url.path}?{request.url.query}".rstrip("?")
        return asking.to(LOCK if asking.is_locked(session) else SIGN_IN, own_path(where))
    if not same_origin(request):
        console.refusals.note(asking.db, asking.now, "origin", "front")
        return PlainTextResponse("not from here", 403)
    kind = request.headers.get("content-type", "")
    held = formed(session.person if session else "", request.url.path, kind, body)
    sealed = console.holding.seal(held) if held else ""
    return asking.ask(session, "held" if sealed else "over", 403, sealed, "/")


def _answer(console: Console, request: Request, work: _Work, body: bytes) -> Response:
    try:
        return work(Asking(console, request, Form(body)))
    except AskedWrongly:
        return PlainTextResponse("not a form of ours", 400)
    except (StoreError, DiskFailed):
        return HTMLResponse(words.TEXT["broken"].of(Language.VI), 503)


class Asking:
    """One request of somebody who is not signed in yet. On a worker thread."""

    def __init__(self, console: Console, request: Request, form: Form) -> None:
        self._console, self._request, self._form = console, request, form
        self.db: Database = console.database()
        self.now: dt.datetime = console.clock()
        self._sessions = Sessions(self.db)

    @property
    def _session(self) -> Session | None:
        """This browser's, locked or not, as long as it is not over."""
        session = self._sessions.of(self._console.token(self._request))
        return None if session is None or self._sessions.is_over(session, self.now) else session

    def is_locked(self, session: Session | None) -> bool:
        """Whether it needs its password alone."""
        return session is not None and not self._sessions.is_over(session, self.now)

    def sign_in_page(self) -> Response:
        session = self._session
        if session is not None:
            if self._console.is_locked(session, self.now):
                return self.to(LOCK, self._next)
            return RedirectResponse(self._next, 303)
        return self._show("sign-in", "", 200, "", self._next)

    def lock_page(self) -> Response:
        session = self._session
        if session is None:
            return self.to(SIGN_IN, self._next)
        if not self._console.is_locked(session, self.now):
            return RedirectResponse(self._next, 303)
        return self.ask(session, "", 200, "", self._next)

    def here(self) -> Response:
        """Seconds until this browser is locked; `?active=1`: somebody is at it. 401 where it is already."""
        session = self._session
        if session is None or self._console.is_locked(session, self.now):
            return JSONResponse({"left": 0}, 401)
        if self._request.query_params.get("active") == "1":
            self._sessions.seen(session, self.now)
            return JSONResponse({"left": self._console.idle.seconds})
        left = self._console.idle - abs(self.now - session.seen)
        return JSONResponse({"left": max(1, int(left.total_seconds()))})

    def authority(self) -> Response:
        """The certificate that every PC of the office may trust, once."""
        return authority(self._console.workspace)

    def sign_in(self) -> Response:
        """A new session under a new token, whatever the browser brought."""
        if not same_origin(self._request):
            self._console.refusals.note(self.db, self.now, "origin", "front")
            return self._show("sign-in", "stale", 403, "", "/")
        held, onward = self._form.text("held"), own_path(self._form.text("next", "/"))
        try:
            person = self._prove(self._form.text("login").lower(), trusted=False)
        except Refused as refused:
            return self._refuse(refused, None, held, onward)
        if (old := self._sessions.of(self._console.token(self._request))) is not None:
            self._sessions.end(old)
        token = self._sessions.begin(person.id, self._language, self.now)
        roles = Roster(self.db).roles(person.id, office_day(self.now))
        Journal(self.db).write(
            JournalEvent.DESK_SIGNED_IN, self.now, person=person.id, roles=".".join(sorted(roles))
        )
        answer = self._onward(token, held, onward)
        return self._console.signed_in(self._request, answer, self.db, person.id, token)

    def unlock(self) -> Response:
        """The password alone, for the session that this browser has."""
        session = self._session
        held, onward = self._form.text("held"), own_path(self._form.text("next", "/"))
        if session is None:
            return self._show("sign-in", "held" if held else "over", 403, held, onward)
        mark = self._form.text(MARK).encode()
        if not (same_origin(self._request) and hmac.compare_digest(mark, session.csrf.encode())):
            self._console.refusals.note(self.db, self.now, "mark", "front", session.person)
            return self.ask(session, "stale", 403, held, onward)
        person = Roster(self.db).person(session.person)
        try:
            self._prove(person.login if person else "", trusted=True)
        except Refused as refused:
            return self._refuse(refused, session, held, onward)
        self._sessions.unlock(session, self.now)
        Journal(self.db).write(JournalEvent.DESK_UNLOCKED, self.now, person=session.person)
        if self._request.headers.get("x-cover"):  # the page is still there, under its cover
            return Response(status_code=204)
        return self._onward(self._console.token(self._request), held, onward)

    def to(self, path: str, onward: str) -> Response:
        return RedirectResponse(
            path if onward == "/" else f"{path}?{urlencode({'next': onward})}", 303
        )

    def ask(
        self, session: Session | None, why: str, status: int, held: str, onward: str
    ) -> Response:
        """For the password alone where the session is only locked, else for login and password."""
        if session is None or not self.is_locked(session):
            return self._show("sign-in", why, status, held, onward)
        person = Roster(self.db).person(session.person)
        named = {"name": person.name if person else "", "mark": session.csrf}
        return self._show("lock", why, status, held, onward, **named)

    @property
    def _next(self) -> str:
        return own_path(self._request.query_params.get("next", "/"))

    @property
    def _language(self) -> Language:
        asked = self._request.query_params.get("language") or self._form.text("language")
        if not asked and (session := self._sessions.of(self._console.token(self._request))):
            return session.language
        return Language.EN if asked == Language.EN.value else Language.VI

    def _prove(self, login: str, *, trusted: bool) -> Person:
        """Raises Refused. `trusted`: its session shows that the browser had the password."""
        gate, roster = self._console.gate, Roster(self.db)
        address = self._request.client.host if self._request.client else ""
        known = self._request.cookies.get(self._console.known_cookie(self._request), "")
        if trusted and (person := roster.by_login(login)):
            known = gate.known(roster, person.id, "")
        password = self._form.verbatim("password")
        return gate.enter(self.db, login, password, address, known, self.now)

    def _refuse(
        self, refused: Refused, session: Session | None, held: str, onward: str
    ) -> Response:
        self._console.refusals.not_signed_in(self.db, self.now, refused)
        if self._request.headers.get("x-cover"):
            return PlainTextResponse(self._say(refused.why.value, refused.seconds), 403)
        status = {Refusal.SLOWLY: 429, Refusal.BUSY: 503}.get(refused.why, 403)
        seconds = {"seconds": refused.seconds}
        if session is None:
            return self._show("sign-in", refused.why.value, status, held, onward, **seconds)
        person = Roster(self.db).person(session.person)
        named = {"name": person.name if person else "", "mark": session.csrf}
        return self._show("lock", refused.why.value, status, held, onward, **named, **seconds)

    def _onward(self, token: str, held: str, onward: str) -> Response:
        """To where the browser wanted to go; or what was typed is shown again, to who typed it alone."""
        session = self._sessions.of(token)
        opened = self._console.holding.open(held) if held and session else None
        if session and opened and opened.person in ("", session.person):
            return self._again(session, opened)
        return RedirectResponse(onward, 303)

    def _again(self, session: Session, held: Held) -> Response:
        page = self._console.page(self._request, session, self.db, self.now)
        if page.signed.once:
            return RedirectResponse("/password", 303)
        return show_again(page, held)

    def _say(self, key: str, seconds: float) -> str:
        return words.TEXT[key].of(self._language).format(seconds=max(1, round(seconds)))

    def _show(
        self, template: str, why: str, status: int, held: str, onward: str, **values: object
    ) -> Response:
        language = self._language
        seconds = values.pop("seconds", 0.0)
        assert isinstance(seconds, float)
        text = self._console.pages.get_template(f"console/{template}.html").render(
            say=lambda key: words.TEXT[key].of(language),
            language=language,
            office=self._console.settings.office.name.of(language),
            told=self._say(why, seconds) if why else "",
            nobody=not Roster(self.db).people(),
            fingerprint=self._console.fingerprint,
            practice=self._console.settings.desk.practice,
            held=held,
            login=self._form.text("login")[:64],
            onward=onward,
            here=urlencode({"next": onward}),
            **values,
        )
        return HTMLResponse(text, status)
