"""The devices that may hand cases in, each known by the sha256 of its token and by its public key."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import tomllib
from pathlib import Path

_HEX = re.compile(r"[0-9a-f]{64}")
_DEVICE = re.compile(r"[a-z0-9-]{1,40}")
_SCHEME = "bearer "


class DevicesError(ValueError):
    """The file of devices cannot be used; the text says why in one sentence."""


class Devices:
    """What is known of each device. The tokens themselves are kept nowhere."""

    def __init__(self, digests: dict[str, str], keys: dict[str, str]) -> None:
        """device name -> sha256 of its token, and -> its Ed25519 public key; both 64 hex digits."""
        self._names = {digest: device for device, digest in digests.items()}
        self._keys = keys

    @classmethod
    def load(cls, path: Path) -> Devices:
        """Read device = { token = "sha256", key = "hex" }, as .json or .toml; raises DevicesError."""
        try:
            text = path.read_text(encoding="utf-8")
            table = (
                json.loads(text, object_pairs_hook=_once)
                if path.suffix == ".json"
                else tomllib.loads(text)
            )
        except (OSError, ValueError) as error:
            raise DevicesError(f"{path} cannot be read: {error}") from None
        if not isinstance(table, dict):
            raise DevicesError(f"{path} must be a table of devices")
        digests, keys = {}, {}
        for device, row in table.items():
            known = row if isinstance(row, dict) else {}
            digest, key = str(known.get("token")), str(known.get("key"))
            if not (_DEVICE.fullmatch(device) and _HEX.fullmatch(digest) and _HEX.fullmatch(key)):
                raise DevicesError(
                    f"{path}: {device} needs a token (its sha256) and a key, of 64 hex digits each"
                )
            digests[device], keys[device] = digest, key
        for what, values in (("token", digests), ("key", keys)):
            if len(set(values.values())) < len(values):
                raise DevicesError(f"{path}: two devices have the same {what}")
        return cls(digests, keys)

    def key(self, device: str) -> str:
        """Its public key, "" for a device nobody knows."""
        return self._keys.get(device, "")

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


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A line that was copied and not renamed would silently take the first one's device out."""
    row: dict[str, object] = {}
    for name, value in pairs:
        if name in row:
            raise ValueError(f"{name} stands in it twice")
        row[name] = value
    return row
