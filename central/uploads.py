"""tus 1.0, core and creation: the files of one envelope as one stream of bytes."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncGenerator

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from central.answers import Refused, Trouble
from central.intake import (
    ConflictError,
    CorruptError,
    Intake,
    OvertakenError,
    UnknownError,
    Upload,
)
from central.papers import SMALL
from central.turns import Turn, Turns
from kiosk.contract import MOST_BYTES, PREFERENCE, TUS_VERSION, UPLOADS, Refusal
from kiosk.contract.shapes import ID

UNKEPT = 5.0  # seconds of a kiosk's sending that a killed process may lose
IDLE = 1.0  # seconds in which nothing came, after which what came is kept
ROOM = (
    256 << 20
)  # bytes of all uploads together that are in the memory; above it each is kept early
EARLY = 256 << 10  # so early
KEEPING = 16  # threads: a store of objects that hangs must not take those that answer
_COUNT = re.compile(r"[0-9]{1,15}")
_NAMING = ("device", "envelope")  # keys of Upload-Metadata
_CONTENT_TYPE = "application/offset+octet-stream"


class Uploads:
    """What arrives is gathered up to SMALL bytes or UNKEPT seconds and then kept, as it is at the end of a request
    for whatever reason; the offset that is told counts what is kept.
    """

    def __init__(self, intake: Intake, patience: float) -> None:
        self._intake = intake
        self._patience = patience
        self._turns = Turns()
        self._keeping = CapacityLimiter(KEEPING)
        self._gathered = 0

    def end(self) -> None:
        """The process stops: every request keeps what it has and is answered."""
        self._turns.end()

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
        upload = await self._find(request, device)  # before its turn: others cannot disturb it
        async with self._turns.take(upload.id):
            try:
                upload = await run_in_threadpool(self._intake.take, upload)
            except UnknownError:
                raise Refused(404, Trouble.UNKNOWN, "upload") from None
        headers = {"Upload-Offset": str(upload.arrived), "Upload-Length": str(upload.size)}
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
        upload = await self._find(request, device)  # before its turn: others cannot disturb it
        async with self._turns.take(upload.id) as turn:
            if turn.waited:
                upload = await self._find(request, device)
            if claimed != upload.arrived:
                raise Refused(409, Trouble.OFFSET, "Upload-Offset")
            if _declared(request) > upload.size - upload.arrived:
                raise Refused(413, Refusal.TOO_LARGE, "Content-Length")
            upload = await self._pour(request, upload, turn)
        headers = {"Upload-Offset": str(upload.arrived)}
        if request.headers.get("Prefer") != PREFERENCE:
            return Response(status_code=204, headers=headers)
        headers["Preference-Applied"] = PREFERENCE
        return JSONResponse(upload.stands().to_json(), 200, headers)

    async def _find(self, request: Request, device: str) -> Upload:
        id = request.path_params["upload"]
        try:
            if ID.fullmatch(id):
                return await run_in_threadpool(self._intake.upload, device, id)
        except UnknownError:
            pass
        raise Refused(404, Trouble.UNKNOWN, "upload")

    async def _pour(self, request: Request, upload: Upload, turn: Turn) -> Upload:
        """The upload with all that came of the body; whatever else ends the request, what came is kept."""
        clock = asyncio.get_running_loop().time
        gathered, since, why = bytearray(), clock(), None
        coming = _Coming(request, turn, self._patience)
        try:
            while True:
                idle = IDLE if gathered else self._patience
                try:
                    piece = await coming.piece(idle)
                except (Refused, ClientDisconnect) as error:
                    why = error
                    break
                if piece == b"":
                    break
                gathered += piece or b""
                self._gathered += len(piece or b"")
                if len(gathered) > upload.size - upload.arrived:
                    raise Refused(413, Refusal.TOO_LARGE, "body")
                if piece is None or self._is_much(len(gathered)) or clock() > since + UNKEPT:
                    upload, since = await self._keep(upload, gathered), clock()
            upload = await self._keep(upload, gathered)
        finally:
            self._gathered -= len(gathered)
            coming.close()
        if why:
            raise self._ending(why)
        return upload

    def _ending(self, why: Refused | ClientDisconnect) -> Refused | ClientDisconnect:
        if self._turns.ended and isinstance(why, Refused) and why.status == 423:
            return Refused(503, Trouble.LATER, "upload")
        return why

    def _is_much(self, gathered: int) -> bool:
        return gathered >= SMALL or (self._gathered > ROOM and gathered >= EARLY)

    async def _keep(self, upload: Upload, gathered: bytearray) -> Upload:
        """Empties it."""
        if not gathered and (upload.receipt or upload.arrived < upload.size):
            return upload
        data = bytes(gathered)
        self._gathered -= len(data)
        gathered.clear()
        try:
            return await to_thread.run_sync(self._intake.keep, upload, data, limiter=self._keeping)
        except CorruptError:
            raise Refused(422, Refusal.CORRUPT, "files") from None
        except OvertakenError:
            raise Refused(423, Trouble.OVERTAKEN, "upload") from None


class _Coming:
    """The body of a request as it comes, while its turn lasts."""

    def __init__(self, request: Request, turn: Turn, patience: float) -> None:
        self._body = request.stream()
        self._patience = patience
        self._clock = asyncio.get_running_loop().time
        self._last = self._clock()  # when something came
        self._over = asyncio.create_task(turn.over.wait())
        self._next: asyncio.Task[bytes] | None = None

    async def piece(self, idle: float) -> bytes | None:
        """What comes next, b"" at the end, None where nothing comes for so many seconds.

        Raises Refused where nothing came for as long as one is patient, or somebody else is to go on, and
        ClientDisconnect.
        """
        coming = self._next or asyncio.create_task(_next(self._body))
        self._next = coming
        left = max(0.0, self._last + self._patience - self._clock())
        await asyncio.wait(
            (coming, self._over), timeout=min(idle, left), return_when=asyncio.FIRST_COMPLETED
        )
        if coming.done():
            self._next, self._last = None, self._clock()
            return coming.result()
        if self._over.done():
            raise Refused(423, Trouble.OVERTAKEN, "upload")
        if left <= idle:
            raise Refused(408, Trouble.SLOW, "body")
        return None

    def close(self) -> None:
        for task in (self._over, self._next):
            if task:
                task.cancel()


async def _next(body: AsyncGenerator[bytes, None]) -> bytes:
    async for piece in body:
        if piece:
            return piece
    return b""


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
