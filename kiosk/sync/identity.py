"""Who this machine is: an Ed25519 key (RFC 8032) that signs whatever it tells the centre."""

from __future__ import annotations

import os
import re
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.settings import SettingsError
from kiosk.store.disk import write_safely
from kiosk.store.errors import storing
from kiosk.workspace import Workspace

_KEY = re.compile(r"[0-9a-f]{64}")


class Identity:
    """The device's key; it never leaves this process."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def of(cls, workspace: Workspace) -> Identity:
        """The machine's own, made where there is none; raises StoreError, SettingsError for no key."""
        path = workspace.device_key
        with storing():
            workspace.prepare()
            if not path.exists() and not os.environ.get("CREDENTIALS_DIRECTORY"):
                write_safely(path, secrets.token_hex(32).encode("ascii"))
            text = path.read_text(encoding="ascii", errors="replace").strip()
        if not _KEY.fullmatch(text):
            raise SettingsError("device.key is not 32 bytes in hex")
        return cls(bytes.fromhex(text))

    @property
    def public(self) -> str:
        """What the centre must know of it: 64 hex digits."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, said: bytes) -> str:
        return self._key.sign(said).hex()


class CentreKey:
    """The centre's public key, as [centre] key names it."""

    def __init__(self, text: str) -> None:
        """Raises SettingsError for what is no key."""
        try:
            if not _KEY.fullmatch(text):
                raise ValueError
            self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
        except ValueError:
            raise SettingsError(
                "centre.key must be the 64 digits that `python -m central key` prints"
            ) from None

    def signed(self, said: bytes, signature: str) -> bool:
        """Whether the centre signed it; `signature` as the contract has it."""
        try:
            self._key.verify(bytes.fromhex(signature), said)
        except (InvalidSignature, ValueError):
            return False
        return True
