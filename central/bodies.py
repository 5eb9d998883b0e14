"""The body of a request that is small by its nature, and of nobody who would fill the memory or wait for ever."""

from __future__ import annotations

import asyncio
import zlib

from starlette.requests import Request

from central.answers import Refused, Trouble
from kiosk.contract import CODING, MOST_JSON, Refusal


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


async def packed_body(request: Request, patience: float, what: str) -> bytes:
    """As `small_body`, and as it was before it was packed: never more than MOST_JSON, whatever is in there."""
    body = await small_body(request, patience, what)
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
        raise Refused(413, Refusal.TOO_LARGE, what)
    if not unpacking.eof or unpacking.unused_data:
        raise Refused(400, Refusal.MALFORMED, "Content-Encoding")
    return plain
