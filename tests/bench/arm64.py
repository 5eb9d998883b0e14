"""A board's processor, played by qemu: both packages built on a bare Debian 12 for arm64, installed, and tried."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from provisioning.package import record
from tests.bench.figures import Figure
from tests.workbench.debians import built, installed
from tests.workbench.tree import PROJECT

KIND = "bookworm-arm64"
_TRIED = (
    "import json, pathlib, sys, importlib.metadata as m;"
    "told = json.loads(pathlib.Path('/opt/kiosk/runtime/wheels.json').read_text())['wheels'];"
    "print(sum(m.version(one['name']) == one['version'] for one in told))"
)


def run() -> Iterator[Figure]:
    yield from of_kind("arm64", KIND)


def of_kind(bench: str, kind: str) -> Iterator[Figure]:
    """What holds of every kind of machine, in copies of a bare Debian."""
    with tempfile.TemporaryDirectory(dir=_disk()) as folder:
        began = time.monotonic()
        debs = built(kind, Path(folder))
        yield Figure(bench, f"{kind}: both packages built", time.monotonic() - began, "s")
        (runtime,) = (deb for deb in debs if "runtime" in deb.name)
        yield Figure(bench, f"{kind}: the runtime's package", runtime.stat().st_size / 1e6, "MB")
        yield Figure(bench, f"{kind}: errors of lintian", _errors(debs), "errors")
        began = time.monotonic()
        with installed(kind, debs) as box:
            yield Figure(bench, f"{kind}: installed", time.monotonic() - began, "s")
            told = box.must("/opt/kiosk/runtime/bin/python", "-P", "-c", _TRIED, patience=600)
            missing = len(record.load().kinds[kind]) - int(told)
            yield Figure(bench, f"{kind}: Python packages that lack", missing, "packages")
            asked = box.run("kiosk-doctor", "--fake", "--json", patience=1800)
            yield Figure(
                bench, f"{kind}: kiosk-doctor --fake ends with", asked.returncode, "exit code"
            )


def _errors(debs: tuple[Path, ...]) -> int:
    command = ["lintian", "--allow-root", "--suppress-tags=duplicate-font-file", *debs]
    judged = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return sum(line.startswith("E: ") for line in judged.splitlines())


def _disk() -> Path:
    """A disk with room: builders and boxes take 2 GB each."""
    kept = PROJECT / ".cache"
    kept.mkdir(exist_ok=True)
    return kept
