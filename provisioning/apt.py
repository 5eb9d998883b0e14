"""Debian's own tools for packages, with one folder as their only source."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning import disk
from provisioning.box import Box, BoxError, Ran
from provisioning.layout import OWN

RESERVE = 200  # MB that stay free
_WORK = OWN / "apt"
_LISTS = _WORK / "lists"  # apt sweeps out what it does not know: nothing else may lie there
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


def is_complete(box: Box) -> bool:
    """Whether every package has what it depends on."""
    nothing_kept = ("-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=")
    return box.run(["apt-get", "-q", *nothing_kept, "check"]).code == 0


def finish(box: Box) -> None:
    """What an interruption left half is finished; raises BoxError."""
    ran = box.run(["dpkg", "--configure", "-a", "--force-confold"])
    if ran.code:
        raise refused(ran)


def install(
    box: Box, folder: PurePosixPath, names: Sequence[str], *, pretend: bool = False
) -> None:
    """`names` and all they need, from the debs in `folder` alone; raises BoxError, before anything is unpacked where
    there is no room for them. `pretend`: only whether it could be done."""
    index = _index(box, folder)
    check_room(box, _room(index, versions(box)))
    box.folder(_LISTS / "partial", mode=0o700)
    box.write(folder / "Packages", index)
    # Its debs were compared with a signed list before: the index needs no signature of its own.
    box.write(_WORK / "sources.list", f"deb [trusted=yes] file:{folder} ./\n")
    only = (
        f"Dir::Etc::sourcelist={_WORK / 'sources.list'}",
        "Dir::Etc::sourceparts=-",
        f"Dir::State::lists={_LISTS}",
        "Dir::Cache::pkgcache=",
        "Dir::Cache::srcpkgcache=",
    )
    try:
        _apt(box, only, ["update"])
        how = ["--yes", *(["--simulate"] if pretend else [])]
        _apt(box, only, ["install", *how, *names])
    finally:
        box.remove(_WORK)


def along(box: Box, names: Sequence[str]) -> None:
    """`names` were not asked for by themselves: they go when the last goes that needs them."""
    if names:
        ran = box.run(["apt-mark", "auto", *names])
        if ran.code:
            raise refused(ran)


def purge(box: Box, names: Sequence[str]) -> None:
    """`names`, and what came along with them alone, are gone with their settings; raises BoxError."""
    _apt(box, (), ["purge", "--yes", "--autoremove", *names])


def check_room(box: Box, wanted: int) -> None:
    """`wanted` MB and a reserve are free; raises BoxError."""
    free = shutil.disk_usage(box.root).free // 2**20
    if free < wanted + RESERVE:
        raise BoxError(
            Words(
                f"Thẻ nhớ còn trống {free} MB, cần {wanted + RESERVE} MB, chưa cài thêm gì: hãy dùng thẻ từ 16 GB trở "
                "lên hoặc xóa bớt, rồi chạy lại.",
                f"The card has {free} MB free and {wanted + RESERVE} MB are needed, nothing more was installed: use "
                "one of 16 GB or more, or make room, then run this again.",
            )
        )


def _index(box: Box, folder: PurePosixPath) -> str:
    """What apt must know of every deb in `folder` (its file Packages)."""
    stanzas = []
    for deb in sorted(box.path(folder).glob("*.deb")):
        told = box.run(["dpkg-deb", "-f", str(deb)])
        if told.code:
            raise refused(told)
        with deb.open("rb") as file:
            known = hashlib.file_digest(file, "sha256").hexdigest()
        size = deb.stat().st_size
        stanzas.append(
            f"{told.out.strip()}\nFilename: ./{deb.name}\nSize: {size}\nSHA256: {known}\n"
        )
    return "\n".join(stanzas)


def _room(index: str, have: Mapping[str, str]) -> int:
    """MB of the disk that what `index` lists takes, apart from what is there; another version lies beside at first."""
    wanted = 0
    for stanza in index.split("\n\n"):
        fields = dict(
            re.findall(r"^(Package|Version|Installed-Size): (\S+)$", stanza, re.MULTILINE)
        )
        if have.get(fields.get("Package", "")) != fields.get("Version", ""):
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
