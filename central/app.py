"""The intake's HTTP: announcements, standings, uploads; stateless, everything lies in the Intake."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.admission import Admission
from central.answers import Refused, Trouble
from central.bodies import packed_body
from central.bundles.serving import Bundles
from central.database import unavailable
from central.devices import Devices
from central.envelopes import UnknownError
from central.giving import Giving
from central.intake import ConflictError, Intake
from central.keys import signed
from central.objects import ObjectsError
from central.questions import Answerer, Questions
from central.reading import Readers
from central.releases.serving import Releases
from central.rooms import Room
from central.uploads import Uploads
from kiosk.contract import (
    ANNOUNCEMENTS,
    BUNDLES,
    CODING,
    ENVELOPES,
    LINK,
    QUESTIONS,
    TUS_VERSION,
    UPLOADS,
    Announcement,
    ContractError,
    Greeting,
    Link,
    Refusal,
    envelopes,
    parsed,
    refusing,
)
from kiosk.contract.news import RESULTS
from kiosk.contract.release import RELEASES
from kiosk.contract.shapes import ID

OPENAPI = Path(__file__).with_name("openapi.json")
READY = "/v1/ready"  # for who stands before several processes, and for who watches them
AGAIN = "5"  # seconds after which what is not there just now may be asked again

Handler = Callable[[Request, str], Awaitable[Response]]

_NUMBERS = ("errno", "sqlstate", "sqlite_errorname")
_log = logging.getLogger("central")


def create_app(
    intake: Intake,
    devices: Devices,
    patience: float = 30.0,
    *,
    uploads: Uploads | None = None,
    behind_door: bool = False,
    rooms: Sequence[Room] = (),
) -> Starlette:
    """The ASGI app; a body that pauses for `patience` seconds is given up, what came of it is kept.

    `uploads`: told by whoever makes the process end in order. `behind_door`: nobody but the province's nginx can ask,
    and what it says of certificates is so.
    """
    admission = Admission(devices, behind_door=behind_door)
    desk = Announcements(intake, admission, patience)
    uploads = uploads or Uploads(intake, patience)
    rules = Bundles(intake.objects, devices.office)
    releases = Releases(intake.objects)
    giving = Giving(intake.news)
    answerers = _answerers(intake, giving, rooms)
    heard = [room.heard for room in rooms if room.heard]
    questions = Questions(answerers, admission, intake.key, intake.now, patience, heard)

    def route(path: str, **handlers: Handler) -> Route:
        return Route(path, partial(_let_in, admission, handlers), methods=list(handlers))

    app = Starlette(
        routes=[
            Route("/openapi.json", _openapi, methods=["GET"]),
            Route(READY, partial(_ready, intake, Readers(2)), methods=["GET"]),
            route(ANNOUNCEMENTS, POST=desk.announce),
            route(ENVELOPES + "/{device}/{envelope}", GET=desk.standing),
            Route(QUESTIONS + "/{question}", questions.answer, methods=["POST"]),
            route(RESULTS + "/{result}", GET=giving.result),
            route(UPLOADS, OPTIONS=uploads.options, POST=uploads.create),
            route(UPLOADS + "/{upload}", HEAD=uploads.head, PATCH=uploads.patch),
            route(BUNDLES + "/metadata/{name}", GET=rules.metadata),
            route(BUNDLES + "/targets/{name:path}", GET=rules.target),
            route(RELEASES + "/metadata/{name}", GET=releases.metadata),
            route(RELEASES + "/targets/{name:path}", GET=releases.target),
            *(one for room in rooms for one in room.routes),
        ],
        exception_handlers=_failures(),
    )
    app.router.redirect_slashes = False
    app.add_middleware(_SameHeaders)
    return app


def _failures() -> dict[Any, Callable[[Request, Exception], Awaitable[Response]]]:
    """What is answered where a room could not."""
    return {
        Refused: _refused,
        ClientDisconnect: _hung_up,
        HTTPException: _no_such_route,
        OSError: _store_failed,
        SQLAlchemyError: _store_failed,
    }


def _answerers(intake: Intake, giving: Giving, rooms: Sequence[Room]) -> dict[str, Answerer]:
    """Who answers which question."""

    def greeting(device: str, row: dict[str, Any]) -> dict[str, Any]:
        return intake.greet(device, Greeting.from_json(row)).to_json()

    def missing(device: str, row: dict[str, Any]) -> dict[str, Any]:
        return {"missing": list(intake.missing(device, envelopes(row, "envelopes")))}

    return {
        "greeting": greeting,
        "missing": missing,
        "time": lambda device, row: {},
        "news": giving.tell,
        "handed": giving.note,
        "acts": giving.acted,
        **{name: answerer for room in rooms for name, answerer in room.answerers.items()},
    }


class Announcements:
    """What kiosks say is coming, and how far it is."""

    def __init__(self, intake: Intake, admission: Admission, patience: float) -> None:
        self._intake = intake
        self._admission = admission
        self._patience = patience

    async def announce(self, request: Request, device: str) -> Response:
        body = await packed_body(request, self._patience, "announcement")
        try:
            announcement = Announcement.from_json(parsed(body, "announcement"))
        except ContractError as error:
            raise self._no(400, Refusal.MALFORMED, str(error), device, body) from None
        if announcement.device != device:
            raise Refused(403, Trouble.DENIED, "device")
        link = await self._link(request, device, body)
        try:
            new, standing = await run_in_threadpool(self._intake.announce, announcement, body, link)
        except ConflictError:
            raise self._no(409, Refusal.CONFLICT, "envelope", device, body) from None
        return JSONResponse(standing.to_json(), 201 if new else 200, {"Accept-Encoding": CODING})

    def _no(self, status: int, refusal: Refusal, why: str, device: str, body: bytes) -> Refused:
        """Signed, for a kiosk lays the case aside then until a clerk has looked."""
        return Refused(status, refusal, why, self._intake.key.sign(refusing(refusal, device, body)))

    async def _link(self, request: Request, device: str, body: bytes) -> Link:
        """The announcement's place in the device's chain, once the signature under it is the device's."""
        try:
            link = Link.from_header(request.headers.get(LINK, ""))
        except ContractError:
            raise Refused(400, Refusal.MALFORMED, LINK) from None
        said = Link.said(device, link.seq, link.previous, body)
        row = await self._admission.row(device)
        if not (row and signed(row.key, said, link.signature)):
            raise Refused(403, Trouble.DENIED, LINK)
        return link

    async def standing(self, request: Request, device: str) -> Response:
        if request.path_params["device"] != device:
            raise Refused(403, Trouble.DENIED, "device")
        envelope = request.path_params["envelope"]
        if not ID.fullmatch(envelope):
            raise Refused(404, Trouble.UNKNOWN, "envelope")
        try:
            standing = await run_in_threadpool(self._intake.standing, device, envelope)
        except UnknownError:
            raise Refused(404, Trouble.UNKNOWN, "envelope") from None
        return JSONResponse(standing.to_json())


