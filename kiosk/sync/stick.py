"""Rules out of a folder, as they lie at the centre or on a stick: believed no more than over the line."""

from __future__ import annotations

import datetime as dt
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
    """A Source (kiosk.sync.framework) in a folder that holds metadata/ and targets/."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def bundle(self, path: str, most: int) -> bytes | None:
        """Raises CentreError for what is longer or cannot be read."""
        try:
            with (self._folder / path).open("rb") as file:
                data = file.read(most + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise nonsense(
                type(error).__name__
            ) from None  # a stick that was pulled out, most of all
        if len(data) > most:
            raise nonsense("longer than it may be")
        return data
