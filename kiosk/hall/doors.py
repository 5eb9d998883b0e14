"""Every address of the hall."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.hall import board, desk_door, fonts, pad, voice_pages
from kiosk.hall.conductor import Conductor
from kiosk.hall.lying import Lying
from kiosk.hall.neighbours import Neighbours
from kiosk.rules.catalogue import Catalogue
from kiosk.store.database import open_database
from kiosk.store.errors import StoreError
from kiosk.store.keyring import read_key
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace


def doors(conductor: Conductor, neighbours: Neighbours, workspace: Workspace) -> list[BaseRoute]:
    """The routes of kiosk.hall.app.create_hall."""
    settings, book = conductor.settings, Rulebook(workspace)
    lying = Lying(workspace, lambda: conductor.now().wall)

    def catalogue(day: dt.date) -> Catalogue:
        return book.catalogue(book.now().version, day, settings.office.province)

    return [
        Route("/", _board),
        *fonts.routes(),
        *board.routes(conductor, settings, catalogue),
        *voice_pages.routes(conductor, settings),
        *pad.routes(conductor, settings, catalogue, own_secret(workspace), lying.codes),
        *desk_door.routes(conductor, neighbours),
    ]


def own_secret(workspace: Workspace) -> bytes:
    """32 bytes that only this machine knows, the same after a restart as long as its keys are there."""
    try:
        open_database(workspace).close()  # makes the keys, where nothing is kept yet
        key = read_key(workspace.vault_key, old=True).reveal().encode()
    except (StoreError, OSError):
        return secrets.token_bytes(32)
    return hmac.new(key, b"kiosk.hall: who signed in at a pad", hashlib.sha256).digest()


def _board(_: Request) -> Response:
    return RedirectResponse("/board")
