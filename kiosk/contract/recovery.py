"""The keys of a kiosk's cases, sealed to its centre while it works, and given back by code when its board is broken.

Standard library only. Both are one line of ASCII. `recovery.sealed`, which lies on the kiosk; WRAPPED is HPKE (RFC
9180) of both keys, one behind the other, for the centre's X25519 key, 112 bytes in hex:

    commune-kiosk/1 recovery DEVICE KEYS KEY WRAPPED

What the centre gives back, of use to whoever has the code that it prints; BOXED is ChaCha20-Poly1305 (RFC 8439) of the
same under the code's key, 80 bytes in hex, with nonce 0, for a code is used once:

    commune-kiosk/1 recovered DEVICE KEYS BOXED
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from kiosk.contract.shapes import DEVICE, ContractError, digest

FILE = "recovery.sealed"
KEY = 32  # bytes; there are two: the database's, the vault's
NONCE = bytes(12)
MOST = 400  # bytes of either file
_SEALED = re.compile(
    rf"commune-kiosk/1 recovery ({DEVICE.pattern}) ([0-9a-f]{{16}}) ([0-9a-f]{{16}}) "
    rf"([0-9a-f]{{{2 * (32 + 2 * KEY + 16)}}})\s*"
)
_GIVEN = re.compile(
    rf"commune-kiosk/1 recovered ({DEVICE.pattern}) ([0-9a-f]{{16}}) "
    rf"([0-9a-f]{{{2 * (2 * KEY + 16)}}})\s*"
)
_MEANT = str.maketrans("OIL", "011", " -\t")


@dataclass(frozen=True)
class Recovery:
    """Of which device, which keys (see `keys_name`), for which of a centre's keys (see contract.sealed.key_name)."""

    device: str
    keys: str
    key: str

    def info(self) -> bytes:
        """What the wrapped keys are bound to (RFC 9180, `info`)."""
        return f"commune-kiosk/1 recovery {self.device} {self.keys} {self.key}".encode("ascii")

    def line(self, wrapped: bytes) -> str:
        return f"{self.info().decode()} {wrapped.hex()}\n"

    @classmethod
    def of(cls, line: str) -> tuple[Recovery, bytes]:
        """It and the wrapped keys; raises ContractError for another line."""
        if not (found := _SEALED.fullmatch(line)):
            raise ContractError("recovery")
        return cls(found[1], found[2], found[3]), bytes.fromhex(found[4])


@dataclass(frozen=True)
class Given:
    """Whose keys the centre gave back."""

    device: str
    keys: str

    def bound(self) -> bytes:
        """What the boxed keys are bound to."""
        return f"commune-kiosk/1 recovered {self.device} {self.keys}".encode("ascii")

    def line(self, boxed: bytes) -> str:
        return f"{self.bound().decode()} {boxed.hex()}\n"

    @classmethod
    def of(cls, line: str) -> tuple[Given, bytes]:
        """It and the boxed keys; raises ContractError for another line."""
        if not (found := _GIVEN.fullmatch(line)):
            raise ContractError("recovered")
        return cls(found[1], found[2]), bytes.fromhex(found[3])


def keys_name(keys: bytes) -> str:
    """By which both keys are known without being told: nobody finds 64 random bytes by a digest of them."""
    return digest(b"commune-kiosk/1 keys\n" + keys)[:16]


def code_key(typed: str) -> bytes:
    """The key a code stands for, however it was typed: small letters, spaces, O for 0. Its 100 bits need no salt."""
    meant = typed.upper().translate(_MEANT)
    return hashlib.sha256(b"commune-kiosk/1 recovered\n" + meant.encode()).digest()
