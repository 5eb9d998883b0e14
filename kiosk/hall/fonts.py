"""The project's typeface for browsers: Be Vietnam Pro with the letters of Vietnamese and English, and no others."""

from __future__ import annotations

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# Made from kiosk/fonts by tests/hall/cut_fonts.py; 19 kB together where the whole ones have 270.
NAMES = ("BeVietnamPro-Regular.woff2", "BeVietnamPro-SemiBold.woff2")


def routes() -> list[Route]:
    """Each at /fonts/NAME, kept by browsers for a month: a pad that is loaded anew does not fetch it again."""
    folder = files("kiosk.hall").joinpath("static")
    return [_route(name, folder.joinpath(name).read_bytes()) for name in NAMES]


def _route(name: str, letters: bytes) -> Route:
    def font(_: Request) -> Response:
        return Response(
            letters, media_type="font/woff2", headers={"cache-control": "max-age=2592000"}
        )

    return Route(f"/fonts/{name}", font)
