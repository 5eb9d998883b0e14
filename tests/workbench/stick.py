"""A technician's stick for tests: the project's own packages and a stub of what they need, published and signed."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

from central.bundles.keys import Keys
from central.bundles.repository import Repository, Signing
from central.releases.publishing import DAYS, ONLINE, publish
from kiosk.contract.release import Package, Release
from tests.workbench.packages import kiosk_deb, stand_in_deb, stub_runtime_deb
from tests.workbench.tree import PROJECT, Tree

OFFICE = {
    "kiosk.toml": '[office]\nagency = "H38.101"\nplace = "Vạn Hòa"\n',
    "rules-root.json": "{}\n",
    "trust/example.pem": "an invented country\n",
}


def kind_here() -> str:
    release = dict(
        line.split("=", 1)
        for line in Path("/etc/os-release").read_text().splitlines()
        if "=" in line
    )
    return f"{release['VERSION_CODENAME']}-{_told('dpkg', '--print-architecture')}"


class Publisher:
    """Keys and a repository of an invented province; the repository is the stick."""

    def __init__(self, folder: Path) -> None:
        self.stick = folder / "stick"
        self._folder = folder
        self._keys = Signing(Keys(folder / "keys"), Keys(folder / "online"))
        self._repository = Repository(self.stick, lambda: dt.datetime.now(dt.UTC), ONLINE)
        self.stick.mkdir(parents=True)
        self._repository.init(self._keys.offline, self._keys.online, 1, 1)

    def publish(
        self, tree: Tree, version: str = "1.0", kind: str = "", runtime: Path | None = None
    ) -> Path:
        """The kiosk as it is here under that version, for this machine's kind unless told; gives the stick."""
        kind = kind or kind_here()
        release = self._folder / "release"
        shutil.rmtree(release, ignore_errors=True)
        debs = release / "packages" / kind
        debs.mkdir(parents=True)
        ours = [
            shutil.copy(deb, debs) for deb in (kiosk_deb(version), runtime or stub_runtime_deb())
        ]
        stand_in_deb(tree, ours[0], debs / "stand-in_1_all.deb")
        for name, text in OFFICE.items():
            path = release / "office" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        packages = tuple(package_of(deb) for deb in sorted(debs.iterdir()))
        (release / "release.json").write_bytes(Release(version, {kind: packages}).to_bytes())
        shutil.copy(PROJECT / "provisioning" / "start", release / "start")
        publish(release, self.stick, self._repository, self._keys, DAYS)
        return self.stick


def package_of(deb: Path) -> Package:
    """As release.json names it."""
    name, version = (_told("dpkg-deb", "-f", str(deb), field) for field in ("Package", "Version"))
    return Package(name, version, deb.name, name.startswith("kiosk"))


def _told(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
