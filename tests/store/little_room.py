"""Room and ballast on a disk of 16 MB: run by test_room.py, says what it saw as JSON."""

import json
import os
import sys
from pathlib import Path

from kiosk.settings import DiskSettings
from kiosk.store.room import MIB, Room, no_room, prove
from kiosk.workspace import Workspace


def leave(filler, free):
    """Take or give back room until so many bytes are left."""
    filler.unlink(missing_ok=True)
    at = os.statvfs(filler.parent)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, at.f_bavail * at.f_frsize - free)


def name(fault):
    return fault.value if fault else None


def little(folder):
    workspace = Workspace(folder / "state")
    workspace.prepare()
    room, filler = Room(workspace, DiskSettings(low_water=4, ballast=2)), folder / "filler"
    seen = {"roomy": name(room.keep()), "ballast": workspace.ballast.exists()}
    for what, free in (("below", 3.9), ("just above", 4.5), ("well above", 5.5)):
        leave(filler, int(free * MIB))
        seen[what] = name(room.keep())
    seen["pages above"] = room.takes_pages()
    leave(filler, 300_000)  # less than a quarter of the ballast
    seen["almost nothing"] = name(room.keep())
    seen["given"] = not workspace.ballast.exists()
    leave(filler, MIB)
    seen["pages then"] = room.takes_pages()
    leave(filler, 4096)
    seen["nothing"] = name(room.keep())
    seen["no room"] = no_room(workspace)
    prove(workspace)  # a full disk is no broken one
    seen["proved"] = "fine"
    filler.unlink()
    seen["room again"] = name(room.keep())
    seen["ballast again"] = workspace.ballast.exists()
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(little(Path(sys.argv[2]))))
