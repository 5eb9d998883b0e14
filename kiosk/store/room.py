"""How much room the disk has: a mark below which no visit begins, and a ballast for the day there is none."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress

from kiosk.faults import Fault
from kiosk.rights import opened
from kiosk.settings import DiskSettings
from kiosk.store.disk import fsync_folder
from kiosk.store.errors import DISK, DiskFailed, StoreError, safely, storing
from kiosk.workspace import Workspace

MIB = 1024 * 1024
INODES = 1000  # files that a visit and what is around it may need, several times over
NO_INODES = 4
PAST = 1.25  # so much more than the mark must be free until the disk is low no longer
NOTHING = 128 * 1024  # bytes: less is none, the database's own files want that much


def no_room(workspace: Workspace) -> bool:
    """Whether there is no room at all; False where the disk does not say."""
    with suppress(OSError):
        return _free(os.statvfs(workspace.root)) < NOTHING
    return False


def prove(workspace: Workspace) -> None:
    """The disk takes what is written and makes it safe, or is merely full.

    Raises StoreError: DISK_READ_ONLY, DISK_FAILED or STORE_FAILED.
    """
    try:
        with storing(), safely():
            workspace.prepare()
            with tempfile.TemporaryFile(dir=workspace.root, buffering=0) as file:  # has no name
                file.write(b".")
                os.fsync(file.fileno())
    except DiskFailed as error:
        raise StoreError(error.fault, str(error)) from error
    except StoreError as error:
        if error.fault is not Fault.DISK_FULL:
            raise


class Room:
    """The room left beside the workspace, and the ballast: blocks held so that there is something to let go.

    On a disk without any room SQLite can neither delete nor empty its log. Any process may `give` the ballast;
    one of them `keep`s it. Where it is gone, pages are no longer taken: its room is for what is sealed,
    sent, forgotten and noted.
    """

    def __init__(self, workspace: Workspace, settings: DiskSettings) -> None:
        self._workspace, self._path = workspace, workspace.ballast
        self._low, self._size = settings.low_water * MIB, settings.ballast * MIB
        self._was_low = False

    def look(self) -> Fault | None:
        """What keeps visits from beginning: DISK_READ_ONLY, DISK_FULL, DISK_LOW; None: there is room.

        Costs one call that reads nothing from the disk. A disk that cannot even be asked is STORE_FAILED or
        DISK_FAILED.
        """
        try:
            at = os.statvfs(self._workspace.root)
        except OSError as error:
            return DISK.get(error.errno or 0, Fault.STORE_FAILED)
        if at.f_flag & os.ST_RDONLY:
            return Fault.DISK_READ_ONLY
        free, inodes = _free(at), at.f_favail if at.f_files else INODES * 2
        if free < self._last or inodes < NO_INODES:
            return Fault.DISK_FULL
        past = PAST if self._was_low else 1
        self._was_low = free < self._low * past or inodes < INODES * past
        return Fault.DISK_LOW if self._was_low else None

    def takes_pages(self) -> bool:
        """Whether a page may be written without taking the room in which its case is sealed."""
        kept = self._last if self._path.exists() else self._size
        with suppress(OSError):
            return _free(os.statvfs(self._workspace.root)) >= kept
        return True  # writing will tell

    def keep(self) -> Fault | None:
        """As `look`; the ballast is let go where there is no room left, and laid where there is again."""
        fault = self.look()
        if fault is Fault.DISK_FULL and self.give():
            fault = self.look()
        elif fault is None and not self._path.exists():
            with suppress(OSError, DiskFailed):  # for lack of room: then there is no ballast yet
                self._lay()
        return fault

    def give(self) -> bool:
        """Let the ballast go; False where there was none, or the disk takes not even that."""
        with suppress(OSError):
            self._path.unlink()
            return True
        return False

    @property
    def _last(self) -> int:
        return self._size // 4

    def _lay(self) -> None:
        """Blocks of its own, not a file with a hole in it; only where the disk is not low with it."""
        if _free(os.statvfs(self._workspace.root)) < self._low * PAST + self._size:
            return
        aside = self._path.with_name(f"{self._path.name}.part")
        try:
            with safely():
                handle = opened(aside, os.O_CREAT | os.O_WRONLY)
                try:
                    os.posix_fallocate(handle, 0, self._size)
                    os.fsync(handle)
                finally:
                    os.close(handle)
                aside.rename(self._path)
                fsync_folder(self._path.parent)
        except BaseException:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise


def _free(at: os.statvfs_result) -> int:
    """Bytes that somebody other than root may take."""
    return at.f_bavail * at.f_frsize
