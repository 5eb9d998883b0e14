"""What a browser sends to the pad, read strictly: a deed, or the form of the door, from a page of ours."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from kiosk.rules.queue.deeds import Asked, Deed

_MOST = 2000  # bytes; a deed has less than 300
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_FIELD = re.compile(r"[a-z0-9-]{0,40}", re.ASCII)
_LABEL = 12  # letters


class AskedWrongly(ValueError):
    """Nothing that a page of ours sends."""


def same_origin(request: Request) -> bool:
    """Whether a page of this very desk asks, as browsers say by themselves; who says nothing is a stranger.

    A page of another site may make a browser send a form here, never with our address as its origin.
    """
    return request.headers.get("origin", "") == f"{request.url.scheme}://{request.url.netloc}"


async def typed(request: Request) -> dict[str, str]:
    """The fields of a form; raises AskedWrongly."""
    body = await _body(request)
    try:
        fields = parse_qsl(
            body.decode(), strict_parsing=True, keep_blank_values=True, max_num_fields=5
        )
    except ValueError:  # UnicodeDecodeError is one
        raise AskedWrongly("no form") from None
    return dict(fields)


async def read(request: Request, counter: int) -> Asked:
    """The deed that the pad of `counter` asks for; raises AskedWrongly."""
    if request.headers.get("content-type", "") != "application/json":
        raise AskedWrongly("no JSON")
    try:
        told = json.loads(await _body(request))
    except (ValueError, RecursionError):
        raise AskedWrongly("no JSON") from None
    if not isinstance(told, dict):
        raise AskedWrongly("no object")
    return _asked(told, counter)


def _asked(told: dict[str, Any], counter: int) -> Asked:
    def text(name: str) -> str:
        value = told.pop(name, "")
        if not isinstance(value, str):
            raise AskedWrongly(name)
        return value

    def number(name: str, least: int, usual: int) -> int:
        value = told.pop(name, usual)
        if type(value) is not int or not least <= value <= 99:
            raise AskedWrongly(name)
        return value

    id, turn, field, label = text("id"), text("turn"), text("field"), text("label")
    try:
        deed = Deed(text("deed"))
    except ValueError:
        raise AskedWrongly("deed") from None
    to, of = number("to", 0, 0), number("of", -1, -1)
    fine = _ID.fullmatch(id) and (not turn or _ID.fullmatch(turn)) and _FIELD.fullmatch(field)
    if told or not fine or len(label) > _LABEL:
        raise AskedWrongly("not a deed of ours")
    return Asked(id, deed, counter, turn=turn, label=label, field=field, to=to, of=of)


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST:
            raise AskedWrongly("too much")
    return body
