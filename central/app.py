"""The intake's HTTP: announcements, standings, uploads; stateless, everything lies in the Intake."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import zlib
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.answers import Refused, Trouble
from central.devices import Devices
from central.intake import ConflictError, Intake, UnknownError
from central.keys import signed
from central.uploads import Uploads
from kiosk.contract import (
    ANNOUNCEMENTS,
    CODING,
    ENVELOPES,
    LINK,
    MOST_JSON,
    TUS_VERSION,
    UPLOADS,
    Announcement,
    ContractError,
    Link,
    Refusal,
)

OPENAPI = Path(__file__).with_name("openapi.json")

Handler = Callable[[Request, str], Awaitable[Response]]

_log = logging.getLogger("central")


def create_app(intake: Intake, devices: Devices, patience: float = 30.0) -> Starlette:
    """The ASGI app; a body that pauses for `patience` seconds is given up, what came of it is kept."""
    desk = Announcements(intake, devices, patience)
    uploads = Uploads(intake, patience)

    def route(path: str, **handlers: Handler) -> Route:
        return Route(path, partial(_let_in, devices, handlers), methods=list(handlers))

    app = Starlette(
        routes=[
            Route("/openapi.json", _openapi, methods=["GET"]),
            route(ANNOUNCEMENTS, POST=desk.announce),
            route(ENVELOPES + "/{device}/{envelope}", GET=desk.standing),
            route(UPLOADS, OPTIONS=uploads.options, POST=uploads.create),
            route(UPLOADS + "/{upload}", HEAD=uploads.head, PATCH=uploads.patch),
        ],
        exception_handlers={
            Refused: _refused,
            HTTPException: _no_such_route,
            OSError: _store_failed,
            sqlite3.Error: _store_failed,
        },
    )
    app.router.redirect_slashes = False
    app.add_middleware(_SameHeaders)
    return app


class Announcements:
    """What kiosks say is coming, and how far it is."""

    def __init__(self, intake: Intake, devices: Devices, patience: float) -> None:
        self._intake = intake
        self._devices = devices
        self._patience = patience

    async def announce(self, request: Request, device: str) -> Response:
        body = _unpacked(request, await _small_body(request, self._patience))
        try:
            announcement = Announcement.from_json(json.loads(body))
        except ContractError as error:
            raise Refused(400, Refusal.MALFORMED, str(error)) from None
        except (ValueError, RecursionError):
            raise Refused(400, Refusal.MALFORMED, "announcement") from None
        if announcement.device != device:
            raise Refused(403, Trouble.DENIED, "device")
        link = self._link(request, device, body)
        try:
            new, standing = await run_in_threadpool(self._intake.announce, announcement, body, link)
        except ConflictError:
            raise Refused(409, Refusal.CONFLICT, "envelope") from None
        return JSONResponse(standing.to_json(), 201 if new else 200, {"Accept-Encoding": CODING})

    def _link(self, request: Request, device: str, body: bytes) -> Link:
        """The announcement's place in the device's chain, once the signature under it is the device's."""
        try:
            link = Link.from_header(request.headers.get(LINK, ""))
        except ContractError:
            raise Refused(400, Refusal.MALFORMED, LINK) from None
        said = Link.said(device, link.seq, link.previous, body)
        if not signed(self._devices.key(device), said, link.signature):
            raise Refused(403, Trouble.DENIED, LINK)
        return link

    async def standing(self, request: Request, device: str) -> Response:
        if request.path_params["device"] != device:
            raise Refused(403, Trouble.DENIED, "device")
        envelope = request.path_params["envelope"]
        try:
            standing = await run_in_threadpool(self._intake.standing, device, envelope)
        except UnknownError:
            raise Refused(404, Trouble.UNKNOWN, "envelope") from None
        return JSONResponse(standing.to_json())


async def _let_in(devices: Devices, handlers: dict[str, Handler], request: Request) -> Response:
    device = devices.bearer(request.headers.get("Authorization", ""))
    if device is None and request.method != "OPTIONS":  # which only says that this is tus
        raise Refused(401, Trouble.DENIED, "Authorization")
    handler = handlers.get(request.method) or handlers["GET"]  # HEAD, where GET is
    try:
        return await handler(request, device or "")
    except ClientDisconnect:
        return Response(status_code=408)  # nobody is there to read it


async def _small_body(request: Request, patience: float) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_JSON:
                    raise Refused(413, Refusal.TOO_LARGE, "announcement")
    except TimeoutError:
        raise Refused(408, Trouble.SLOW, "announcement") from None
    return bytes(body)


def _unpacked(request: Request, body: bytes) -> bytes:
    """The announcement as it was before it was packed: never more than MOST_JSON, whatever is in there."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding == "identity":
        return body
    if coding != CODING:
        raise Refused(415, Trouble.MEDIA_TYPE, "Content-Encoding")
    unpacking = zlib.decompressobj(wbits=31)
    try:
        plain = unpacking.decompress(body, MOST_JSON + 1)
    except zlib.error:
        raise Refused(400, Refusal.MALFORMED, "Content-Encoding") from None
    if len(plain) > MOST_JSON:
        raise Refused(413, Refusal.TOO_LARGE, "announcement")
    if not unpacking.eof or unpacking.unused_data:
        raise Refused(400, Refusal.MALFORMED, "Content-Encoding")
    return plain


async def _openapi(request: Request) -> Response:
    return FileResponse(OPENAPI, media_type="application/json")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    headers = {}
    if error.why == "Content-Encoding":
        headers["Accept-Encoding"] = CODING
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.code is Trouble.TUS_VERSION:
        headers["Tus-Version"] = TUS_VERSION
    return JSONResponse({"refusal": error.code, "why": error.why}, error.status, headers)


async def _no_such_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = Trouble.METHOD if error.status_code == 405 else Trouble.UNKNOWN
    return JSONResponse({"refusal": code, "why": code}, error.status_code, error.headers)


async def _store_failed(request: Request, error: Exception) -> Response:
    # The kind and number of the failure only: a text could hold a path or a value.
    _log.error("the store failed: %s %s", type(error).__name__, getattr(error, "errno", ""))
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
