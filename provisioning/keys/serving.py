"""The kiosk's own commands beside its keys: run as a service runs, and whether one is at work already."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from kiosk.model import Words
from kiosk.settings import Secret
from provisioning import layout
from provisioning.box import Box, BoxError, Ran

_AT_WORK = Words(
    "Các dịch vụ của kiosk đang chạy. Hãy dừng trước: systemctl stop kiosk.target",
    "The kiosk's services are running. Stop them first: systemctl stop kiosk.target",
)


def sync(box: Box, keys: Mapping[str, Secret], *arguments: str, settings: bool = True) -> Ran:
    """`python -m kiosk.sync` with these keys and this box's state folder, as its own user."""
    places = ["--state", str(box.path(layout.STATE))]
    places += ["--settings", str(box.path(layout.SETTINGS))] if settings else []
    command = [sys.executable, "-m", "kiosk.sync", *arguments, *places]
    return box.run_with_keys(keys, user(box, "sync"), command)


def user(box: Box, service: str) -> str:
    """Whose rights a command has; "", ours, in a tree that is looked at from outside, which has no users here."""
    return layout.USERS[service] if box.root == Path("/") else ""


def must_rest(box: Box) -> None:
    """Raises BoxError while anybody holds the database open."""
    if _holders(box.path(layout.STATE / "kiosk.db")):
        raise BoxError(_AT_WORK)


def _holders(path: Path) -> bool:
    """Seen by its place: a process of another root, a container's, is another box's."""
    wanted = str(path.resolve())
    return any(
        named == wanted
        for process in Path("/proc").glob("[0-9]*")
        if process.name != str(os.getpid())
        for named in _open_files(process)
    )


def _open_files(process: Path) -> Iterable[str]:
    with suppress(OSError):  # it ended meanwhile
        for handle in os.scandir(process / "fd"):
            with suppress(OSError):
                yield str(Path(handle.path).readlink())
