"""Everything between a request and a page's code: who asks, with which right, from a page of ours."""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from kiosk.desk.console.again import show_again
from kiosk.desk.console.front import turned_away
from kiosk.desk.console.held import formed
from kiosk.desk.console.page import LONGEST, MARK, AskedWrongly, Door, Form, Page
from kiosk.desk.console.words import TEXT
from kiosk.hall.pad_asked import same_origin
from kiosk.model import Language, Words
from kiosk.store.database import Database
from kiosk.store.errors import CaseGone, DiskFailed, StoreError
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.sessions import Session, Sessions

if TYPE_CHECKING:
    from kiosk.desk.console.app import Console

SEEN = dt.timedelta(seconds=30)  # so often it is noted that somebody is there
SLOWEST = 120.0  # seconds in which a file must have come: others wait for it
WHILE_LOCKED = ("/sign-out",)  # so that somebody else can sign in
BEFORE_A_PASSWORD = (
    "/password",
    "/sign-out",
    "/language",
    "/lock",
)  # of whoever has a one-time one


class Answering:
    """One address of the console, with what is behind each method."""

    def __init__(self, console: Console, doors: Mapping[str, Door]) -> None:
        self._console, self._doors = console, doors

    async def answer(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        door = self._doors[method]
        if door.most > LONGEST:
            return await self._large(request, door)
        body = await _body(request, door.most)
        if body is None:
            await run_in_threadpool(self._told, request, door, "too_long", 413)
            return PlainTextResponse("too long", 413)
        return await run_in_threadpool(self._answer, request, door, body)

    async def _large(self, request: Request, door: Door) -> Response:
        """Memory is small: a stranger's bytes are not read, and others' one after another."""
        if refused := await run_in_threadpool(self._kept_out, request, door):
            return refused
        if self._console.large.locked():
            return await run_in_threadpool(self._told, request, door, "busy", 503)
        async with self._console.large:
            try:
                body = await asyncio.wait_for(_body(request, door.most), SLOWEST)
            except TimeoutError:
                return await run_in_threadpool(self._told, request, door, "busy", 503)
            if body is None:
                return await run_in_threadpool(self._told, request, door, "too_long", 413)
            return await run_in_threadpool(self._answer, request, door, body)

    def _told(self, request: Request, door: Door, why: str, status: int) -> Response:
        page = self._asked_by(request, door, b"")
        if not isinstance(page, Page):
            return page
        if status == 413:
            self._note(page, door, "too-long")
        return refuse(page, why, status)

    def _kept_out(self, request: Request, door: Door) -> Response | None:
        page = self._asked_by(request, door, b"")
        return self._refused(page, door) if isinstance(page, Page) else page

    def _asked_by(self, request: Request, door: Door, body: bytes) -> Page | Response:
        """The page of whoever signed in, or what anybody else is told."""
        console = self._console
        try:
            db, now = console.database(), console.clock()
            session = Sessions(db).of(console.token(request))
            if session is None or not self._goes_on(session, door, db, now):
                return turned_away(console, request, session, body)
            if not door.quiet and abs(now - session.seen) > SEEN:
                Sessions(db).seen(session, now)
            return console.page(request, session, db, now)
        except (StoreError, DiskFailed):
            return HTMLResponse(TEXT["broken"].of(Language.VI), 503)

    def _answer(self, request: Request, door: Door, body: bytes) -> Response:
        page = self._asked_by(request, door, body)
        if not isinstance(page, Page):
            return page
        try:
            return self._refused(page, door) or self._guarded(page, door, body)
        except AskedWrongly:
            return refuse(page, "wrongly", 400)
        except (KeyError, CaseGone):
            return refuse(page, "not_there", 404)
        except (StoreError, DiskFailed):
            return refuse(page, "broken", 503)

    def _goes_on(self, session: Session, door: Door, db: Database, now: dt.datetime) -> bool:
        if Sessions(db).is_over(session, now):
            return False
        if not session.locked and self._console.is_locked(session, now):
            Sessions(db).lock(session)
            Journal(db).write(JournalEvent.DESK_LOCKED, now, person=session.person, why="idle")
        return door.path in WHILE_LOCKED or not self._console.is_locked(session, now)

    def _refused(self, page: Page, door: Door) -> Response | None:
        """What can be told before anything that was sent is looked at."""
        if door.needs and not door.needs & page.signed.rights:
            self._note(page, door, "right")
            return refuse(page, "no_right", 403)
        if door.method != "GET" and not same_origin(page.request):
            self._note(page, door, "origin")
            return refuse(page, "stale", 403)
        return None

    def _guarded(self, page: Page, door: Door, body: bytes) -> Response:
        if door.method != "GET":
            kind = page.request.headers.get("content-type", "")
            page = replace(page, form=Form(body, kind))
            if not hmac.compare_digest(page.form.text(MARK).encode(), page.signed.csrf.encode()):
                self._note(page, door, "mark")
                held = formed(page.signed.person, page.request.url.path, kind, body)
                return show_again(page, held, 403) if held else refuse(page, "stale", 403)
        if page.signed.once and door.path not in BEFORE_A_PASSWORD:
            return page.to("/password")
        return door.handler(page)

    def _note(self, page: Page, door: Door, why: str) -> None:
        signed = page.signed
        self._console.refusals.note(
            page.db, page.now, why, door.room, signed.person, ".".join(sorted(signed.roles))
        )


def refuse(page: Page, key: str, status: int, texts: Mapping[str, Words] = TEXT) -> Response:
    """A page that says why nothing was done."""
    return page.show("console/refused.html", texts, status, why=key)


async def _body(request: Request, most: int) -> bytes | None:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return bytes(body)
