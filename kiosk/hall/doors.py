"""Every address of the hall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.hall import board, desk_door, fonts, pad, voice_pages
from kiosk.hall.conductor import Conductor
from kiosk.hall.lying import Lying
from kiosk.hall.neighbours import Neighbours
from kiosk.rules.catalogue import Catalogue
from kiosk.store.own_secret import own_secret
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace

_SIGNED_IN = b"kiosk.hall: who signed in at a pad"


def doors(
    conductor: Conductor,
    neighbours: Neighbours,
    workspace: Workspace,
    more: Mapping[str, desk_door.Work] = desk_door.NOTHING,
) -> list[BaseRoute]:
    """The routes of kiosk.hall.app.create_hall. `more`: as kiosk.hall.desk_door.routes has it."""
    settings, book = conductor.settings, Rulebook(workspace)
    lying = Lying(workspace, lambda: conductor.now().wall)

    def catalogue(day: dt.date) -> Catalogue:
        return book.catalogue(book.now().version, day, settings.office.province)

    return [
        Route("/", _board),
        Route("/office-authority.crt", lambda _: authority(workspace)),
        *fonts.routes(),
        *board.routes(conductor, settings, catalogue),
        *voice_pages.routes(conductor, settings),
        *pad.routes(conductor, settings, catalogue, own_secret(workspace, _SIGNED_IN), lying.codes),
        *desk_door.routes(conductor, neighbours, more),
    ]


def authority(workspace: Workspace) -> Response:
    """The certificate that every PC of the office may trust, once; 404 where there is none."""
    try:
        data = workspace.office_authority.read_bytes()
    except OSError:
        return PlainTextResponse("none", 404)
    named = {"content-disposition": 'attachment; filename="office-authority.crt"'}
    return Response(data, 200, named, "application/x-x509-ca-cert")


def _board(_: Request) -> Response:
    return RedirectResponse("/board")
