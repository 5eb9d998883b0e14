"""Releases over HTTP: metadata and packages for every device that is let in, packages piece by piece."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from central.answers import Refused, Trouble
from central.bundles.serving import METADATA
from central.giving import ranged
from central.objects import NoObjectError, Objects
from central.reading import Readers
from kiosk.contract.release import MOST_PIECE, PACKAGES, RELEASE

PLACE = "releases/"  # among the centre's objects
_NONE = (NoObjectError, NotADirectoryError, IsADirectoryError)


class Releases:
    """The repository among the centre's objects, read anew at every request; not there, nothing is.

    What a release brings for offices is given by stick alone: it may hold what other offices must not read.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects, self._readers = objects, Readers()

    async def metadata(self, request: Request, device: str) -> Response:
        name = request.path_params["name"]
        if not METADATA.fullmatch(name):
            raise Refused(404, Trouble.UNKNOWN, "metadata")
        try:
            data = await self._readers.run(partial(self._objects.read, f"{PLACE}metadata/{name}"))
        except _NONE:
            raise Refused(404, Trouble.UNKNOWN, "metadata") from None
        return Response(data, media_type="application/json")

    async def target(self, request: Request, device: str) -> Response:
        """At most MOST_PIECE bytes, from where its Range begins."""
        name = request.path_params["name"]
        parts = name.split("/")
        if "" in parts or ".." in parts or not _is_open(parts):
            raise Refused(404, Trouble.UNKNOWN, "target")
        place = f"{PLACE}targets/{name}"
        size = await self._readers.run(partial(self._objects.size, place))
        if size is None:
            raise Refused(404, Trouble.UNKNOWN, "target")
        first, last = ranged(request, size, MOST_PIECE)
        try:
            piece = await self._readers.run(
                partial(self._objects.read, place, first, last + 1 - first)
            )
        except _NONE:
            raise Refused(404, Trouble.UNKNOWN, "target") from None
        headers = {"Content-Range": f"bytes {first}-{last}/{size}"}
        return Response(piece, 206, headers, "application/octet-stream")


def _is_open(parts: list[str]) -> bool:
    if len(parts) == 1:
        return parts[0].endswith(f".{RELEASE}")
    return len(parts) == 3 and parts[0] == PACKAGES
