"""The packages of the release that runs: kept, so that whatever comes after it has a way back."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from kiosk.model import Words
from kiosk.store.disk import fsync_file, fsync_folder
from provisioning.box import Box, BoxError
from provisioning.layout import OWN

KEPT = OWN / "packages"

_NO_WAY_BACK = Words(
    "Máy không còn gói {name} {version} nên không có đường quay lại. Hãy chạy apply từ USB của bản đang dùng trước.",
    "This box has no package {name} {version}: there would be no way back. Run `apply` from the stick of the release "
    "that runs first.",
)


def installed(box: Box) -> dict[str, str]:
    """Version of every package that is whole on this box, by name."""
    told = box.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev}\t${Package}\t${Version}\n"])
    rows = (line.split("\t") for line in told.out.splitlines())
    return {name: version for status, name, version in rows if status[1:2] == "i"}


def keep(box: Box, packages: Iterable[Path]) -> None:
    """These are kept from now on, in the place of others of their names; power cuts leave the one or the other.

    For whoever installed our packages: call it once they are in. Raises OSError.
    """
    folder = box.path(KEPT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = {}
    for package in packages:
        aside = folder / f".{package.name}.part"
        shutil.copyfile(package, aside)
        fsync_file(aside)
        aside.rename(folder / package.name)
        names[_name(box, folder / package.name)[0]] = package.name
    fsync_folder(folder)
    for held in folder.glob("*.deb"):
        if names.get(_name(box, held)[0], held.name) != held.name:
            held.unlink()


def held(box: Box, wanted: Mapping[str, str]) -> tuple[Path, ...]:
    """The packages of these versions, by name; raises BoxError where one is not kept."""
    found = {_name(box, path): path for path in box.path(KEPT).glob("*.deb")}
    for name, version in wanted.items():
        if (name, version) not in found:
            said = (
                text.format(name=name, version=version)
                for text in (_NO_WAY_BACK.vi, _NO_WAY_BACK.en)
            )
            raise BoxError(Words(*said))
    return tuple(found[one] for one in wanted.items())


def _name(box: Box, package: Path) -> tuple[str, str]:
    """Name and version that stand in it."""
    told = box.run(["dpkg-deb", "-f", str(package), "Package", "Version"]).out
    row = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    return row.get("Package", ""), row.get("Version", "")
