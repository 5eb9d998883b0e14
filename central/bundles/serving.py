"""Bundles over HTTP: metadata for every device that is let in, targets for all or for the device itself."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.answers import Refused, Trouble

_METADATA = re.compile(r"(\d{1,9}\.(root|snapshot|targets)|timestamp)\.json")
_PART = re.compile(r"[a-z0-9][a-z0-9._-]{0,160}")


class Bundles:
    """A repository's folder, read anew at every request; not there, nothing is."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    async def metadata(self, request: Request, device: str) -> Response:
        name = request.path_params["name"]
        if not _METADATA.fullmatch(name):
            raise Refused(404, Trouble.UNKNOWN, "metadata")
        return await self._answer("metadata", name, "application/json")

    async def target(self, request: Request, device: str) -> Response:
        parts = request.path_params["name"].split("/")
        if not all(_PART.fullmatch(part) for part in parts):
            raise Refused(404, Trouble.UNKNOWN, "target")
        if parts[0] != "all" and parts[:2] != ["device", device]:
            raise Refused(403, Trouble.DENIED, "target")
        return await self._answer("targets", "/".join(parts), "application/octet-stream")

    async def _answer(self, kind: str, name: str, media_type: str) -> Response:
        if self._folder is None:
            raise Refused(404, Trouble.UNKNOWN, kind)
        try:
            data = await run_in_threadpool((self._folder / kind / name).read_bytes)
        except (FileNotFoundError, NotADirectoryError):
            raise Refused(404, Trouble.UNKNOWN, kind) from None
        return Response(data, media_type=media_type)
