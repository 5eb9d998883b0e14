"""Which Python packages an appliance runs on: wheels.json, made from the lock files and kept beside them."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache

from kiosk.model import Words
from provisioning.box import BoxError
from provisioning.package.debhelper import HERE, PROJECT

WHEELS = HERE / "runtime" / "wheels.json"
PYTHONS = {"bookworm": "3.11", "trixie": "3.13"}
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
KINDS = tuple(f"{debian}-{machine}" for debian in PYTHONS for machine in MACHINES)


class How(StrEnum):
    """How a package comes into the runtime."""

    FETCHED = "fetched"  # a wheel, as its authors published it
    BUILT = "built"  # from the source they published: they publish no wheel for Linux


@dataclass(frozen=True)
class Wheel:
    """One locked package; `file` and `sha256` of what is fetched, the source where it is `built`."""

    name: str
    version: str
    file: str
    sha256: str
    how: How


@dataclass(frozen=True)
class Record:
    """`version` counts up whenever anything in `kinds` changes; `made`: when, in seconds since 1970."""

    version: int
    made: int
    sha256: str  # of `kinds`: whoever changes these by hand is found out by a test
    kinds: dict[str, tuple[Wheel, ...]]


@cache
def load() -> Record:
    """The record that this commit has."""
    said = json.loads(WHEELS.read_text(encoding="utf-8"))
    kinds = {
        kind: tuple(Wheel(**{**row, "how": How(row["how"])}) for row in rows)
        for kind, rows in said["kinds"].items()
    }
    return Record(said["version"], said["made"], said["sha256"], kinds)


def keep(kinds: dict[str, tuple[Wheel, ...]]) -> Record:
    """The record of `kinds`, written; under a new version if, and only if, something in it is new."""
    before = load() if WHEELS.exists() else Record(0, 0, "", {})
    if kinds == before.kinds:
        return before
    after = Record(before.version + 1, int(time.time()), digest(kinds), kinds)
    WHEELS.write_text(json.dumps(asdict(after), indent=1) + "\n", encoding="utf-8")
    load.cache_clear()
    return after


def digest(kinds: dict[str, tuple[Wheel, ...]]) -> str:
    """The SHA-256 of all rows, as `Record.sha256` has it."""
    rows = {kind: [asdict(wheel) for wheel in wheels] for kind, wheels in kinds.items()}
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def needed() -> str:
    """What `kiosk` depends on: the runtime it was tested with, as any Debian has it."""
    version = load().version
    return f"kiosk-runtime (>= {version}~), kiosk-runtime (<< {version + 1}~)"


def locked(debian: str) -> dict[str, tuple[str, frozenset[str]]]:
    """What the lock file for the Python of `debian` says: name -> version and the hashes of its files."""
    path = PROJECT / f"requirements-py{PYTHONS[debian].replace('.', '')}.lock"
    if not path.exists():
        raise BoxError(Words(f"Thiếu tệp {path.name}.", f"{path.name} is not there."))
    rows: dict[str, tuple[str, frozenset[str]]] = {}
    for block in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        first, *hashes = block.split()
        name, version = first.split("==")
        rows[name] = (version, frozenset(one.removeprefix("--hash=sha256:") for one in hashes))
    return rows
