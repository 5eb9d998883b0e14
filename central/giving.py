"""Results over HTTP: each device fetches its own, piece by piece, and says when it has one and hands it over."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.answers import Refused, Trouble
from central.news import News, NoResultError
from central.reading import Readers
from kiosk.contract import Refusal
from kiosk.contract.acts import told_acts
from kiosk.contract.news import MOST_PIECE, MOST_TOLD
from kiosk.contract.shapes import ID, ContractError, count, match, table, time

_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{1,12})?")


class Giving:
    """What devices ask of news and results."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._readers = Readers()

    def tell(self, device: str, row: dict[str, Any]) -> dict[str, Any]:
        """Answers a question for news; raises ContractError."""
        after, most = count(row, "after", least=0), count(row, "most")
        mark = match(row, "mark", ID) if row.get("mark", "") != "" else ""
        return self._news.page(device, after, mark, most)

    def note(self, device: str, row: dict[str, Any]) -> dict[str, Any]:
        """Answers what became of results; raises ContractError, and nothing was noted then."""
        results = row.get("results")
        if not isinstance(results, list) or len(results) > MOST_TOLD:
            raise ContractError("results")
        noted = []
        for id, here, handed in [_became(result) for result in results]:
            if self._news.note(device, id, here, handed):
                noted.append(id)
        return {"noted": noted}

    def acted(self, device: str, row: dict[str, Any]) -> dict[str, Any]:
        """Answers what an office did to its cases; raises ContractError, and nothing was noted then."""
        return {"noted": list(self._news.acted(device, told_acts(row)))}

    async def result(self, request: Request, device: str) -> Response:
        """One piece of a result: at most MOST_PIECE bytes, from where its Range begins."""
        id = request.path_params["result"]
        if not ID.fullmatch(id):
            raise Refused(404, Trouble.UNKNOWN, "result")
        try:
            given = await run_in_threadpool(self._news.given, device, id)
        except NoResultError as error:
            if error.over:
                raise Refused(410, Trouble.OVER, "result") from None
            raise Refused(404, Trouble.UNKNOWN, "result") from None
        first, last = ranged(request, given.size, MOST_PIECE)
        piece = await self._readers.run(partial(self._news.piece, given, first, last))
        headers = {"Content-Range": f"bytes {first}-{last}/{given.size}"}
        return Response(piece, 206, headers, given.media_type)


def _became(data: object) -> tuple[str, str, str]:
    row = table(data, "result")
    handed = time(row, "handed") if row.get("handed", "") != "" else ""
    return match(row, "id", ID), time(row, "here"), handed


def ranged(request: Request, size: int, most: int) -> tuple[int, int]:
    """First and last byte (RFC 9110, 14.1.2), at most so many: a part of what was asked is an answer too (15.3.7)."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not found:
        raise Refused(400, Refusal.MALFORMED, "Range")
    first = int(found[1])
    last = min(size - 1, first + most - 1, int(found[2]) if found[2] else size)
    if first > last:
        raise Refused(416, Trouble.OFFSET, "Range")
    return first, last
