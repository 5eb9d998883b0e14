"""Who may read and write what the kiosk keeps: a folder with the setgid bit is its group's, any other its owner's."""

from __future__ import annotations

import os
import pwd
import socket
import stat
import struct
from contextlib import suppress
from pathlib import Path

UI, DESK = (
    "kiosk-ui",
    "kiosk-desk",
)  # users of an installed kiosk; elsewhere all services are one user


def is_shared(folder: Path) -> bool:
    """Whether what lies in it belongs to its group too. Raises OSError."""
    return bool(folder.stat().st_mode & stat.S_ISGID)


def make_folders(folder: Path) -> None:
    """As `make_folder`, and whatever is above it is there too."""
    if not folder.is_dir():
        make_folders(folder.parent)
        make_folder(folder)


def make_folder(folder: Path) -> None:
    """The folder is there; where it was not it is shared, or private, as the one above. Raises OSError."""
    if folder.is_dir():
        return
    mode = 0o770 if is_shared(folder.parent) else 0o700
    with suppress(FileExistsError):  # another service was quicker
        folder.mkdir(mode)
        if mode & stat.S_IRWXG and not folder.stat().st_mode & stat.S_IWGRP:
            folder.chmod(mode | stat.S_ISGID)


def opened(path: str | Path, flags: int) -> int:
    """As os.open, and as `opener` of open(): a file that is made is its folder's group's too, where that is shared.

    Whoever may make one follows no link: in such a folder, or on a stick, another may have laid it.
    """
    shared = is_shared(Path(path).parent)
    handle = os.open(path, _unled(flags), 0o660 if shared else 0o600)
    if shared:
        _let_group_in(handle)
    return handle


def opened_alone(path: str | Path, flags: int) -> int:
    """As `opened`, for its owner alone wherever it lies."""
    return os.open(path, _unled(flags), 0o600)


def bound(path: Path) -> socket.socket:
    """A listening socket under that name, for its folder's group too where that is shared; a stale one is replaced.

    Raises OSError.
    """
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(os.fspath(path))
        path.chmod(0o660 if is_shared(path.parent) else 0o600)
        listener.listen(4)
    except BaseException:
        listener.close()
        raise
    return listener


def users(*names: str) -> frozenset[int]:
    """Numbers of those who may ask this process: root, its own user, and of `names` who is a user of this machine."""
    known = {0, os.geteuid()}
    for name in names:
        with suppress(KeyError):
            known.add(pwd.getpwnam(name).pw_uid)
    return frozenset(known)


def user_of(connection: socket.socket) -> int:
    """The user at the other end, as the kernel knows it (unix(7), SO_PEERCRED: pid, uid, gid)."""
    return _peer(connection)[1]


def is_own(connection: socket.socket) -> bool:
    """Whether this very process is at the other end."""
    return _peer(connection)[0] == os.getpid()


def _unled(flags: int) -> int:
    return flags | os.O_NOFOLLOW if flags & os.O_CREAT else flags


def _peer(connection: socket.socket) -> tuple[int, int, int]:
    process, user, group = struct.unpack(
        "iII", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    )
    return int(process), int(user), int(group)


def _let_group_in(handle: int) -> None:
    """What a umask took is given back, by the owner: nobody else may, and it did so before."""
    about = os.fstat(handle)
    if stat.S_IMODE(about.st_mode) != 0o660 and os.geteuid() in (0, about.st_uid):
        os.fchmod(handle, 0o660)
