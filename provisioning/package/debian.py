"""What the kiosk needs of Debian, as .deb files: all of it, down to the C library."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from provisioning.package.debhelper import run


def fetch(ours: Sequence[Path], to: Path) -> tuple[Path, ...]:
    """Every package of Debian that `ours` depend on, with those that `kiosk` recommends, in `to`; raises BoxError.

    From the sources of the machine that this runs on (which must be Debian's alone), of its kind; what Debian did not
    sign is refused. Nothing is taken to be there already: whatever point release a box was installed from, the
    versions on the stick go together. Needs a line, no root.
    """
    to.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        apt = _apt(Path(folder))
        run([*apt, "update"], at=to)
        wanted = [f"{deb.resolve()}" for deb in ours]
        run([*apt, "--yes", "--download-only", "install", *wanted, *_recommended(ours)], at=to)
        fetched = sorted((Path(folder) / "cache/archives").glob("*.deb"))
        return tuple(Path(shutil.move(deb, to / _plain(deb.name))) for deb in fetched)


def _apt(folder: Path) -> list[str]:
    """apt with a memory of its own, in which nothing is installed."""
    for place in ("lists/partial", "cache/archives/partial"):
        (folder / place).mkdir(parents=True)
    (folder / "status").touch()
    options = {
        "Dir::State::status": folder / "status",
        "Dir::State::extended_states": folder / "extended",
        "Dir::State::lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "APT::Keep-Downloaded-Packages": "true",
        "APT::Install-Recommends": "false",
        "APT::Get::AllowUnauthenticated": "false",
        "Acquire::AllowInsecureRepositories": "false",
        "APT::Sandbox::User": "",
        "Debug::NoLocking": "true",
    }
    return ["apt-get", "-q", *(f"-o{name}={value}" for name, value in options.items())]


def _plain(name: str) -> str:
    """Without apt's "%3a", an epoch's colon: what a stick and an address may bear as it is."""
    first, _, rest = name.partition("_")
    return f"{first}_{rest.rpartition('%3a')[2]}"


def _recommended(ours: Sequence[Path]) -> list[str]:
    lines = [run(["dpkg-deb", "-f", deb, "Recommends"], at=deb.parent) for deb in ours]
    return [name.strip() for line in lines for name in line.split(",") if name.strip()]
