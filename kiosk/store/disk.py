"""Files that are whole or not there: written aside, made safe, then named."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from kiosk import rights
from kiosk.store.errors import safely

_Opener = Callable[[str, int], int]


def write_safely(path: Path, data: bytes, opener: _Opener = rights.opened) -> None:
    """After return `path` holds `data` even through a power cut; before, it is as it was.

    `opener`: whose it is, as kiosk.rights has it; rights.opened_alone for what its owner alone may read.
    Raises OSError, or DiskFailed: then nobody may count on anything written since the last return.
    """
    write_parts(path, (data,), opener)


def write_parts(path: Path, parts: Iterable[bytes], opener: _Opener = rights.opened) -> None:
    """`write_safely` for data that come bit by bit; nothing stays if one fails.

    Written again after a failure, it is another file: no fsync is ever tried twice.
    """
    aside = path.with_name(f"{path.name}.part")
    try:
        with safely(), open(aside, "wb", opener=opener) as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    except BaseException:
        with suppress(OSError):  # a disk that takes nothing more does not take this either
            aside.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def fsync_file(path: Path) -> None:
    """What anybody wrote into the file survives a power cut; none is fine. Raises OSError, DiskFailed."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        with safely():
            os.fsync(handle)
    finally:
        os.close(handle)


def fsync_folder(folder: Path) -> None:
    """New and changed names in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with safely():
            os.fsync(handle)
    finally:
        os.close(handle)
