"""tus 1.0, core and creation: the files of one envelope as one stream of bytes."""

from __future__ import annotations

import asyncio
import base64
import binascii
import os
import re
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from central.answers import Refused, Trouble
from central.intake import ConflictError, CorruptError, Intake, UnknownError, Upload
from central.turns import Turns
from kiosk.contract import MOST_BYTES, PREFERENCE, TUS_VERSION, UPLOADS, Refusal

_COUNT = re.compile(r"[0-9]{1,15}")
_NAMING = ("device", "envelope")  # keys of Upload-Metadata
_CONTENT_TYPE = "application/offset+octet-stream"


class Uploads:
    """What arrives is kept as it arrives; the offset after a cut is what reached the disk."""

    def __init__(self, intake: Intake, patience: float) -> None:
        self._intake = intake
        self._patience = patience
        self._turns = Turns()

    async def options(self, request: Request, device: str) -> Response:
        headers = {
            "Tus-Version": TUS_VERSION,
            "Tus-Extension": "creation",
            "Tus-Max-Size": str(MOST_BYTES),
        }
        return Response(status_code=204, headers=headers)

    async def create(self, request: Request, device: str) -> Response:
        """Creation; asked again for the same envelope, the same Location."""
        _speaks_tus(request)
        length = _count(request, "Upload-Length")
        if length > MOST_BYTES:
            raise Refused(413, Refusal.TOO_LARGE, "Upload-Length")
        metadata = _metadata(request)
        if metadata["device"] != device:
            raise Refused(403, Trouble.DENIED, "device")
        try:
            upload = await run_in_threadpool(
                self._intake.create, device, metadata["envelope"], length
            )
        except UnknownError:
            raise Refused(404, Trouble.UNKNOWN, "envelope") from None
        except ConflictError:
            raise Refused(409, Refusal.CONFLICT, "Upload-Length") from None
        return Response(status_code=201, headers={"Location": f"{UPLOADS}/{upload.id}"})

    async def head(self, request: Request, device: str) -> Response:
        """Where the upload stands, once nobody else writes to it."""
        _speaks_tus(request)
        await self._find(request, device)  # before its turn: others cannot disturb it
        async with self._turns.take(request.path_params["upload"]):
            upload = await self._find(request, device)
            offset = await run_in_threadpool(self._intake.offset, upload)
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(upload.size)}
        return Response(status_code=200, headers=headers)

    async def patch(self, request: Request, device: str) -> Response:
        """Write on from the offset; at the end the envelope is checked and gets its receipt.

        A PATCH of no bytes at the end asks for that check again. Answered with 204, as tus has it; who
        prefers to be told gets 200 and where the envelope stands.
        """
        _speaks_tus(request)
        if request.headers.get("Content-Type") != _CONTENT_TYPE:
            raise Refused(415, Trouble.MEDIA_TYPE, "Content-Type")
        claimed = _count(request, "Upload-Offset")
        await self._find(request, device)  # before its turn: others cannot disturb it
        async with self._turns.take(request.path_params["upload"]) as overtaken:
            upload = await self._find(request, device)
            offset = await run_in_threadpool(self._intake.offset, upload)
            if claimed != offset:
                raise Refused(409, Trouble.OFFSET, "Upload-Offset")
            if _declared(request) > upload.size - offset:
                raise Refused(413, Refusal.TOO_LARGE, "Content-Length")
            offset += await self._pour(request, upload, upload.size - offset, overtaken)
            if offset == upload.size and not upload.received:
                await self._finish(upload)
        headers = {"Upload-Offset": str(offset)}
        if request.headers.get("Prefer") != PREFERENCE:
            return Response(status_code=204, headers=headers)
        standing = await run_in_threadpool(self._intake.standing, device, upload.envelope)
        headers["Preference-Applied"] = PREFERENCE
        return JSONResponse(standing.to_json(), 200, headers)

    async def _find(self, request: Request, device: str) -> Upload:
        try:
            return await run_in_threadpool(
                self._intake.upload, device, request.path_params["upload"]
            )
        except UnknownError:
            raise Refused(404, Trouble.UNKNOWN, "upload") from None

    async def _finish(self, upload: Upload) -> None:
        try:
            await run_in_threadpool(self._intake.finish, upload)
        except CorruptError:
            raise Refused(422, Refusal.CORRUPT, "files") from None

    async def _pour(
        self, request: Request, upload: Upload, room: int, overtaken: asyncio.Event
    ) -> int:
        with self._intake.append(upload) as file:
            writing = asyncio.create_task(_write(request, file, room, self._patience))
            waiting = asyncio.create_task(overtaken.wait())
            try:
                await asyncio.wait((writing, waiting), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (writing, waiting):
                    task.cancel()
                await asyncio.gather(writing, waiting, return_exceptions=True)
        if writing.cancelled():
            raise Refused(423, Trouble.OVERTAKEN, "upload")
        return writing.result()


async def _write(request: Request, file: BinaryIO, room: int, patience: float) -> int:
    """How many bytes came. Written in this thread on purpose: a write handed to another
    thread could still land after a newer request has taken over."""
    clock = asyncio.get_running_loop().time
    written = 0
    try:
        async with asyncio.timeout(patience) as limit:
            async for piece in request.stream():
                limit.reschedule(clock() + patience)
                _write_all(file, piece[: room - written])
                written += len(piece)
                if written > room:
                    raise Refused(413, Refusal.TOO_LARGE, "body")
    except TimeoutError:
        raise Refused(408, Trouble.SLOW, "body") from None
    return written


def _write_all(file: BinaryIO, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(file.fileno(), view) :]


def _speaks_tus(request: Request) -> None:
    if request.headers.get("Tus-Resumable") != TUS_VERSION:
        raise Refused(412, Trouble.TUS_VERSION, "Tus-Resumable")


def _count(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not _COUNT.fullmatch(value):
        raise Refused(400, Refusal.MALFORMED, header)
    return int(value)


def _declared(request: Request) -> int:
    return int(request.headers.get("Content-Length", 0))  # the HTTP layer lets only digits through


def _metadata(request: Request) -> dict[str, str]:
    """Upload-Metadata: comma-separated `key base64` pairs (tus 1.0, creation)."""
    found: dict[str, str] = {}
    try:
        for pair in request.headers.get("Upload-Metadata", "").split(","):
            key, _, value = pair.strip().partition(" ")
            data = base64.b64decode(value, validate=True)
            if key in _NAMING:  # what else is said of an upload means nothing here
                found[key] = data.decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(400, Refusal.MALFORMED, "Upload-Metadata") from None
    for key in _NAMING:
        if not found.get(key):
            raise Refused(400, Refusal.MALFORMED, f"Upload-Metadata: {key}")
    return found
