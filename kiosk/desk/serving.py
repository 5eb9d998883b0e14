"""What kiosk-desk serves: the clerks' page on this machine, and the hall to the office's network."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from kiosk.desk import app as page
from kiosk.hall import app as hall
from kiosk.hall.conductor import Conductor
from kiosk.hall.doors import doors
from kiosk.hall.neighbours import Neighbours
from kiosk.settings import Settings
from kiosk.workspace import Workspace


def serve(shown: Starlette, workspace: Workspace, settings: Settings) -> None:
    """Until SIGTERM or SIGINT. Raises SettingsError before anything is served; DiskFailed: begin anew.

    The hall is there where the office has counters or other desks.
    """
    at_this_machine = page.server(shown, settings.desk)
    if not (settings.counters or settings.desks):
        at_this_machine.run()
        return
    conductor = Conductor(workspace, settings)
    neighbours = Neighbours(conductor)
    app = hall.create_hall(settings, doors(conductor, neighbours, workspace))
    served, listener = hall.server(app, settings.hall), hall.listening(settings.hall)

    def end() -> None:
        at_this_machine.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end())  # uvicorn hands on what ended it
    conductor.start(end)
    neighbours.start()
    serving = threading.Thread(target=_run, args=(served, listener, end), name="hall")
    serving.start()
    try:
        at_this_machine.run()
    finally:
        served.should_exit = True
        conductor.stop()
        neighbours.stop()
        serving.join()
    if conductor.failed:
        raise conductor.failed


def _run(served: uvicorn.Server, listener: socket.socket, ended: Callable[[], None]) -> None:
    try:
        served.run(sockets=[listener])
    finally:
        ended()  # half a desk is restarted as a whole
