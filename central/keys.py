"""Who says what, and to whom: the centre's keys, under its receipts and over what comes sealed, and the devices'."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from central.objects import sync
from kiosk.contract.sealed import key_name

SEED = 32  # bytes
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)  # RFC 9180, base mode


class CentreKey:
    """Ed25519 (RFC 8032); kiosks know its public half and believe no receipt without it."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def of(cls, folder: Path) -> CentreKey:
        """DIR/centre.key, made where there is none. Raises OSError, ValueError for a file that is no key."""
        return cls(_kept(folder, "centre.key"))

    @property
    def public(self) -> str:
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, said: bytes) -> str:
        return self._key.sign(said).hex()


class SealingKey:
    """X25519 (RFC 7748); kiosks know its public half and seal to it what goes on a stick."""

    def __init__(self, raw: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(raw)

    @classmethod
    def of(cls, folder: Path) -> SealingKey:
        """DIR/sealing.key, as CentreKey.of. Without it what kiosks sealed stays sealed."""
        return cls(_kept(folder, "sealing.key"))

    @property
    def public(self) -> str:
        return self._raw.hex()

    @property
    def name(self) -> str:
        """As the header of a sealed envelope names it."""
        return key_name(self._raw)

    def unwrap(self, wrapped: bytes, info: bytes) -> bytes:
        """The content key; raises InvalidTag for one that was not wrapped for this key and this `info`."""
        return SUITE.decrypt(wrapped, self._key, info=info)

    @property
    def _raw(self) -> bytes:
        return self._key.public_key().public_bytes_raw()


def signed(key: str, said: bytes, signature: str) -> bool:
    """Whether the device with the public `key` signed it; both in hex, as the contract has them."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), said
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _kept(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    # Two processes may come at once: one name wins, and both read what it names.
    aside = folder / f"{name}.{secrets.token_hex(8)}"
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
    return path.read_bytes()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
