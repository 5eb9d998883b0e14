"""The calling pad at /pad: one page for a clerk's PC or tablet, live, asking the desk for deeds."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from kiosk.hall.conductor import Conductor
from kiosk.hall.pad_asked import AskedWrongly, read, same_origin, typed
from kiosk.hall.pad_said import choices_for, said, why
from kiosk.hall.pad_state import Seen, pad_state
from kiosk.hall.pad_words import FOR_SCRIPT, TEXT
from kiosk.hall.pages import templates
from kiosk.hall.signing_in import KNOWN, SESSION, NotSignedIn, Refusal, SigningIn
from kiosk.hall.words import OFFICE_ZONE
from kiosk.model import Language
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.queue.deeds import NotNow
from kiosk.settings import Counter, Settings
from kiosk.store.errors import DiskFailed, StoreError

BEAT = 10.0  # seconds: at least so often the page is told how it stands, or takes the line for dead
_KNOWN_FOR = 180 * 86_400  # seconds
_OVER = "event: over\ndata:\n\n"


def routes(
    conductor: Conductor,
    settings: Settings,
    catalogue: Callable[[date], Catalogue],
    secret: bytes,
    lying: Callable[[], tuple[str, ...]] = tuple,
) -> list[Route]:
    """/pad (Vietnamese), /pad/en and what they ask. `secret`: this desk's alone, and the same after a restart.

    `lying`: codes of cases whose results lie here; it may block.
    """
    pad = _Pad(conductor, settings, catalogue, secret, lying)
    return [
        Route("/pad", pad.page),
        Route("/pad/en", pad.page),
        Route("/pad/pad.css", _file("pad.css", "text/css")),
        Route("/pad/pad.js", _file("pad.js", "text/javascript")),
        Route("/pad/icon.svg", _file("icon.svg", "image/svg+xml")),
        Route("/pad/sign-in", pad.sign_in, methods=["POST"]),
        Route("/pad/sign-out", pad.sign_out, methods=["POST"]),
        Route("/pad/live", pad.live),
        Route("/pad/deed", pad.deed, methods=["POST"]),
    ]


class _Pad:
    def __init__(
        self,
        conductor: Conductor,
        settings: Settings,
        catalogue: Callable[[date], Catalogue],
        secret: bytes,
        lying: Callable[[], tuple[str, ...]],
    ) -> None:
        self._lying = lying
        self._conductor, self._settings, self._catalogue = conductor, settings, catalogue
        self._counters = {each.number: each for each in settings.counters}
        self._signing_in = SigningIn(
            settings.counters, secret, self._today, lambda: conductor.now().steady
        )
        self._pages = templates("kiosk.hall")
        parts = ("static/pad.js", "static/pad.css", "templates/pad.html")
        whole = b"".join(files("kiosk.hall").joinpath(part).read_bytes() for part in parts)
        self._made = sha256(whole).hexdigest()[:8]  # a page of before an update loads itself anew

    def _today(self) -> date:
        return self._conductor.now().wall.astimezone(OFFICE_ZONE).date()

    # ---- pages ----
    async def page(self, request: Request) -> Response:
        language = Language.EN if request.url.path.endswith("/en") else Language.VI
        counter = self._counter_of(request)
        if counter is None:
            return self._door(language)
        names = {each.id: each.name.of(language) for each in self._day().fields}
        fields = ", ".join(names[field] for field in counter.fields if field in names)
        return self._shown(
            "pad.html",
            language,
            counter=counter.number,
            fields=fields or TEXT["all_fields"].of(language),
            page=self._made,
            for_script=FOR_SCRIPT,
        )

    def _door(
        self, language: Language, refused: str = "", chosen: int = 0, status: int = 200
    ) -> Response:
        return self._shown(
            "pad_sign_in.html",
            language,
            status,
            refused=refused,
            chosen=chosen,
            counters=self._signing_in.counters,
        )

    def _shown(
        self, template: str, language: Language, status: int = 200, **values: object
    ) -> Response:
        def say(key: str, **parts: object) -> str:
            text = TEXT[key].of(language)
            return text.format(**parts) if parts else text

        text = self._pages.get_template(template).render(
            say=say, language=language, office=self._settings.office.name.of(language), **values
        )
        return HTMLResponse(text, status)

    # ---- in and out ----
    async def sign_in(self, request: Request) -> Response:
        language = _language(request)
        if not same_origin(request):
            return Response(status_code=403)
        try:
            form = await typed(request)
        except AskedWrongly:
            return Response(status_code=400)
        number = form.get("counter", "")
        counter = int(number) if number.isascii() and number.isdecimal() else 0
        if not counter:
            return self._door(language, TEXT["which_first"].of(language), status=403)
        address = request.client.host if request.client else ""
        known = request.cookies.get(KNOWN, "")
        try:
            session = self._signing_in.enter(counter, form.get("code", ""), address, known)
        except NotSignedIn as error:
            return self._refused(error, counter, language)
        answer = RedirectResponse(_page(language), 303)
        self._keep(answer, request, SESSION, session, None)
        self._keep(answer, request, KNOWN, self._signing_in.known(counter), _KNOWN_FOR)
        return answer

    def _refused(self, error: NotSignedIn, counter: int, language: Language) -> Response:
        if error.why is Refusal.WRONG:
            words = TEXT["wrong"].of(language).format(n=counter)
            return self._door(language, words, counter, 403)
        seconds = max(1, round(error.seconds + 0.5))
        words = TEXT["slowly"].of(language).format(n=seconds)
        answer = self._door(language, words, counter, 429)
        answer.headers["retry-after"] = str(seconds)
        return answer

    async def sign_out(self, request: Request) -> Response:
        if not same_origin(request):
            return Response(status_code=403)
        self._signing_in.leave(request.cookies.get(SESSION, ""))
        answer = RedirectResponse(_page(_language(request)), 303)
        answer.delete_cookie(SESSION, path="/pad")
        return answer

    @staticmethod
    def _keep(
        answer: Response, request: Request, name: str, value: str, seconds: int | None
    ) -> None:
        answer.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/pad",
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )

    def _counter_of(self, request: Request) -> Counter | None:
        number = self._signing_in.counter_of(request.cookies.get(SESSION, ""))
        return self._counters[number] if number else None

    # ---- live ----
    async def live(self, request: Request) -> Response:
        """The whole state at every change and at every beat; `over` when the session is."""
        told = self._told(request, _language(request))
        return StreamingResponse(told, media_type="text/event-stream")

    async def _told(self, request: Request, language: Language) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        async for _ in self._conductor.changes(BEAT):
            counter = self._counter_of(request)
            if counter is None:
                break
            lying = await run_in_threadpool(self._lying)
            state = self._state(counter, language, lying)
            yield f"data: {json.dumps(state, ensure_ascii=False, separators=(',', ':'))}\n\n"
        else:
            return  # the desk stops: the page comes back by itself
        yield _OVER

    def _state(
        self, counter: Counter, language: Language, lying: tuple[str, ...]
    ) -> dict[str, Any]:
        """Its version is how many entries it knows: a page drops what overtook something newer on another line."""
        conductor, read = self._conductor, self._conductor.seen()
        version = sum(read.heads.values())
        seen = Seen(read.hall, conductor.now(), version, conductor.mine, conductor.desks(), lying)
        return pad_state(seen, counter, self._settings, self._day(), language) | {
            "page": self._made
        }

    def _day(self) -> Catalogue:
        return self._catalogue(self._today())

    # ---- deeds ----
    async def deed(self, request: Request) -> Response:
        """The state and a sentence: that it is done, or why it cannot be now; or what to choose from."""
        language = _language(request)
        counter = self._counter_of(request)
        if counter is None:
            return Response(status_code=401)
        if not same_origin(request):
            return Response(status_code=403)
        try:
            asked = await read(request, counter.number)
        except AskedWrongly:
            return Response(status_code=400)
        hall, now = self._conductor.hall(), self._conductor.now()
        asked, choice = choices_for(
            asked, hall, counter, self._settings, now, self._day(), language
        )
        if choice:
            return JSONResponse(choice)
        lying = await run_in_threadpool(self._lying)
        try:
            hall = await run_in_threadpool(self._conductor.do, asked)
        except NotNow as error:
            told = {"refused": why(error, language)}
            return JSONResponse(told | {"state": self._state(counter, language, lying)})
        except (StoreError, DiskFailed):
            return Response(status_code=503)  # the page asks again, and says so
        told = {"said": said(asked, hall, now, language)}
        return JSONResponse(told | {"state": self._state(counter, language, lying)})


def _language(request: Request) -> Language:
    return Language.EN if request.query_params.get("language") == "en" else Language.VI


def _page(language: Language) -> str:
    return "/pad/en" if language is Language.EN else "/pad"


def _file(name: str, kind: str) -> Callable[[Request], Response]:
    content = files("kiosk.hall").joinpath("static", name).read_bytes()

    def answer(_: Request) -> Response:
        return Response(content, media_type=kind)

    return answer
