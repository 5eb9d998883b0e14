"""Who publishes the kiosk's software: keys of its own, a folder as bundle build makes it, and the bundle."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from central.bundles.keys import Keys
from central.bundles.repository import Repository, Signing
from central.releases.publishing import DAYS, ONLINE, publish
from kiosk.contract.release import Package, Release

KIND = "bookworm-amd64"


class Publisher:
    """`now` is when it signs. Until a test says otherwise its packages are no packages but a few bytes."""

    def __init__(self, folder: Path, now: dt.datetime | None = None) -> None:
        self.now = now or dt.datetime.now(dt.UTC)
        self.bundle, self.draft = folder / "bundle", folder / "draft"
        self.offline, self.online = Keys(folder / "offline"), Keys(folder / "online")
        self.keys = Signing(self.offline, self.online)
        self.repository = Repository(self.bundle, lambda: self.now, ONLINE)
        self.repository.init(self.offline, self.online)

    def publish(
        self, version: str, kind: str = KIND, days: int = DAYS, size: int = 700_000
    ) -> None:
        """A release of one package of ours and one of Debian's."""
        ours = Package("kiosk", version, f"kiosk_{version}_all.deb", ours=True)
        theirs = Package("invented", "0.1.4-4", "invented_0.1.4-4_amd64.deb", ours=False)
        shutil.rmtree(self.draft, ignore_errors=True)
        for package in (ours, theirs):
            path = self.draft / package.path(kind)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(f"{package.file} {version}\n".encode() * (size // 30))
        self.sign(Release(version, {kind: (ours, theirs)}), days)

    def sign(self, release: Release, days: int = DAYS) -> None:
        """What lies in the draft, and belongs to this release."""
        (self.draft / "release.json").write_bytes(release.to_bytes())
        (self.draft / "start").write_text("#!/bin/sh\n")
        publish(self.draft, self.bundle, self.repository, self.keys, days)

    def stick(self, to: Path) -> Path:
        """The bundle as it is now, on a stick for another day."""
        shutil.copytree(self.bundle, to)
        return to

    def target(self, name: str) -> Path:
        """The file in the bundle that is kept under its hash and this name; the newest."""
        found = sorted(self.bundle.rglob(f"*.{name}"), key=lambda path: path.stat().st_mtime_ns)
        return found[-1]
