"""The kiosk's state as it was: the database copied, every other file by a second name, for none is written in place."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from kiosk.store.disk import fsync_folder

DATABASE = "kiosk.db"  # and -wal, -shm: the only files here that are written in place


def take(state: Path, to: Path) -> None:
    """`to` holds what `state` holds, or is not there; nobody may write to `state` meanwhile. Raises OSError."""
    part = to.with_name(f"{to.name}.part")
    for old in (part, to):
        shutil.rmtree(old, ignore_errors=True)
    part.mkdir(mode=0o700)
    for name in _inside(state):
        _second(state / name, part / name)
    os.sync()  # thousands of names: one sync for all
    part.rename(to)
    fsync_folder(to.parent)


def restore(snapshot: Path, state: Path) -> None:
    """`state` holds what `snapshot` holds; may be done again, and from wherever it was interrupted. Raises OSError."""
    held = {name: _kind(snapshot / name) for name in _inside(snapshot)}
    for name in reversed([name for name in _all(state) if held.get(name) != _kind(state / name)]):
        path = state / name
        path.rmdir() if stat.S_ISDIR(_kind(path)) else path.unlink()
    for name in held:
        if not _same(snapshot / name, state / name):
            _second(snapshot / name, state / name)
    os.sync()


def _inside(folder: Path) -> Iterator[str]:
    """Names below the folder, each after that of the folder it is in; no sockets, which no restart keeps."""
    for name in _all(folder):
        if _kind(folder / name) in (stat.S_IFLNK, stat.S_IFDIR, stat.S_IFREG):
            yield name


def _all(folder: Path) -> Iterator[str]:
    for at, folders, files in os.walk(folder):
        for name in (*folders, *files):
            yield Path(at, name).relative_to(folder).as_posix()


def _kind(path: Path) -> int:
    """Of what lies there itself: a link that leads to a folder is none, and root never writes where it leads."""
    return stat.S_IFMT(path.lstat().st_mode)


def _same(one: Path, other: Path) -> bool:
    """`one` and `other` are of one kind, or `other` is not there."""
    if one.is_symlink():
        return other.is_symlink() and one.readlink() == other.readlink()
    if one.is_dir():
        return other.is_dir()
    return other.exists() and one.samefile(other)  # the database's never are


def _second(one: Path, other: Path) -> None:
    """`other` is what `one` is, in the place of whatever is there."""
    if one.is_dir() and not one.is_symlink():
        other.mkdir()
        _like(one, other)
        return
    aside = other.with_name(f".{other.name}.back")
    aside.unlink(missing_ok=True)
    if one.is_symlink():
        aside.symlink_to(one.readlink())
    elif one.name.startswith(DATABASE) or not _linked(one, aside):
        shutil.copyfile(one, aside)
        _like(one, aside)
    aside.rename(other)


def _linked(one: Path, other: Path) -> bool:
    try:
        other.hardlink_to(one)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EMLINK, errno.EPERM):
            raise
        return False
    return True


def _like(one: Path, other: Path) -> None:
    about = one.stat()
    os.chown(other, about.st_uid, about.st_gid)
    shutil.copystat(one, other)
