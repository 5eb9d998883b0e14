"""Makes the record anew: the appliance's share of the lock files, and which file of each package a box takes."""

from __future__ import annotations

import json
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kiosk.model import Words
from provisioning.box import BoxError
from provisioning.package.debhelper import PROJECT, run
from provisioning.package.record import MACHINES, PYTHONS, How, Wheel, keep, locked

# Their authors publish no wheel for Linux.
BUILT = ("pyscard", "python-sane")
# sqlite-utils names it for a command of its own; nothing is ever installed by pip on a box.
LEFT_OUT = ("pip",)
_GLIBC = {"bookworm": 36, "trixie": 41}  # a wheel made for an older one runs as well
_OLDER = ("manylinux1", "manylinux2010", "manylinux2014")


def record(rest: list[str]) -> int:
    """Writes provisioning/package/runtime/wheels.json; needs a line, and fetches next to nothing."""
    if rest:
        raise BoxError(Words("Lệnh này không có tham số.", "This word takes nothing more."))
    kinds: dict[str, tuple[Wheel, ...]] = {}
    for debian in PYTHONS:
        names = wanted(debian) - {*LEFT_OUT}
        built = _chosen(debian, names & {*BUILT}, ["--no-binary=:all:", "--no-build-isolation"])
        for machine in MACHINES:
            fetched = _chosen(debian, names - {*BUILT}, _for(debian, machine))
            rows = [
                *(_row(item, How.FETCHED) for item in fetched),
                *(_row(item, How.BUILT) for item in built),
            ]
            kinds[f"{debian}-{machine}"] = tuple(sorted(rows, key=lambda wheel: wheel.name))
    kept = keep(kinds)
    sys.stdout.write(
        f"kiosk-runtime {kept.version}: {', '.join(f'{len(r)} for {k}' for k, r in kinds.items())}\n"
    )
    return 0


def wanted(debian: str) -> set[str]:
    """The names of all that the appliance's own dependencies (pyproject.toml) draw in on that Debian's Python, by what
    the packages installed here say of themselves."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python = {"python_version": PYTHONS[debian], "python_full_version": f"{PYTHONS[debian]}.0"}
    left = [Requirement(line) for line in project["dependencies"]]
    seen: set[tuple[str, frozenset[str]]] = set()
    while left:
        one = left.pop()
        name = str(canonicalize_name(one.name))
        if (name, frozenset(one.extras)) in seen:
            continue
        seen.add((name, frozenset(one.extras)))
        for line in distribution(name).requires or ():
            further = Requirement(line)
            extras = one.extras or {""}
            if further.marker is None or any(
                further.marker.evaluate({**python, "extra": extra}) for extra in extras
            ):
                left.append(further)
    return {name for name, _ in seen}


def _for(debian: str, machine: str) -> list[str]:
    processor, python = MACHINES[machine], PYTHONS[debian]
    tags = [f"manylinux_2_{minor}" for minor in range(_GLIBC[debian], 4, -1)]
    platforms = [f"--platform={tag}_{processor}" for tag in (*tags, *_OLDER, "linux")]
    return ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}", *platforms]


def _chosen(debian: str, names: set[str], how: list[str]) -> list[dict[str, Any]]:
    """What pip would take of these, by its own report; every file has a hash of the lock."""
    lock = locked(debian)
    lines = [
        " ".join([f"{name}=={lock[name][0]}", *(f"--hash=sha256:{one}" for one in lock[name][1])])
        for name in sorted(names)
    ]
    with TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.txt"
        asked.write_text("\n".join(lines))
        told = Path(folder) / "told.json"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        pip += ["--no-deps", "--require-hashes", f"--report={told}", f"--target={folder}/none"]
        run([*pip, *how, "-r", asked], at=PROJECT)
        chosen: list[dict[str, Any]] = json.loads(told.read_text(encoding="utf-8"))["install"]
        return chosen


def _row(item: dict[str, Any], how: How) -> Wheel:
    got = item["download_info"]
    return Wheel(
        name=str(canonicalize_name(item["metadata"]["name"])),
        version=item["metadata"]["version"],
        file=got["url"].rsplit("/", 1)[1],
        sha256=got["archive_info"]["hashes"]["sha256"],
        how=how,
    )
