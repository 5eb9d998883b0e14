"""The body of a request that is small by its nature, and of nobody who would fill the memory or wait for ever."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from central.answers import Refused, Trouble
from kiosk.contract import MOST_JSON, Refusal


async def small_body(request: Request, patience: float, what: str) -> bytes:
    """At most MOST_JSON bytes, within `patience` seconds; raises Refused, which names `what` it was to be."""
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_JSON:
                    raise Refused(413, Refusal.TOO_LARGE, what)
    except TimeoutError:
        raise Refused(408, Trouble.SLOW, what) from None
    return bytes(body)
