"""Bundles over HTTP: metadata for every device that is let in, targets for all, for its office or for itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.answers import Refused, Trouble
from central.bundles.published import PLACE
from central.objects import NoObjectError, Objects
from central.reading import Readers
from kiosk.contract.rules.sets import PART, TRIAL, places

METADATA = re.compile(r"(\d{1,9}\.(root|snapshot|targets)|timestamp)\.json")
_MOST_PARTS = 6  # trial/office/OFFICE/trust/NAME, and one more
_NONE = (NoObjectError, NotADirectoryError, IsADirectoryError)


class Bundles:
    """The repository among the centre's objects, read anew at every request; not there, nothing is."""

    def __init__(self, objects: Objects | None, office: Callable[[str], str]) -> None:
        """`office`: the agency code of a device's office, "" for none."""
        self._objects, self._office = objects, office
        self._readers = Readers()

    async def metadata(self, request: Request, device: str) -> Response:
        name = request.path_params["name"]
        if not METADATA.fullmatch(name):
            raise Refused(404, Trouble.UNKNOWN, "metadata")
        return await self._answer("metadata", name, "application/json")

    async def target(self, request: Request, device: str) -> Response:
        name = request.path_params["name"]
        parts = name.split("/")
        if len(parts) > _MOST_PARTS or not all(PART.fullmatch(part) for part in parts):
            raise Refused(404, Trouble.UNKNOWN, "target")
        office = await run_in_threadpool(self._office, device)
        if not name.removeprefix(TRIAL).startswith(places(device, office)):
            raise Refused(403, Trouble.DENIED, "target")
        return await self._answer("targets", name, "application/octet-stream")

    async def _answer(self, kind: str, name: str, media_type: str) -> Response:
        if self._objects is None:
            raise Refused(404, Trouble.UNKNOWN, kind)
        try:
            data = await self._readers.run(partial(self._objects.read, f"{PLACE}{kind}/{name}"))
        except _NONE:
            raise Refused(404, Trouble.UNKNOWN, kind) from None
        return Response(data, media_type=media_type)
