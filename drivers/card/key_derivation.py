"""Keys from shared secrets (ICAO 9303-11, 9.7.1), for AES-128."""

from __future__ import annotations

import hashlib

ENC, MAC, PASSWORD = 1, 2, 3  # the counters of the standard


def derive(secret: bytes, counter: int) -> bytes:
    """KDF(K, c) for AES-128: the first 16 bytes of SHA-1 over secret and counter (9.7.1.2)."""
    return hashlib.sha1(secret + counter.to_bytes(4, "big"), usedforsecurity=False).digest()[:16]
