"""A case of another kiosk is opened at that kiosk's desk, to which the browser is led already signed in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.desk.console.page import Door, Page
from kiosk.desk.inbox.words import TEXT
from kiosk.hall.crossing import ARRIVE, Arriving, LostError, NotLed, NotLedError
from kiosk.model import Language, Words
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.inbox import Inbox
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import office_day
from kiosk.store.roster import Roster
from kiosk.store.sessions import Sessions

if TYPE_CHECKING:
    from kiosk.desk.console.app import Console

LONGEST = 200  # letters of a word
_OF_A_CASE = "/cases/{kiosk}/{case}"
_WHY = {
    NotLed.NO_ANSWER: Words(
        "Máy {number} giữ hồ sơ này và chưa trả lời. Xin thử lại sau, hoặc mở ở máy {number}.",
        "Kiosk {number} holds this case and does not answer. Try again later, or open it there.",
    ),
    NotLed.NO_ADDRESS: Words(
        "Máy {number} giữ hồ sơ này. Xin mở hồ sơ ở bàn làm việc của máy {number}.",
        "Kiosk {number} holds this case: open it at the desk of kiosk {number}.",
    ),
}
_LOST = Words(
    "Lần chuyển máy này không còn dùng được. Xin mở lại hồ sơ từ hộp việc, hoặc đăng nhập ở máy này.",
    "This way from the other kiosk is used up. Open the case from the inbox again, or sign in here.",
)
_NO_ROLE = Words(
    "Hôm nay ông/bà không có nhiệm vụ nào ở máy này. Xin hỏi lãnh đạo.",
    "You hold no role at this kiosk today. Ask a leader.",
)


def at_its_holder(door: Door) -> Door:
    """As the door, and where another kiosk holds the case of its address, that kiosk's desk opens the case."""
    if not door.path.startswith(_OF_A_CASE):
        return door
    return replace(door, handler=lambda page: _elsewhere(page) or door.handler(page))


def _elsewhere(page: Page) -> Response | None:
    """The answer that leads there, or says why not; None where it is our own.

    Raises KeyError for a kiosk that the office does not have, and for whatever is more than looking at the case.
    """
    console, number = page.console, page.path("kiosk")
    if number == str(console.settings.kiosk):
        return None
    if console.crossing is None or not (number.isascii() and number.isdigit()):
        raise KeyError(number)
    kiosk, case = int(number), page.path("case")
    path = f"/cases/{kiosk}/{case}"
    if page.request.method == "POST" or page.request.url.path not in (path, f"{path}/receive"):
        raise KeyError(path)
    if kiosk not in console.crossing.kiosks or Inbox(page.db).of(kiosk, case) is None:
        raise KeyError(number)
    try:
        url = console.crossing.lead(kiosk, page.signed.person, path, page.language)
    except NotLedError as error:
        why = _WHY[error.why].of(page.language).format(number=kiosk)
        return page.show("inbox/not-led.html", TEXT, 503, why=why)
    Journal(page.db).write(
        JournalEvent.DESK_LED, page.now, person=page.signed.person, kiosk=kiosk, case=case
    )
    return page.to(url)


def routes(console: Console) -> list[BaseRoute]:
    """Where browsers from other desks arrive; reached without signing in."""

    async def arrive(request: Request) -> Response:
        return await run_in_threadpool(_arrive, console, request)

    return [Route(ARRIVE, arrive)] if console.settings.desks else []


def _arrive(console: Console, request: Request) -> Response:
    if console.crossing is None:
        return _page(console, Language.VI, "", _LOST, 403)
    try:
        arriving = console.crossing.arrive(request.query_params.get("word", "")[:LONGEST])
    except LostError as error:
        _note(console, error.why.value)
        return _page(console, Language.VI, "", _LOST, 403)
    try:
        return _signed_in(console, request, arriving)
    except (StoreError, DiskFailed):
        return _page(console, arriving.language, "", _LOST, 503)


def _signed_in(console: Console, request: Request, arriving: Arriving) -> Response:
    """A new session under a new token, whatever the browser brought; it goes on from a page of ours.

    For browsers give a strict cookie back to an address only when the way there began at the same desk.
    """
    db, now = console.database(), console.clock()
    roles = Roster(db).roles(arriving.person, office_day(now))
    if not roles:
        _note(console, "no-role", arriving.person)
        return _page(console, arriving.language, "", _NO_ROLE, 403)
    sessions = Sessions(db)
    if old := sessions.of(console.token(request)):
        sessions.end(old)
    token = sessions.begin(arriving.person, arriving.language, now)
    Journal(db).write(
        JournalEvent.DESK_ARRIVED,
        now,
        person=arriving.person,
        kiosk=arriving.kiosk,
        roles=".".join(sorted(roles)),
    )
    answer = _page(console, arriving.language, arriving.path, TEXT["led"], 200)
    return console.signed_in(request, answer, db, arriving.person, token)


def _note(console: Console, why: str, person: str = "") -> None:
    with suppress(StoreError, DiskFailed):
        console.refusals.note(console.database(), console.clock(), why, "arrive", person)


def _page(
    console: Console, language: Language, path: str, said: Words, status: int
) -> HTMLResponse:
    text = console.pages.get_template("inbox/arrived.html").render(
        say=lambda key: TEXT[key].of(language),
        said=said.of(language).format(number=console.settings.kiosk),
        language=language,
        office=console.settings.office.name.of(language),
        path=path,
    )
    return HTMLResponse(text, status)
