"""A desk as a process of its own, to be killed: python -m tests.console.desk_process FOLDER; tells its port."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from kiosk.desk.console.app import Console, create_console
from kiosk.desk.console.rooms import TABS, doors, unsigned
from kiosk.hall.app import listening, server
from kiosk.settings import HallSettings, Settings
from kiosk.workspace import Workspace


def main(folder: str, now: str) -> None:
    """Serves until it is killed; its clock stands still at `now`."""
    moment = dt.datetime.fromisoformat(now)
    console = Console(Workspace(Path(folder)), Settings(), lambda: moment, TABS)
    hall = HallSettings(port=0)
    serving = server(create_console(console, doors(), unsigned(console)), hall)
    listener = listening(hall)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    serving.run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
