"""The broken box's state folder, file by file, laid aside on this box until all of it is here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kiosk.contract.recovery import FILE as RECOVERY
from kiosk.model import Words
from provisioning import layout
from provisioning.box import Box, BoxError
from provisioning.keys.sealed import NAMES
from provisioning.taking.source import Source

# Of that machine alone, or made anew by whoever starts here.
LEFT = {*NAMES, RECOVERY, "certificate.pem", "kiosk.db-shm", "ballast", "import.lock", "lock"}
DESKS_OWN = {"desk.pem", "office-authority.key"}  # keys of the desk's: no other service reads them
_ROOM = 1 << 28  # bytes that stay free

_FULL = Words(
    "Ổ đĩa của máy này còn thiếu {missing} MB. Hãy dùng ổ đĩa lớn hơn; chưa có gì thay đổi.",
    "This box's disk lacks {missing} MB. Use a larger one; nothing was changed.",
)
_NO_DATABASE = Words(
    "Không đọc được cơ sở dữ liệu trên ổ đĩa hỏng ({why}). Hãy giữ ổ đĩa, đừng chạy máy hỏng nữa, và báo về tỉnh.",
    "The database on the broken disk cannot be read ({why}). Keep the disk, start that box no more, and tell the "
    "province.",
)


@dataclass(frozen=True)
class Whose:
    """As services find their files: see kiosk.rights."""

    owner: str
    group: str
    mode: int


def copy(box: Box, source: Source, to: PurePosixPath) -> int:
    """Everything of the source lies under `to`; how many files could not be read. Done again it goes on.

    The database is copied each time, for it alone is ever changed after. Raises BoxError.
    """
    files = list(_files(source.state))
    _must_fit(box, source, files, to)
    for folder in (to.parent, to):
        _folder(box, folder)
    for name in (
        "kiosk.db-wal",
        "kiosk.db-shm",
    ):  # of an earlier try: they would be taken for this copy's
        box.remove(to / name)
    lost = 0
    for name in files:
        path, at = source.state / name, to / name
        whose = _whose(box, name)
        try:
            if path.is_symlink():
                box.link(at, PurePosixPath(path.readlink()))
            elif name.startswith("kiosk.db") or not _same_size(box.path(at), path):
                _folders(box, to, PurePosixPath(name).parent)
                box.bring(path, at, mode=whose.mode, owner=whose.owner, group=whose.group)
        except OSError as error:
            if name.startswith("kiosk.db"):
                raise BoxError(_filled(_NO_DATABASE, why=error.strerror or "")) from None
            lost += 1
    return lost


def _files(state: Path) -> Iterator[str]:
    """Names below `state`; links only where they lead down."""
    for folder, folders, names in os.walk(state):
        at = Path(folder)
        for name in [*names, *(name for name in folders if (at / name).is_symlink())]:
            path = at / name
            if name in LEFT or name.endswith(".part"):
                continue
            if path.is_symlink():
                to = PurePosixPath(path.readlink())
                if to.is_absolute() or ".." in to.parts:
                    continue
            elif not path.is_file():
                continue
            yield str(path.relative_to(state))


def _must_fit(box: Box, source: Source, files: list[str], to: PurePosixPath) -> None:
    wanted = sum((source.state / name).lstat().st_size for name in files)
    there = sum(p.lstat().st_size for p in box.path(to).rglob("*")) if box.path(to).exists() else 0
    free = shutil.disk_usage(box.path(to.parent)).free
    if (missing := wanted - there + _ROOM - free) > 0:
        raise BoxError(_filled(_FULL, missing=str(-(-missing // 1_000_000))))


def _folders(box: Box, to: PurePosixPath, below: PurePosixPath) -> None:
    for folder in reversed((below, *below.parents)):
        if not box.path(to / folder).is_dir():
            _folder(box, to / folder)


def _folder(box: Box, at: PurePosixPath) -> None:
    box.folder(at, mode=0o2770 if _is_here(box) else 0o700, group=_whose(box, "").group)


def _whose(box: Box, name: str) -> Whose:
    if not _is_here(box):
        return Whose("root", "root", 0o600)
    if name in DESKS_OWN:
        return Whose(layout.USERS["desk"], layout.GROUP, 0o600)
    return Whose("root", layout.GROUP, 0o660)


def _is_here(box: Box) -> bool:
    """Whether the kiosk's users are users of this machine: a tree looked at from outside has none."""
    return box.root == Path("/")


def _same_size(here: Path, there: Path) -> bool:
    """A file has its name only when all of it is safe, and the vault's never change."""
    return here.is_file() and here.stat().st_size == there.stat().st_size


def _filled(words: Words, **what: str) -> Words:
    return Words(words.vi.format(**what), words.en.format(**what))
