"""Who says what: the centre's own key, under its receipts, and the devices' keys, under what they announce."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from central.blobs import sync

SEED = 32  # bytes


class CentreKey:
    """Ed25519 (RFC 8032); kiosks know its public half and believe no receipt without it."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def of(cls, folder: Path) -> CentreKey:
        """DIR/centre.key, made where there is none. Raises OSError, ValueError for a file that is no key."""
        path = folder / "centre.key"
        try:
            return cls(path.read_bytes())
        except FileNotFoundError:
            pass
        # Two processes may come at once: one name wins, and both read what it names.
        aside = folder / f"centre.key.{secrets.token_hex(8)}"
        with open(aside, "xb", opener=_private) as file:
            file.write(secrets.token_bytes(SEED))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        sync(folder)
        return cls(path.read_bytes())

    @property
    def public(self) -> str:
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, said: bytes) -> str:
        return self._key.sign(said).hex()


def signed(key: str, said: bytes, signature: str) -> bool:
    """Whether the device with the public `key` signed it; both in hex, as the contract has them."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), said
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
