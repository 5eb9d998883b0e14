"""The fleet over HTTP, to read only: pages for people, JSON and CSV for programs, for whoever has the role."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from central.answers import Refused, Trouble
from central.callers import Callers, Role
from central.fleet import lines
from central.fleet.alarms import Alarm
from central.fleet.kiosks import Fleet, Seen, Sight
from central.fleet.page import Pages, Query
from kiosk.contract import Refusal
from kiosk.contract.shapes import DEVICE

FLEET = "/fleet"
MOST = 500  # kiosks in one answer

Handler = Callable[[Request], Awaitable[Response]]


class Serving:
    """Answers whoever is a watcher."""

    def __init__(self, fleet: Fleet, callers: Callers) -> None:
        self._fleet, self._callers, self._pages = fleet, callers, Pages()
        self._headers = {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{self._pages.style_digest}'; "
                "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            ),
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    def routes(self) -> tuple[Route, ...]:
        return (
            self._route(FLEET, self._page),
            self._route(f"{FLEET}/{{device}}", self._kiosk),
            self._route("/fleet.csv", self._table),
            self._route("/v1/fleet", self._list),
            self._route("/v1/alarms", self._alarms),
        )

    def _route(self, path: str, handler: Handler) -> Route:
        return Route(path, partial(self._let_in, handler), methods=["GET"])

    async def _let_in(self, handler: Handler, request: Request) -> Response:
        told = request.headers.get("Authorization", "")
        caller = await run_in_threadpool(self._callers.caller, told)
        if caller is None:
            return self._denied()
        if caller.role is not Role.WATCHER:
            raise Refused(403, Trouble.DENIED, "role")
        response = await handler(request)
        response.headers.update(self._headers)
        return response

    def _denied(self) -> Response:
        """A browser asks for name and token then (RFC 7617)."""
        row = {"refusal": Trouble.DENIED, "why": "Authorization"}
        response = JSONResponse(row, 401, self._headers)
        response.headers.append("WWW-Authenticate", 'Basic realm="fleet", charset="UTF-8"')
        response.headers.append("WWW-Authenticate", "Bearer")
        return response

    async def _page(self, request: Request) -> Response:
        query = Query.of(request.query_params)
        return HTMLResponse(await run_in_threadpool(self._draw, query))

    def _draw(self, query: Query) -> str:
        return self._pages.fleet(self._fleet.look(), query)

    async def _kiosk(self, request: Request) -> Response:
        device, lang = request.path_params["device"], Query.of(request.query_params).lang
        return HTMLResponse(await run_in_threadpool(self._draw_one, device, lang))

    def _draw_one(self, device: str, lang: str) -> str:
        sight = self._fleet.look()
        found = [one for one in sight.seen if one.kiosk.device == device]
        if not found:
            raise Refused(404, Trouble.UNKNOWN, "device")
        return self._pages.kiosk(found[0], sight.at, self._fleet.history(device), lang)

    async def _table(self, request: Request) -> Response:
        picked = await run_in_threadpool(self._picked, request)
        headers = {"Content-Disposition": 'attachment; filename="fleet.csv"'}
        rows = (piece.encode() for piece in lines.table(_by_name(picked)))
        return StreamingResponse(rows, headers=headers, media_type="text/csv; charset=utf-8")

    async def _list(self, request: Request) -> Response:
        after, most = _place(request)
        picked = await run_in_threadpool(self._picked, request)
        rows, following = _part(_by_name(picked), after, most)
        return JSONResponse(
            {
                "at": picked.at.isoformat(),
                "total": len(picked.seen),
                "kiosks": [lines.kiosk(one) for one in rows],
                "next": following,
            }
        )

    async def _alarms(self, request: Request) -> Response:
        after, most = _place(request)
        picked = await run_in_threadpool(self._picked, request)
        troubled = [one for one in _by_name(picked) if one.raised]
        rows, following = _part(troubled, after, most)
        alarms: list[dict[str, Any]] = [
            {"device": one.kiosk.device, "office": one.kiosk.office, **lines.alarm(each)}
            for one in rows
            for each in one.raised
        ]
        return JSONResponse({"at": picked.at.isoformat(), "alarms": alarms, "next": following})

    def _picked(self, request: Request) -> Sight:
        asked = request.query_params
        alarm = asked.get("alarm")
        if alarm is not None and alarm not in list(Alarm):
            raise Refused(400, Refusal.MALFORMED, "alarm")
        return self._fleet.look().only(asked.get("office"), Alarm(alarm) if alarm else None)


def _by_name(sight: Sight) -> list[Seen]:
    return sorted(sight.seen, key=lambda one: one.kiosk.device)


def _place(request: Request) -> tuple[str, int]:
    """Behind which device, and how many; raises Refused."""
    after, most = request.query_params.get("after", ""), request.query_params.get("most", str(MOST))
    if after and not DEVICE.fullmatch(after):
        raise Refused(400, Refusal.MALFORMED, "after")
    if not (most.isascii() and most.isdecimal() and len(most) < 5 and 1 <= int(most) <= MOST):
        raise Refused(400, Refusal.MALFORMED, "most")
    return after, int(most)


def _part(rows: list[Seen], after: str, most: int) -> tuple[list[Seen], str | None]:
    """So many behind that device, and the name to ask behind next, None at the end."""
    rest = [one for one in rows if one.kiosk.device > after]
    return rest[:most], rest[most - 1].kiosk.device if len(rest) > most else None
