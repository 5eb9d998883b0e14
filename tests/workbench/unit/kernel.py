"""The calls of Linux that Python has no name for (mount(2), mount_setattr(2), unshare(2), prctl(2))."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import socket
import struct
from pathlib import Path

BIND, REC, PRIVATE = 0x1000, 0x4000, 0x40000  # mount(2)
NOSUID, NODEV, NOEXEC = 0x2, 0x4, 0x8
DETACH = 2
NEWNS, NEWIPC, NEWUSER, NEWNET = 0x20000, 0x8000000, 0x10000000, 0x40000000  # unshare(2)
NO_NEW_PRIVILEGES, DROP_FROM_BOUND = 38, 24  # prctl(2)
_MOUNT_SETATTR, _AT_FDCWD, _RECURSIVE, _RDONLY = 442, -100, 0x8000, 0x1
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_SIOCSIFFLAGS, _UP = 0x8914, 0x1

_libc = ctypes.CDLL(None, use_errno=True)


def _held(returned: int, what: object) -> None:
    if returned < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{os.strerror(number)}: {what}")


def unshare(flags: int) -> None:
    """Raises OSError, as all of these do."""
    _held(_libc.unshare(flags), f"unshare {flags:#x}")


def mount(what: str | Path, at: Path, kind: str = "", flags: int = 0, how: str = "") -> None:
    words = (str(what).encode(), str(at).encode(), kind.encode() or None)
    _held(_libc.mount(*words, ctypes.c_ulong(flags), how.encode() or None), at)


def bind(what: Path, at: Path) -> None:
    """Also what is mounted below it; `at` is there."""
    mount(what, at, flags=BIND | REC)


def read_only(at: Path, wanted: bool = True) -> None:
    """The mount at `at` and all below it; with `wanted` False this one alone may be written to again."""
    wish, clear = (_RDONLY, 0) if wanted else (0, _RDONLY)
    attributes = struct.pack("QQQQ", wish, clear, 0, 0)
    how = _RECURSIVE if wanted else 0
    path = str(at).encode()
    _held(_libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, path, how, attributes, len(attributes)), at)


def enter(root: Path) -> None:
    """`root`, a mount, is / from now on."""
    os.chdir(root)
    try:
        _held(_libc.syscall(_PIVOT_ROOT[os.uname().machine], b".", b"."), root)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        os.chroot(".")  # in a chroot nothing can be turned round
    else:
        _held(_libc.umount2(b".", DETACH), "the former root")
    os.chdir("/")


def prctl(what: int, value: int) -> None:
    _held(_libc.prctl(what, value, 0, 0, 0), f"prctl {what}")


def drop_capabilities() -> None:
    """None can be had again, by whatever program."""
    for number in range(64):
        try:
            prctl(DROP_FROM_BOUND, number)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            return  # the kernel has no more


def loopback_up() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _UP))


def own_users(user: int, group: int) -> None:
    """A user namespace that knows root, this user and this group only, as PrivateUsers= makes it."""
    ready, go = os.pipe(), os.pipe()
    parent = os.getpid()
    if (child := os.fork()) == 0:
        os.read(ready[0], 1)
        for name, number in (("uid", user), ("gid", group)):
            Path(f"/proc/{parent}/{name}_map").write_text(f"0 0 1\n{number} {number} 1\n")
        os.write(go[1], b".")
        os._exit(0)
    unshare(NEWUSER)
    os.write(ready[1], b".")
    os.read(go[0], 1)
    os.waitpid(child, 0)
    for end in (*ready, *go):
        os.close(end)
