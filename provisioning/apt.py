"""Debian's own tools for packages, with one folder as their only source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning import disk
from provisioning.box import Box, BoxError, Ran
from provisioning.layout import OWN

_LISTS = OWN / "apt"
_OPTIONS = (
    "APT::Install-Recommends=false",
    "APT::Sandbox::User=root",  # a stick is for root alone, and so is what was copied from it
    "DPkg::Lock::Timeout=300",  # a tool that was killed may have left its dpkg at work
    "Dpkg::Options::=--force-confold",
    "Dpkg::Options::=--force-confdef",
    "Dpkg::Use-Pty=0",
)


def versions(box: Box) -> dict[str, str]:
    """Every package that is installed and configured, with its version."""
    told = box.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package} ${Version}\\n"])
    rows = [line.split() for line in told.out.splitlines()]
    return {row[1]: row[2] for row in rows if len(row) == 3 and row[0] == "ii"}


def is_whole(box: Box) -> bool:
    """Whether no package was left half by an interruption."""
    return not box.run(["dpkg", "--audit"]).out.strip()


def finish(box: Box) -> None:
    """What an interruption left half is finished; raises BoxError."""
    ran = box.run(["dpkg", "--configure", "-a", "--force-confold"])
    if ran.code:
        raise refused(ran)


def install(box: Box, folder: PurePosixPath, names: Sequence[str]) -> None:
    """`names` and all they need, from `folder` (debs and their index Packages) alone; raises BoxError."""
    box.folder(_LISTS / "partial", mode=0o700)
    # Its sums were compared with a signed list before: the index needs no signature of its own.
    box.write(_LISTS / "sources.list", f"deb [trusted=yes] file:{box.path(folder)} ./\n")
    only = (
        f"Dir::Etc::sourcelist={_LISTS / 'sources.list'}",
        "Dir::Etc::sourceparts=-",
        f"Dir::State::lists={_LISTS}",
        "Dir::Cache::pkgcache=",
        "Dir::Cache::srcpkgcache=",
    )
    try:
        _apt(box, only, ["update"])
        _apt(box, only, ["install", "--yes", *names])
    finally:
        box.remove(_LISTS)


def purge(box: Box, names: Sequence[str]) -> None:
    """`names`, and what came along with them alone, are gone with their settings; raises BoxError."""
    _apt(box, (), ["purge", "--yes", "--autoremove", *names])


def room(index: str, have: dict[str, str]) -> int:
    """MB of the disk that what `index` (Packages) lists takes, apart from what is there."""
    wanted = 0
    for stanza in index.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Installed-Size): (\S+)$", stanza, re.MULTILINE))
        if fields.get("Package") not in have:
            wanted += int(fields.get("Installed-Size", 0))
    return wanted // 1024


def refused(ran: Ran) -> BoxError:
    """Why a program for packages did not do it, in one sentence."""
    full = disk.said_in(ran.out + ran.err)
    if full:
        return BoxError(full)
    lines = [line for line in ran.err.splitlines() if line.startswith(("E: ", "dpkg: error"))]
    why = (lines or ran.err.strip().splitlines() or [f"{ran.code}"])[0][:160]
    return BoxError(
        Words(
            f"Chưa cài xong các gói ({why}): hãy chạy lại; nếu vẫn vậy, báo câu này cho bên hỗ trợ.",
            f"The packages did not install ({why}): run this again; if it stays so, tell support this sentence.",
        )
    )


def _apt(box: Box, options: Sequence[str], what: Sequence[str]) -> None:
    given = [word for option in (*_OPTIONS, *options) for word in ("-o", option)]
    ran = box.run(["apt-get", "-q", *given, *what])
    if ran.code:
        raise refused(ran)
