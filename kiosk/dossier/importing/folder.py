"""Files of one folder opened without ever leaving it: no link is followed, no other disk entered."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from kiosk.dossier.importing.kinds import HEAD, MOST_OF_ANY, Kind, kind_of, must_fit
from kiosk.dossier.importing.refused import ImportReason, ImportRefused

MOST_STEPS = 16
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A pipe or a device must not keep us waiting.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY

Steps = tuple[str, ...]  # of a path below the folder, the file's name last


def steps_of(text: str) -> Steps:
    """A path as a list names it, with / or Windows' \\ ; raises ImportRefused (OUTSIDE, MISSING)."""
    path = PurePosixPath(text.strip().replace("\\", "/"))
    if not path.name or "\0" in text:
        raise ImportRefused(ImportReason.MISSING)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise ImportRefused(ImportReason.OUTSIDE)
    if len(path.parts) > MOST_STEPS:
        raise ImportRefused(ImportReason.MISSING)
    return path.parts


@contextmanager
def opened(root: int, steps: Steps) -> Iterator[int]:
    """A plain file below the folder that `root` is a handle of, to be read from.

    Raises ImportRefused: MISSING, OUTSIDE (a link, or another disk), NO_FILE, UNREADABLE.
    """
    device = os.fstat(root).st_dev
    with contextlib.ExitStack() as held:
        folder = root
        for step in steps[:-1]:
            folder = _open(step, _FOLDER, folder)
            held.callback(os.close, folder)
        file = _open(steps[-1], _FILE, folder)
        held.callback(os.close, file)
        found = os.fstat(file)
        if found.st_dev != device:
            raise ImportRefused(ImportReason.OUTSIDE)
        if not stat.S_ISREG(found.st_mode):
            raise ImportRefused(ImportReason.NO_FILE)
        yield file


def looked_at(root: int, steps: Steps) -> tuple[Kind, int]:
    """What kind of file it is and how many bytes it has, of which only the first were read."""
    with opened(root, steps) as file:
        size = os.fstat(file).st_size
        try:
            kind = kind_of(os.pread(file, HEAD, 0))
        except OSError:
            raise ImportRefused(ImportReason.UNREADABLE) from None
        must_fit(kind, size)
        return kind, size


def read(root: int, steps: Steps) -> bytes:
    """The whole file, or ImportRefused: UNREADABLE also where it changes meanwhile."""
    with opened(root, steps) as file:
        before = os.fstat(file)
        if before.st_size > MOST_OF_ANY:
            raise ImportRefused(ImportReason.TOO_LARGE)
        try:
            with open(file, "rb", closefd=False) as stream:
                data = stream.read(before.st_size + 1)
            after = os.fstat(file)
        except OSError:
            raise ImportRefused(ImportReason.UNREADABLE) from None
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if len(data) != before.st_size or not same:
        raise ImportRefused(ImportReason.UNREADABLE)
    return data


def _open(step: str, flags: int, folder: int) -> int:
    try:
        return os.open(step, flags, dir_fd=folder)
    except OSError as error:
        raise ImportRefused(_reason(error, flags)) from None
    except ValueError:  # a character no name can have
        raise ImportRefused(ImportReason.MISSING) from None


def _reason(error: OSError, flags: int) -> ImportReason:
    match error.errno:
        case errno.ENOENT | errno.ENAMETOOLONG:
            return ImportReason.MISSING
        case errno.ELOOP | errno.EMLINK:
            return ImportReason.OUTSIDE
        case errno.ENOTDIR:  # a link to a folder says this too
            return ImportReason.OUTSIDE if flags & os.O_DIRECTORY else ImportReason.MISSING
        case errno.ENXIO | errno.ENODEV | errno.EISDIR:
            return ImportReason.NO_FILE
    return ImportReason.UNREADABLE
