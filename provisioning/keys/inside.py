"""python -m provisioning.keys.inside FD USER COMMAND...: the last step before COMMAND, in a mount namespace of its own.

The keys of the memory file FD (JSON) lie in a folder that nobody else sees, is never swapped out and ends with the
last process that sees it: what systemd does for a unit's credentials. USER "": whoever calls.
"""

from __future__ import annotations

import ctypes
import grp
import json
import os
import pwd
import sys
from contextlib import suppress
from pathlib import Path

from provisioning import layout

FOLDER = Path("/run/kiosk-keys")


def main() -> None:
    given, user, *command = sys.argv[1:]
    with os.fdopen(int(given), encoding="ascii") as file:
        file.seek(0)
        keys: dict[str, str] = json.load(file)
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    _mount_ramfs(FOLDER)
    for name, key in keys.items():
        with open(FOLDER / name, "x", opener=lambda path, flags: os.open(path, flags, 0o400)) as to:
            to.write(key)
    if user:
        _become(user, tuple(keys))
    os.environ["CREDENTIALS_DIRECTORY"] = str(FOLDER)
    os.execvp(command[0], command)


def _mount_ramfs(folder: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"kiosk-keys", bytes(folder), b"ramfs", 0, b"mode=0700"):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(folder))


def _become(user: str, names: tuple[str, ...]) -> None:
    account, group = pwd.getpwnam(user), grp.getgrnam(layout.GROUP).gr_gid
    for path in (FOLDER, *(FOLDER / name for name in names)):
        os.chown(path, account.pw_uid, group)
    os.umask(0o007)
    os.setgroups([group, *groups_of(user)])
    os.setgid(group)
    os.setuid(account.pw_uid)


def groups_of(user: str) -> list[int]:
    """The groups by which the unit of `user` opens devices; one that this box does not have opens nothing."""
    found = []
    for name in layout.DEVICE_GROUPS.get(user, ()):
        with suppress(KeyError):
            found.append(grp.getgrnam(name).gr_gid)
    return found


if __name__ == "__main__":
    main()
