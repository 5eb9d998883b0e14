"""The errand that fetches new releases of the software: behind cases, believed as far as signed, not installed."""

from __future__ import annotations

import datetime as dt
import json
import logging
import math
import platform
import shutil
from collections.abc import Callable, Set
from contextlib import suppress
from pathlib import Path

from kiosk import VERSION
from kiosk.contract.release import MOST_PIECE, MOST_RELEASE, RELEASE, RELEASES, Release
from kiosk.contract.shapes import ContractError
from kiosk.faults import Fault
from kiosk.store.disk import fsync_folder, write_safely
from kiosk.store.errors import storing
from kiosk.store.health import Health
from kiosk.sync.budget import Budget
from kiosk.sync.carrying import Carrying
from kiosk.sync.framework import Belief, BundleError, BundleFault, Framework
from kiosk.sync.transport import Centre, ResultOverError

EVERY = 6 * 3600.0  # seconds between two questions whether there is a new release
BEHIND, SPENT = 5.0, 300.0  # seconds, while a case could be sent; in an hour that lets nothing come
LEAST = 2000  # bytes of a piece
SLICE = 20.0  # seconds that one piece may take of the line
UPDATE = "update"  # as the clerks' page and the fleet's call it among the devices
ROOM = 2**30  # bytes of the disk that stay free for cases
READY = "ready"  # in the bundle once all of it is here

_log = logging.getLogger(__name__)


class Mirror:
    """A Source and Pieces: the centre's repository, whose metadata stay in `bundle` for whoever installs."""

    def __init__(self, centre: Centre, bundle: Path) -> None:
        self._centre, self._bundle = centre, bundle

    def bundle(self, path: str, most: int) -> bytes | None:
        data = self._centre.bundle(path, most, RELEASES)
        if data is not None and path.startswith("metadata/"):
            with storing():
                (self._bundle / "metadata").mkdir(parents=True, exist_ok=True)
                write_safely(self._bundle / path, data)
        return data

    def piece(self, path: str, first: int, last: int, size: int) -> bytes:
        try:
            return self._centre.piece(path, first, last, size, RELEASES)
        except ResultOverError:
            raise BundleError(BundleFault.MISSING, path) from None


class Releases:
    """An Errand: one piece a run. Without root.json in `folder`, where provisioning lays it, it asks nobody.

    `pressing` says whether a case could be sent just now; `clock` gives an aware datetime.
    """

    def __init__(
        self,
        centre: Centre,
        folder: Path,
        health: Health,
        budget: Budget,
        pressing: Callable[[], bool],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._folder, self._bundle = folder, folder / "bundle"
        self._health, self._mirror = health, Mirror(centre, folder / "bundle")
        self._budget, self._pressing, self._clock = budget, pressing, clock
        self._coming: list[Carrying] | None = None  # None: not asked yet

    def run(self) -> float:
        """Seconds until it is worth doing again; raises CentreError, StoreError."""
        self._note_last()
        if not (self._folder / "root.json").is_file():
            return EVERY
        rate = self._budget.at(self._clock().timestamp())
        if not rate:
            return SPENT
        if self._pressing():
            return BEHIND
        try:
            with storing():
                return self._step(rate)
        except (BundleError, ContractError) as error:
            _log.warning("no new release: %s", error)
            self._coming = None
            return EVERY

    def _step(self, rate: float) -> float:
        if self._coming is None:
            self._coming = self._asked()
        most = MOST_PIECE if math.isinf(rate) else max(LEAST, min(MOST_PIECE, int(rate * SLICE)))
        while self._coming:
            if came := self._coming[0].step(self._mirror, most):
                return came / rate
            self._coming.pop(0)
        self._coming = None
        write_safely(self._bundle / READY, b"")
        return EVERY

    def _asked(self) -> list[Carrying]:
        """What of the newest release this machine lacks."""
        belief = Belief(self._folder / "root.json", self._folder / "metadata")
        word = Framework(belief, self._mirror, self._clock()).word()
        target = word.targets.get(RELEASE)
        if target is None or target.length > MOST_RELEASE:
            raise BundleError(BundleFault.MISSING, RELEASE)
        place = self._place(target.get_prefixed_paths()[0])
        said = Carrying(target, place)
        if said.left:
            (self._bundle / READY).unlink(missing_ok=True)
        while said.step(self._mirror):
            pass
        release = Release.from_bytes(place.read_bytes())
        have, kind = installed(Path("/var/lib/dpkg/status")), kind_of(Path("/etc/os-release"))
        if release.version == VERSION or kind not in release.kinds:
            return []
        paths = [one.path(kind) for one in release.wanted(kind, lambda name: have.get(name, ""))]
        if missing := [path for path in paths if path not in word.targets]:
            raise BundleError(BundleFault.MISSING, missing[0])
        places = {path: self._place(word.targets[path].get_prefixed_paths()[0]) for path in paths}
        self._sweep({place, *places.values()})
        coming = [Carrying(word.targets[path], to) for path, to in places.items()]
        if sum(one.left for one in coming) > shutil.disk_usage(self._folder).free - ROOM:
            raise BundleError(BundleFault.UNUSABLE, RELEASE, "no room on the disk")
        return coming

    def _sweep(self, wanted: Set[Path]) -> None:
        """What is no part of the release that is coming goes: the card is there for cases."""
        known = {
            name for path in wanted for name in (path.name, path.name[:200])
        }  # the latter: of a part
        for old in (self._bundle / "targets").rglob("*"):
            if old.is_file() and old.name.removesuffix(".part") not in known:
                old.unlink()

    def _place(self, kept: str) -> Path:
        path = self._bundle / "targets" / kept
        path.parent.mkdir(parents=True, exist_ok=True)
        fsync_folder(self._bundle)
        return path

    def _note_last(self) -> None:
        """How the last update ended, where clerks and the fleet see how devices do."""
        with suppress(OSError, ValueError):
            row = json.loads((self._folder / "last-update.json").read_bytes())
            fault = Fault.UPDATE_FAILED if row.get("why") else None
            self._health.note(UPDATE, fault, self._clock())


def installed(status: Path) -> dict[str, str]:
    """Version of every package by name, out of dpkg's own book; empty on a machine that has none."""
    found: dict[str, str] = {}
    with suppress(OSError):
        for stanza in status.read_text(encoding="utf-8", errors="replace").split("\n\n"):
            row = dict(
                line.split(": ", 1)
                for line in stanza.splitlines()
                if ": " in line and line[0] != " "
            )
            if row.get("Status", "").endswith(" installed"):
                found[row["Package"]] = row.get("Version", "")
    return found


def kind_of(release: Path) -> str:
    """Such as bookworm-amd64, as releases call this kind of machine."""
    lines = release.read_text(encoding="utf-8").splitlines() if release.is_file() else []
    said = dict(line.split("=", 1) for line in lines if "=" in line)
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")
    return f"{said.get('VERSION_CODENAME', '').strip(chr(34))}-{architecture}"
