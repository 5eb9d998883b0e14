"""A USB stick between kiosk and centre: what lies where, read without trust and written to last. Standard library only.

    kiosk-outbox/DEVICE/ENVELOPE.sealed     from a kiosk (kiosk.contract.sealed)
    kiosk-receipts/DEVICE/ENVELOPE.json     Receipt, from the centre
    kiosk-bundles/                          the province's rules, from the centre

No link is followed, no other disk entered, nothing but plain files opened, of whatever size or number they are.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

OUTBOX, RECEIPTS, BUNDLES = "kiosk-outbox", "kiosk-receipts", "kiosk-bundles"
SEALED, RECEIPT = ".sealed", ".json"
MOST_NAMES = 20_000  # looked at in one folder: a file system that lies has no end

_PIECE = 1 << 20
_MOUNTS = Path("/proc/self/mountinfo")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A pipe or a device must not keep us waiting.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NOT_OURS = frozenset({errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.EISDIR, errno.ENXIO})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StickFault(StrEnum):
    """What can be wrong with a stick itself."""

    ABSENT = "absent"  # no such folder
    BUSY = "busy"  # another program of ours is at it
    OWN_DISK = "own-disk"  # a folder of this machine: nothing is mounted there
    GONE = "gone"  # pulled out, or it fails
    FULL = "full"
    READ_ONLY = "read-only"
    STRANGE = "strange"  # a link, device or folder where a plain file should be
    UNEQUAL = "unequal"  # what was read back is not what was written


class StickError(Exception):
    """`fault` says what is wrong; no name from the stick is in the text."""

    def __init__(self, fault: StickFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Stick:
    """A mounted stick, held by its folder; see `attached`. Its methods raise StickError.

    A path is a tuple of names, each known to be harmless: no separator, no "..".
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._device = os.fstat(root).st_dev
        self._listed = _is_mounted(root)  # in a chroot what holds it may not be

    def room(self) -> int:
        """Bytes that may still be written."""
        with _told():
            said = os.fstatvfs(self._root)
        return said.f_bavail * said.f_frsize

    def names(self, *folders: str, shape: re.Pattern[str]) -> tuple[tuple[str, ...], bool]:
        """Names in a folder that match, in order, and whether it has more than are looked at; none without it."""
        found: list[str] = []
        with _told(), self._folder(folders) as folder:
            if folder is None:
                return (), False
            with os.scandir(folder) as entries:
                for number, entry in enumerate(entries):
                    if number >= MOST_NAMES:
                        return tuple(sorted(found)), True
                    if shape.fullmatch(entry.name):
                        found.append(entry.name)
        return tuple(sorted(found)), False

    @contextmanager
    def opened(self, *path: str) -> Iterator[StickFile | None]:
        """A plain file to read from; None where there is none."""
        with _told(), self._folder(path[:-1]) as folder:
            handle = None if folder is None else _plain(path[-1], folder, self._device)
        if handle is None:
            yield None
            return
        with StickFile(handle) as file:
            yield file

    def read(self, *path: str, most: int) -> bytes | None:
        """A small file whole, None where there is none; STRANGE for one of more than `most` bytes."""
        with self.opened(*path) as file:
            if file is None:
                return None
            data = file.upto(most + 1)
        if len(data) > most:
            raise StickError(StickFault.STRANGE)
        return data

    def write(self, parts: Iterable[bytes], *path: str) -> int:
        """Put a file there, in place of what has its name; how many bytes it has.

        On return it was made safe, named, and read back from the stick equal to what was written. FAT promises
        nothing of a rename: until then a file of that name may be torn, and what lies aside is called *.part.
        What `parts` raises comes out as it is.
        """
        with self._made(path[:-1]) as folder:
            size, sha256 = _put(parts, path[-1], folder)
        self.must_be_there()
        with self.opened(*path) as file:
            if file is None or file.digest() != sha256:
                raise StickError(StickFault.UNEQUAL)
        return size

    def remove(self, *path: str) -> None:
        """Without that file; none is fine."""
        with _told(), self._folder(path[:-1]) as folder:
            if folder is not None:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path[-1], dir_fd=folder)

    def must_be_there(self) -> None:
        """Raises GONE where it was unmounted or pulled out: what is still held may write into nothing."""
        if self._listed and not _is_mounted(self._root):
            raise StickError(StickFault.GONE)

    @contextmanager
    def _folder(self, steps: tuple[str, ...]) -> Iterator[int | None]:
        """A folder on this very file system, no link on the way; None where there is none."""
        with contextlib.ExitStack() as held:
            folder = self._root
            for step in steps:
                try:
                    folder = os.open(step, _FOLDER, dir_fd=folder)
                except FileNotFoundError:
                    yield None
                    return
                held.callback(os.close, folder)
                if os.fstat(folder).st_dev != self._device:
                    raise StickError(StickFault.STRANGE)
            yield folder

    @contextmanager
    def _made(self, steps: tuple[str, ...]) -> Iterator[int]:
        """The same, made where it is missing."""
        with _told():
            for depth, step in enumerate(steps):
                with self._folder(steps[:depth]) as above:
                    assert above is not None
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(step, 0o700, dir_fd=above)
                        os.fsync(above)
            with self._folder(steps) as folder:
                assert folder is not None
                handle = os.dup(folder)
        try:
            yield handle
        finally:
            os.close(handle)


