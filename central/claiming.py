"""Events over HTTP: each target claims its own, says what became of them, fetches their files, tells statuses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from central.answers import Refused, Trouble
from central.bodies import small_body
from central.callers import Callers, Role
from central.deliveries import Became, Deliveries, Outcome
from central.intake import Intake
from central.mirror import Mirror
from central.objects import NoObjectError, Objects
from central.papers import named
from central.reading import Readers
from central.rooms import Room
from central.targets import Target, Targets
from kiosk.contract import AnnouncedFile, Refusal, parsed
from kiosk.contract.shapes import ID, ContractError, match, table, text

MOST_EVENTS = 100  # in one answer
MOST_OUTCOMES = 200  # in one request
LEAST_SECONDS, MOST_SECONDS = 5, 3600  # that a program may keep an event to itself
PIECE = 1 << 20  # bytes of a file in the memory

_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{1,12})?")
_REFERENCE = re.compile(r"[^\x00-\x1f\x7f]{0,120}")

Handler = Callable[[Request, str], Awaitable[Response]]


def claiming_room(intake: Intake, patience: float) -> Room:
    """What the centre of this intake lets targets ask."""
    database, now = intake.database, intake.now
    deliveries = Deliveries(database, now)
    claiming = Claiming(
        Targets(database, intake.events, now),
        deliveries,
        Mirror(database, deliveries, intake.news, now),
        intake.objects,
        Callers(database, now),
        now,
        patience,
    )
    return Room(routes=claiming.routes())


class Claiming:
    """What a target may ask. A target sees its own alone."""

    def __init__(
        self,
        targets: Targets,
        deliveries: Deliveries,
        mirror: Mirror,
        objects: Objects,
        callers: Callers,
        now: Callable[[], dt.datetime],
        patience: float,
    ) -> None:
        self._targets, self._deliveries, self._mirror = targets, deliveries, mirror
        self._objects, self._callers = objects, callers
        self._now, self._patience = now, patience
        self._readers = Readers()

    def routes(self) -> tuple[Route, ...]:
        one = "/v1/targets/{name}"
        file = one + "/cases/{device}/{envelope}/files/{file}"
        return (
            self._route(one, "GET", self._standing),
            self._route(one + "/claims", "POST", self._claim),
            self._route(one + "/outcomes", "POST", self._settle),
            self._route(one + "/statuses", "POST", self._tell),
            self._route(file, "GET", self._file),
        )

    def _route(self, path: str, method: str, handler: Handler) -> Route:
        return Route(path, partial(self._let_in, handler), methods=[method])

    async def _let_in(self, handler: Handler, request: Request) -> Response:
        said = request.headers.get("Authorization", "")
        caller = await run_in_threadpool(self._callers.caller, said)
        if caller is None:
            raise Refused(401, Trouble.DENIED, "Authorization")
        if caller.role is not Role.TARGET or caller.name != request.path_params["name"]:
            raise Refused(403, Trouble.DENIED, "name")
        try:
            return await handler(request, caller.name)
        except ContractError as error:
            raise Refused(400, Refusal.MALFORMED, str(error)) from None

    async def _standing(self, request: Request, name: str) -> Response:
        target = await run_in_threadpool(self._target, name)
        row = target.to_json()
        return JSONResponse(
            {**row, "alarms": [alarm.value for alarm in target.alarms(self._now())]}
        )

    async def _claim(self, request: Request, name: str) -> Response:
        row = await self._row(request)
        most = _between(row, "most", 1, MOST_EVENTS, 20)
        seconds = _between(row, "seconds", LEAST_SECONDS, MOST_SECONDS, 120)
        events = await run_in_threadpool(self._deliveries.claim, name, most, seconds)
        state = await run_in_threadpool(self._targets.state, name)
        return JSONResponse({"state": state.value, "events": events})

    async def _settle(self, request: Request, name: str) -> Response:
        row = await self._row(request)
        rows = row.get("outcomes")
        if not isinstance(rows, list) or len(rows) > MOST_OUTCOMES:
            raise ContractError("outcomes")
        outcomes = [_outcome(one) for one in rows]
        settled = await run_in_threadpool(self._deliveries.settle, name, outcomes)
        return JSONResponse({"events": settled})

    async def _tell(self, request: Request, name: str) -> Response:
        row = await self._row(request)
        told = await run_in_threadpool(self._mirror.tell, name, row)
        if told is None:
            raise Refused(404, Trouble.UNKNOWN, "envelope")
        return JSONResponse({"told": told})

    async def _file(self, request: Request, name: str) -> Response:
        path = request.path_params
        find = partial(self._mirror.file, name, path["device"], path["envelope"], path["file"])
        file = await run_in_threadpool(find)
        if file is None:
            raise Refused(404, Trouble.UNKNOWN, "file")
        first, last, ranged = _range(request, file)
        pieces = _pieces(self._objects, file, first, last)
        try:
            begin = await self._readers.run(partial(next, pieces))
        except NoObjectError:
            raise Refused(404, Trouble.UNKNOWN, "file") from None
        headers = {"Content-Length": str(last + 1 - first), "Accept-Ranges": "bytes"}
        if ranged:
            headers["Content-Range"] = f"bytes {first}-{last}/{file.size}"

        async def body() -> AsyncIterator[bytes]:
            yield begin
            async for piece in self._readers.pieces(pieces):
                yield piece

        status = 206 if ranged else 200
        return StreamingResponse(body(), status, headers, "application/octet-stream")

    def _target(self, name: str) -> Target:
        target = self._targets.one(name)
        if target is None:
            raise Refused(403, Trouble.DENIED, "name")
        return target

    async def _row(self, request: Request) -> dict[str, Any]:
        body = await small_body(request, self._patience, "body")
        return table(parsed(body or b"{}", "body"), "body")


def _outcome(data: object) -> Outcome:
    row = table(data, "outcome")
    said = text(row.get("outcome"), "outcome")
    if said not in list(Became):
        raise ContractError("outcome")
    return Outcome(
        event=match(row, "event", ID),
        attempt=_between(row, "try", 1, 1 << 30, None),
        became=Became(said),
        reference=match(row, "reference", _REFERENCE) if row.get("reference", "") != "" else "",
        reason=match(row, "reason", _REFERENCE) if row.get("reason", "") != "" else "",
    )


def _between(row: dict[str, Any], name: str, least: int, most: int, usual: int | None) -> int:
    value = row.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ContractError(name)
    return value


def _range(request: Request, file: AnnouncedFile) -> tuple[int, int, bool]:
    """First and last byte (RFC 9110, 14.1.2), and whether a part was asked for."""
    said = request.headers.get("Range")
    if said is None:
        return 0, file.size - 1, False
    found = _RANGE.fullmatch(said)
    if not found:
        raise Refused(400, Refusal.MALFORMED, "Range")
    first, last = int(found[1]), min(file.size - 1, int(found[2]) if found[2] else file.size)
    if first > last:
        raise Refused(416, Trouble.OFFSET, "Range")
    return first, last, True


def _pieces(objects: Objects, file: AnnouncedFile, first: int, last: int) -> Iterator[bytes]:
    for start in range(first, last + 1, PIECE):
        yield objects.read(named(file.sha256), start, min(PIECE, last + 1 - start))
