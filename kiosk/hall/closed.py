"""Letters that nobody reads but the desks of one office, whatever line they go over."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12  # bytes


class ClosedError(Exception):
    """Not closed by a desk that knows the secret, or for something else."""


class Closing:
    """AES-256-GCM under a key made of the office's secret, for one purpose."""

    def __init__(self, secret: str, purpose: str) -> None:
        key = HKDF(SHA256(), 32, None, f"kiosk.hall: {purpose}".encode()).derive(secret.encode())
        self._key = AESGCM(key)

    def close(self, plain: bytes, by: int, to: int) -> bytes:
        """For one kiosk's desk, by another's."""
        nonce = os.urandom(_NONCE)
        return nonce + self._key.encrypt(nonce, plain, _said(by, to))

    def open(self, closed: bytes, by: int, to: int) -> bytes:
        """Raises ClosedError."""
        try:
            return self._key.decrypt(closed[:_NONCE], closed[_NONCE:], _said(by, to))
        except (InvalidTag, ValueError):
            raise ClosedError from None


def _said(by: int, to: int) -> bytes:
    return f"{by} {to}".encode()