class StickFile(io.RawIOBase):
    """A file on a stick, to read and seek in; every failure of the stick is a StickError."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.size = os.fstat(handle).st_size

    def fileno(self) -> int:
        return self._handle

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        with _told():
            return os.readv(self._handle, [buffer])

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        with _told():
            return os.lseek(self._handle, offset, whence)

    def digest(self) -> str:
        """sha256 of the whole file as the stick has it, not as this machine remembers it."""
        return self.digest_before(0)[0]

    def digest_before(self, tail: int) -> tuple[str, bytes]:
        """The same of all but the last `tail` bytes, and these; they are fewer in a shorter file."""
        os.posix_fadvise(self._handle, 0, 0, os.POSIX_FADV_DONTNEED)
        self.seek(0)
        sha256, left = hashlib.sha256(), max(0, self.size - tail)
        while left and (piece := self.read(min(_PIECE, left))):
            sha256.update(piece)
            left -= len(piece)
        return sha256.hexdigest(), self.upto(tail)

    def upto(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end."""
        data = bytearray()
        while len(data) < size and (piece := self.read(min(_PIECE, size - len(data)))):
            data += piece
        return bytes(data)

    def close(self) -> None:
        if not self.closed:
            super().close()
            os.close(self._handle)


@contextmanager
def attached(place: Path, *, own_disk: Path | None = None) -> Iterator[Stick]:
    """The stick mounted at `place`.

    Nobody else of ours is at it meanwhile. Raises StickError: ABSENT, BUSY; OWN_DISK where it is the disk that
    `own_disk` lies on.
    """
    try:
        root = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        raise StickError(StickFault.ABSENT) from None
    try:
        if own_disk is not None and os.fstat(root).st_dev == own_disk.stat().st_dev:
            raise StickError(StickFault.OWN_DISK)
        try:
            fcntl.flock(root, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StickError(StickFault.BUSY) from None
        yield Stick(root)
    finally:
        os.close(root)


class _told:
    """Every error of the stick's file system becomes a StickError."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            if error.errno in _FULL:
                raise StickError(StickFault.FULL) from None
            if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
                raise StickError(StickFault.READ_ONLY) from None
            raise StickError(
                StickFault.STRANGE if error.errno in _NOT_OURS else StickFault.GONE
            ) from None


def _plain(name: str, folder: int, device: int) -> int | None:
    """A handle of a plain file. What it is is seen before it is opened: opening a device can have effects."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode) or found.st_dev != device:
            raise StickError(StickFault.STRANGE)
        handle = os.open(name, _FILE, dir_fd=folder)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise StickError(StickFault.STRANGE)
    return handle


def _put(parts: Iterable[bytes], name: str, folder: int) -> tuple[int, str]:
    aside, size, sha256 = f"{name}.part", 0, hashlib.sha256()
    with _told():
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside, dir_fd=folder)
        handle = os.open(aside, _NEW, 0o600, dir_fd=folder)
    try:
        try:
            for part in parts:
                size += len(part)
                sha256.update(part)
                with _told():
                    _write_all(handle, part)
            with _told():
                os.fsync(handle)
        finally:
            os.close(handle)
        with _told():
            os.rename(aside, name, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
    except BaseException:
        with contextlib.suppress(OSError):  # gone with the stick, perhaps
            os.unlink(aside, dir_fd=folder)
        raise
    return size, sha256.hexdigest()


def _write_all(handle: int, part: bytes) -> None:
    view = memoryview(part)
    while view:
        view = view[os.write(handle, view) :]


def _is_mounted(root: int) -> bool:
    """Whether the file system of an open folder is still somewhere (proc(5), mountinfo)."""
    said = Path(f"/proc/self/fdinfo/{root}").read_text(encoding="ascii")
    mount = re.search(r"^mnt_id:\s*(\d+)$", said, re.MULTILINE)
    with _MOUNTS.open(encoding="utf-8", errors="surrogateescape") as mounts:
        return mount is not None and any(line.split(" ", 1)[0] == mount[1] for line in mounts)
