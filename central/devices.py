"""The devices that may hand cases in, each known by the sha256 of its token."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import tomllib
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")
_DEVICE = re.compile(r"[a-z0-9-]{1,40}")
_SCHEME = "bearer "


class DevicesError(ValueError):
    """The file of devices cannot be used; the text says why in one sentence."""


class Devices:
    """device name -> sha256 of its token in hex. The tokens themselves are kept nowhere."""

    def __init__(self, digests: dict[str, str]) -> None:
        self._names = {digest: device for device, digest in digests.items()}

    @classmethod
    def load(cls, path: Path) -> Devices:
        """Read a flat table of device = "sha256", as .json or .toml; raises DevicesError."""
        try:
            text = path.read_text(encoding="utf-8")
            table = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        except (OSError, ValueError) as error:
            raise DevicesError(f"{path} cannot be read: {error}") from None
        if not isinstance(table, dict):
            raise DevicesError(f"{path} must be a table of device = sha256")
        for device, digest in table.items():
            if not _DEVICE.fullmatch(device) or not _SHA256.fullmatch(str(digest)):
                raise DevicesError(f"{path}: {device} needs a sha256 of 64 hex digits")
        if len(set(table.values())) < len(table):
            raise DevicesError(f"{path}: two devices have the same token")
        return cls(table)

    def bearer(self, authorization: str) -> str | None:
        """The device an Authorization header belongs to (RFC 6750, 2.1)."""
        if not authorization.lower().startswith(_SCHEME):
            return None
        token = authorization[len(_SCHEME) :].strip()
        digest = hashlib.sha256(token.encode()).hexdigest()
        # A guesser cannot steer a sha256, so neither loop nor comparison tells how near a guess was.
        found = None
        for known, device in self._names.items():
            if hmac.compare_digest(known, digest):
                found = device
        return found
