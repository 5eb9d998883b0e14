"""Rules out of a folder, as they lie at the centre or on a stick: believed no more than over the line."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kiosk.settings import Settings
from kiosk.store.database import open_database
from kiosk.sync.connection import nonsense
from kiosk.sync.framework import BundleError, BundleFault
from kiosk.sync.puller import Puller
from kiosk.workspace import Workspace


def bring(
    settings: Settings, workspace: Workspace, folder: Path, clock: Callable[[], dt.datetime]
) -> str:
    """Take the rules in `folder` into use; the version that is in use then.

    Raises BundleError, CentreError, StoreError: what was in use still is.
    """
    if not workspace.rules_root.exists():
        raise BundleError(
            BundleFault.UNSIGNED, why="lay 1.root.json into --state as rules-root.json"
        )
    if not (folder / "metadata").is_dir():
        raise BundleError(BundleFault.MISSING, why=f"{folder} holds no metadata/ and targets/")
    with closing(open_database(workspace)) as db:
        source = FolderSource(folder)
        office = settings.office.agency
        return Puller(db, workspace, settings.device, source, clock, office=office).pull()


class FolderSource:
    """A Source (kiosk.sync.framework) and Pieces (kiosk.sync.carrying): a folder that holds metadata/ and targets/.

    Raises CentreError for what is longer than it may be or cannot be read; whoever laid it there is not believed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def bundle(self, path: str, most: int) -> bytes | None:
        try:
            data = self._read(path, 0, most + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        if len(data) > most:
            raise nonsense("longer than it may be")
        return data

    def piece(self, path: str, first: int, last: int, size: int) -> bytes:
        try:
            data = self._read(path, first, last + 1 - first)
        except (FileNotFoundError, NotADirectoryError):
            raise BundleError(BundleFault.MISSING, path) from None
        if not data:
            raise BundleError(BundleFault.ALTERED, path)  # shorter than was signed
        return data

    def _read(self, path: str, first: int, most: int) -> bytes:
        try:
            with open(self._folder / path, "rb", opener=_file) as file:
                file.seek(first)
                return file.read(most)
        except (FileNotFoundError, NotADirectoryError):
            raise
        except OSError as error:  # a stick that was pulled out, most of all
            raise nonsense(type(error).__name__) from None


def _file(path: str, flags: int) -> int:
    """Of a file alone: a pipe laid in its place would keep whoever opens it for ever."""
    handle = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise FileNotFoundError(path)
    return handle
