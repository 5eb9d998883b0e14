"""What kiosk-desk serves: the console to the office's PCs, and the hall to its pads, boards and other desks."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import compile_path

from kiosk.desk.authority import Authority, AuthorityError
from kiosk.desk.console import front, rooms
from kiosk.desk.console.app import Console, create_console
from kiosk.desk.console.page import LONGEST
from kiosk.hall import app as hall
from kiosk.hall.conductor import Conductor
from kiosk.hall.crossing import Crossing
from kiosk.hall.doors import doors
from kiosk.hall.neighbours import Neighbours
from kiosk.hall.sharing import Office
from kiosk.hall.turning import Turning, answers
from kiosk.notify import Heartbeat, tell
from kiosk.settings import Settings
from kiosk.store.errors import DiskFailed
from kiosk.workspace import Workspace

AGAIN = 2.0  # seconds until an address that cannot be had yet is asked for again
RENEWED = 12 * 3600.0  # seconds between two looks at whether a certificate ends soon

_Shown = tuple[Turning, str]  # and the file of its certificate

_LARGE = [(compile_path(door.path)[0], door.most) for door in rooms.doors() if door.most > LONGEST]
_log = logging.getLogger(__name__)


def serve(
    workspace: Workspace,
    settings: Settings,
    clock: Callable[[], dt.datetime],
    settings_file: Path | None = None,
) -> None:
    """Until SIGTERM or SIGINT. Raises SettingsError before anything is served; DiskFailed: begin anew.

    The hall is there where the office has counters or other desks.
    """
    _renew(workspace, settings, clock())
    crossing = Crossing(settings) if settings.desks else None
    app = served_console(workspace, settings, clock, crossing, settings_file)
    console, at = hall.server(app, settings.desk, "desk"), _listening(settings.desk, "desk")

    def end() -> None:
        console.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end())  # uvicorn hands on what ended it
    shown = [(console, settings.desk.certificate)]
    ended = threading.Event()
    threading.Thread(
        target=_keep_renewing, args=(workspace, settings, clock, shown, ended), daemon=True
    ).start()
    try:
        if settings.counters or settings.desks:
            with Office(workspace, settings, clock, crossing) as office:
                _with_hall(office, shown, at, end)
        else:
            with Heartbeat(lambda: answers(console, at), "serves the console"):
                console.run(sockets=[at])
    finally:
        ended.set()


def served_console(
    workspace: Workspace,
    settings: Settings,
    clock: Callable[[], dt.datetime],
    crossing: Crossing | None = None,
    settings_file: Path | None = None,
) -> Starlette:
    """The console behind the same door as the hall: known hosts only, bounded bodies, room kept for deeds.

    Raises SettingsError.
    """
    console = Console(
        workspace, settings, clock, rooms.TABS, crossing=crossing, settings_file=settings_file
    )
    app = create_console(console, rooms.doors(), rooms.unsigned(console))
    app.user_middleware += [
        Middleware(hall.Named, names=hall.names(settings.desk, "desk")),
        Middleware(hall.Bounded, longest=_longest),
    ]
    return app


def _with_hall(
    office: Office, shown: list[_Shown], at: socket.socket, end: Callable[[], None]
) -> None:
    console, _ = shown[0]
    workspace, settings = office.workspace, office.settings
    conductor = Conductor(workspace, settings)
    neighbours = Neighbours(conductor)
    app = hall.create_hall(settings, doors(conductor, neighbours, workspace, office.works))
    served, listener = hall.server(app, settings.hall), _listening(settings.hall, "hall")
    shown.append((served, settings.hall.certificate))
    conductor.start(end)
    neighbours.start()
    serving = threading.Thread(target=_run, args=(served, listener, end), name="hall")
    serving.start()

    def serves() -> bool:
        return conductor.lives and answers(console, at) and answers(served, listener)

    try:
        with Heartbeat(serves, "serves console and hall"):
            console.run(sockets=[at])
    finally:
        served.should_exit = True
        conductor.stop()
        neighbours.stop()
        serving.join()
    if conductor.failed:
        raise conductor.failed


def _listening(where: hall.Where, table: str) -> socket.socket:
    """As hall.listening, with patience for a machine that has only begun. Raises SettingsError."""
    said = ""
    while True:
        try:
            return hall.listening(where, table)
        except hall.NotYetError as error:
            if str(error) != said:
                said = str(error)
                _log.warning("%s: it is tried again", said)
            tell(STATUS=f"waits: {said}", EXTEND_TIMEOUT_USEC="30000000")  # who starts it waits too
            time.sleep(AGAIN)


def _run(served: uvicorn.Server, listener: socket.socket, ended: Callable[[], None]) -> None:
    try:
        served.run(sockets=[listener])
    finally:
        ended()  # half a desk is restarted as a whole


def _longest(path: str) -> int:
    """As the address itself takes; a form's length where there is none."""
    if path in (front.SIGN_IN, front.UNLOCK):
        return front.LONGEST
    return next((most for shape, most in _LARGE if shape.match(path)), LONGEST)


def _renew(workspace: Workspace, settings: Settings, now: dt.datetime) -> bool:
    """Whether a certificate of the office's own authority was made anew: only where this machine issues."""
    files = {settings.desk.certificate, settings.hall.certificate} - {""}
    try:
        return sum(Authority(workspace).renew(Path(file), now) for file in files) > 0
    except (AuthorityError, OSError, DiskFailed) as error:
        # The old one may be good for weeks; `certificate show` tells until when.
        _log.warning("certificate was not made anew: %s", error)
        return False


def _keep_renewing(
    workspace: Workspace,
    settings: Settings,
    clock: Callable[[], dt.datetime],
    shown: list[_Shown],
    ended: threading.Event,
) -> None:
    """Whoever connects from now on is shown the new one; nobody who is connected is cut off."""
    while not ended.wait(RENEWED):
        if _renew(workspace, settings, clock()):
            for server, file in shown:
                if server.config.ssl:
                    server.config.ssl.load_cert_chain(file)
