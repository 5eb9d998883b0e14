"""What a release of the kiosk's software says of itself: its version, and the packages that belong together.

    GET /v1/releases/metadata/NAME            as The Update Framework lays it
    GET /v1/releases/targets/PATH             with Range, at most MOST_PIECE bytes -> 206; release.json, packages/

Beside release.json, of each kind of box (bookworm-amd64, trixie-arm64...): packages/KIND/FILE. Standard library only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from kiosk.contract.shapes import ContractError, match, parsed, table

RELEASES = "/v1/releases"
RELEASE = "release.json"
PACKAGES = "packages"
MOST_RELEASE = 512 * 1024  # bytes of release.json
MOST_PACKAGES = 2000  # of one kind
MOST_PACKAGE = 1024**3  # bytes of one
MOST_PIECE = 256 * 1024  # bytes in one answer

_VERSION = re.compile(r"[0-9][A-Za-z0-9.+~-]{0,59}")
_KIND = re.compile(r"[a-z]{3,20}-[a-z0-9]{3,10}")
_NAME = re.compile(r"[a-z0-9][a-z0-9.+-]{1,79}")  # Debian Policy, 5.6.1
_PACKAGE_VERSION = re.compile(r"[0-9][A-Za-z0-9.+~:-]{0,79}")
_FILE = re.compile(r"[a-z0-9][A-Za-z0-9.+~%_-]{1,150}\.deb")  # it becomes a path


@dataclass(frozen=True)
class Package:
    """One .deb; `ours`: made by this project, and what an update replaces whatever is installed."""

    name: str
    version: str
    file: str
    ours: bool

    @classmethod
    def from_json(cls, data: object) -> Package:
        row = table(data, "package")
        ours = row.get("ours")
        if not isinstance(ours, bool):
            raise ContractError("ours")
        return cls(
            match(row, "name", _NAME),
            match(row, "version", _PACKAGE_VERSION),
            match(row, "file", _FILE),
            ours,
        )

    def path(self, kind: str) -> str:
        """As The Update Framework names it."""
        return f"{PACKAGES}/{kind}/{self.file}"


@dataclass(frozen=True)
class Release:
    """`kinds`: of each kind of box all packages that a minimal Debian lacks, each name once."""

    version: str  # as Debian orders versions
    kinds: dict[str, tuple[Package, ...]]

    def to_bytes(self) -> bytes:
        """The same for the same release."""
        kinds = {kind: [asdict(one) for one in held] for kind, held in self.kinds.items()}
        row = {"version": self.version, "kinds": kinds}
        return json.dumps(row, sort_keys=True, indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Release:
        """Raises ContractError for what is not in its shape."""
        if len(data) > MOST_RELEASE:
            raise ContractError(RELEASE)
        row = table(parsed(data, RELEASE), RELEASE)
        kinds = table(row.get("kinds"), "kinds")
        if not kinds or not all(_KIND.fullmatch(kind) for kind in kinds):
            raise ContractError("kinds")
        return cls(
            match(row, "version", _VERSION), {kind: _packages(kinds[kind]) for kind in kinds}
        )

    def wanted(self, kind: str, installed: Callable[[str], str]) -> tuple[Package, ...]:
        """What a box of that kind must have brought: ours in another version, and whatever it has none of.

        `installed` gives a package's version, "" for none. Raises KeyError for a kind that the release has nothing for.
        """
        return tuple(
            one
            for one in self.kinds[kind]
            if (installed(one.name) != one.version if one.ours else not installed(one.name))
        )


def _packages(data: Any) -> tuple[Package, ...]:  # noqa: ANN401 - whatever came
    if not isinstance(data, list) or not 0 < len(data) <= MOST_PACKAGES:
        raise ContractError("packages")
    packages = tuple(Package.from_json(one) for one in data)
    if len({one.name for one in packages}) < len(packages) or not any(one.ours for one in packages):
        raise ContractError("packages")
    return packages
