"""Minimal Debians of every kind, and the kiosk built and installed in copies of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.workbench.tree import PROJECT, Tree, tree

# What `bundle packages` works with, of a Debian that has nothing.
_BUILDER = (
    "python3 python3-venv python3-dev gcc pkg-config swig libpcsclite-dev libsane-dev "
    "debhelper dh-apparmor dpkg-dev apparmor"
)

_BELIEVED = Path("/etc/ssl/certs/ca-certificates.crt")
_FETCH = (
    "import sys; from pathlib import Path; from provisioning.package import debian;"
    "to, *ours = map(Path, sys.argv[1:]); debian.fetch(ours, to)"
)


def minimal(kind: str) -> Path:
    """The root of a Debian just made by debootstrap, such as "bookworm-arm64"; never to be written.

    $KIOSK_TREES/KIND where somebody has it there already, else made once in .cache/trees. Needs a line, then.
    """
    given = Path(os.environ.get("KIOSK_TREES", "/nonexistent")) / kind
    made = given if given.exists() else PROJECT / ".cache" / "trees" / kind
    if not made.exists():
        debian, machine = kind.split("-")
        unfinished = made.with_name(f"{kind}.part")
        command = [
            "debootstrap",
            "--variant=minbase",
            "--include=ca-certificates",
            f"--arch={machine}",
        ]
        subprocess.run([*command, debian, unfinished], check=True, stdout=subprocess.DEVNULL)
        unfinished.rename(made)
    return made


@contextmanager
def opened(kind: str, shared: Path) -> Iterator[Tree]:
    """A copy of `minimal(kind)` that sees the project and `shared`, with this machine's line."""
    with (
        tempfile.TemporaryDirectory(dir=shared) as at,
        tree(Path(at), minimal(kind), (shared,), room="") as made,
    ):
        yield made


def built(kind: str, to: Path) -> tuple[Path, ...]:
    """Both packages in `to`, made on a bare Debian of that kind by the project's own command."""
    with opened(kind, to) as builder:
        builder.must("apt-get", "-qq", "update", patience=_LONG)
        install = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends"]
        builder.must(*install, *_BUILDER.split(), patience=_LONG)
        made = f"cd {PROJECT} && python3 -m provisioning bundle packages --to {to}"
        epoch = subprocess.check_output(
            ["git", "log", "-1", "--format=%ct"], cwd=PROJECT, text=True
        )
        # Whom this machine believes: there may be somebody between it and the registries.
        shutil.copy(_BELIEVED, builder.root / _BELIEVED.relative_to("/"))
        given = {"SOURCE_DATE_EPOCH": epoch.strip(), "PIP_CERT": str(_BELIEVED)}
        builder.must("sh", "-c", made, given=given, patience=_LONG)
    return tuple(sorted(to.glob("kiosk*.deb")))


def fetched(kind: str, ours: tuple[Path, ...], to: Path) -> None:
    """In `to` whatever a bare Debian of that kind needs for `ours`, as the project's own code fetches it."""
    with opened(kind, to) as box:
        box.must("apt-get", "-qq", "update", patience=_LONG)
        box.must("apt-get", "-qq", "install", "--yes", "--no-install-recommends", "python3")
        given = {"PYTHONPATH": str(PROJECT)}
        box.must("python3", "-c", _FETCH, to, *ours, given=given, patience=_LONG)


@contextmanager
def installed(kind: str, debs: tuple[Path, ...]) -> Iterator[Tree]:
    """A bare Debian of that kind on which both packages were installed, with what they need."""
    with opened(kind, debs[0].parent) as box:
        box.must("apt-get", "-qq", "update", patience=_LONG)
        install = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends"]
        box.must(*install, *debs, patience=_LONG)
        yield box


_LONG = 7200.0  # seconds: another processor is played by a program
