"""The packages of the release that runs: kept, so that whatever comes after it has a way back."""

from __future__ import annotations

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


def keep(box: Box, packages: Iterable[Path]) -> None:
    """These are moved here, in the place of others of their names; a power cut leaves the one or both.

    For whoever installed our packages: call it once they are in. They lie on the same disk. Raises OSError.
    """
    folder = box.path(KEPT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = {}
    for package in packages:
        fsync_file(package)
        place = package.rename(folder / package.name)
        kept[named(box, place)[0]] = place
    fsync_folder(folder)
    for old in folder.glob("*.deb"):
        if kept.get(named(box, old)[0], old) != old:
            old.unlink()


def held(box: Box, wanted: Mapping[str, str]) -> tuple[Path, ...]:
    """The packages of these versions, by name; raises BoxError where one is not kept."""
    found = {named(box, path): path for path in box.path(KEPT).glob("*.deb")}
    for name, version in wanted.items():
        if (name, version) not in found:
            said = (
                text.format(name=name, version=version)
                for text in (_NO_WAY_BACK.vi, _NO_WAY_BACK.en)
            )
            raise BoxError(Words(*said))
    return tuple(found[one] for one in wanted.items())


def named(box: Box, package: Path) -> tuple[str, str]:
    """Name and version that stand in it."""
    told = box.run(["dpkg-deb", "-f", str(package), "Package", "Version"]).out
    row = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    return row.get("Package", ""), row.get("Version", "")
