"""Which key is derived from a shared secret (ICAO 9303-11, 9.7.1)."""

from __future__ import annotations

from drivers.card.suites import Suite

ENC, MAC, PASSWORD = 1, 2, 3  # the counters of the standard


def derive(secret: bytes, counter: int, suite: Suite = Suite.AES128) -> bytes:
    """KDF(K, c): as many bytes as the suite's key has."""
    return suite.derive(secret, counter)
