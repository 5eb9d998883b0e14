"""kiosk-provisioning bundle build: folders of packages become the folder that `central release publish` signs."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from kiosk.contract.release import PACKAGES, RELEASE, Package, Release
from kiosk.contract.shapes import ContractError
from kiosk.model import Words
from provisioning.box import BoxError
from provisioning.layout import OFFICE

OURS = ("kiosk", "kiosk-runtime")
START = Path(__file__).parents[1] / "start"

_NO_KIOSK = Words(
    "{folder} không có gói kiosk. Hãy chạy bundle packages trước.",
    "{folder} holds no package `kiosk`: run bundle packages first.",
)
_UNUSABLE = Words(
    "Các gói không thành một bản được ({why}). Hãy xem lại thư mục --packages.",
    "These packages make no release ({why}). Look at the folders given with --packages.",
)


def build(rest: list[str]) -> int:
    """Lays --to anew: release.json, packages/KIND/, office/ and `start`. Raises BoxError."""
    parser = argparse.ArgumentParser(prog="kiosk-provisioning bundle build")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--packages",
        action="append",
        required=True,
        metavar="KIND=DIR",
        help="such as bookworm-amd64=build/debs; again for other folders and kinds",
    )
    parser.add_argument("--office", type=Path, metavar="DIR", help="kiosk.toml, trust/, ...")
    given = parser.parse_args(rest)
    shutil.rmtree(given.to, ignore_errors=True)
    kinds: dict[str, dict[str, Package]] = {}
    for word in given.packages:
        kind, _, folder = word.partition("=")
        kinds.setdefault(kind, {}).update(_taken(Path(folder), given.to / PACKAGES / kind))
    release = _release(given.to, kinds)
    (given.to / RELEASE).write_bytes(release.to_bytes())
    if given.office:
        shutil.copytree(given.office, given.to / OFFICE)
    if START.is_file():
        shutil.copy(START, given.to)
    sys.stdout.write(f"{given.to}: {release.version}, {', '.join(release.kinds)}\n")
    return 0


def _taken(folder: Path, to: Path) -> dict[str, Package]:
    to.mkdir(parents=True, exist_ok=True)
    found = {}
    for path in sorted(folder.glob("*.deb")):
        name, version = (_field(path, field) for field in ("Package", "Version"))
        found[name] = Package(name, version, path.name, name in OURS)
        shutil.copy(path, to)
    return found


def _release(to: Path, kinds: dict[str, dict[str, Package]]) -> Release:
    """The release is what its package `kiosk` is; read back as every box will read it."""
    versions = {packages["kiosk"].version for packages in kinds.values() if "kiosk" in packages}
    if not versions:
        raise BoxError(Words(_NO_KIOSK.vi.format(folder=to), _NO_KIOSK.en.format(folder=to)))
    if len(versions) > 1 or any("kiosk" not in packages for packages in kinds.values()):
        why = ", ".join(sorted(versions))
        raise BoxError(Words(_UNUSABLE.vi.format(why=why), _UNUSABLE.en.format(why=why)))
    release = Release(
        versions.pop(), {kind: tuple(packages.values()) for kind, packages in kinds.items()}
    )
    try:
        return Release.from_bytes(release.to_bytes())
    except ContractError as error:
        raise BoxError(
            Words(_UNUSABLE.vi.format(why=error), _UNUSABLE.en.format(why=error))
        ) from None


def _field(deb: Path, name: str) -> str:
    return subprocess.check_output(["dpkg-deb", "-f", deb, name], text=True).strip()