async def _let_in(admission: Admission, handlers: dict[str, Handler], request: Request) -> Response:
    # OPTIONS only says that this is tus.
    device = "" if request.method == "OPTIONS" else await admission.device(request)
    handler = handlers.get(request.method) or handlers["GET"]  # HEAD, where GET is
    return await handler(request, device)


async def _openapi(request: Request) -> Response:
    return FileResponse(OPENAPI, media_type="application/json")


async def _ready(intake: Intake, looking: Readers, request: Request) -> Response:
    """204 once database and objects answer."""

    def look() -> None:
        with intake.database.look() as db:
            db.execute(text("select 1"))
        intake.objects.size("ready")

    try:
        await looking.run(look)
    except (OSError, SQLAlchemyError):
        raise Refused(503, Trouble.LATER, "store") from None
    return Response(status_code=204)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    headers = {}
    if error.why == "Content-Encoding":
        headers["Accept-Encoding"] = CODING
    if error.status == 401:
        headers["WWW-Authenticate"] = (
            'Basic realm="est"' if error.code is Trouble.CODE else "Bearer"
        )
    if error.after:
        headers["Retry-After"] = str(error.after)
    elif error.status == 503:
        headers["Retry-After"] = AGAIN
    if error.code is Trouble.TUS_VERSION:
        headers["Tus-Version"] = TUS_VERSION
    row = {"refusal": error.code, "why": error.why}
    if error.signature:
        row["signature"] = error.signature
    return JSONResponse(row, error.status, headers)


async def _hung_up(request: Request, error: Exception) -> Response:
    """Nobody is there to read it; and whoever likes to hang up must not fill the log."""
    return Response(status_code=408)


async def _no_such_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = Trouble.METHOD if error.status_code == 405 else Trouble.UNKNOWN
    return JSONResponse({"refusal": code, "why": code}, error.status_code, error.headers)


async def _store_failed(request: Request, error: Exception) -> Response:
    # The kind and number of the failure only: a text could hold a path or a value.
    cause = getattr(error, "orig", None) or error
    number = next(filter(None, (getattr(cause, name, None) for name in _NUMBERS)), "")
    what = "disk"
    if isinstance(error, SQLAlchemyError):
        what = "database"
    elif isinstance(error, ObjectsError):
        what = "store of objects"
    _log.error("the %s failed: %s", what, f"{type(cause).__name__} {number}".rstrip())
    gone = isinstance(error, ObjectsError) or (
        isinstance(error, SQLAlchemyError) and unavailable(error)
    )
    if gone:
        return await _refused(request, Refused(503, Trouble.LATER, "store"))
    return JSONResponse({"refusal": Trouble.STORE, "why": "store"}, 507)


class _SameHeaders:
    """Every answer, refusals included: the tus version, and never to be kept by a cache between."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[Any] = list(message.get("headers", []))
                headers.append((b"tus-resumable", TUS_VERSION.encode()))
                headers.append((b"cache-control", b"no-store"))
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, with_headers)
