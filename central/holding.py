"""Whose a centre's folder is: one process serves it, unless database and bytes lie elsewhere."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress

from central.objects import sync
from central.place import Place


class TakenError(Exception):
    """Another process serves this folder."""


class Held:
    """From `held` to `close`."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def held(place: Place) -> Held:
    """The folder is there, and where all lies in it, it is this process's alone; raises TakenError."""
    folder = place.data
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not place.is_alone:
        return Held(None)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise TakenError(f"another process serves {folder}") from None
    with suppress(PermissionError):  # then others made the folder, and not just now
        sync(folder.parent)
    # What a killed centre changed and had not made safe yet can be seen, and SQLite takes it for committed: a journal
    # that is gone, or a centre's WAL of before.
    sync(folder / "intake.db-wal")
    sync(folder)
    return Held(handle)
