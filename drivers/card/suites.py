"""The ciphers of access and secure messaging: 3DES with retail MAC, AES with CMAC (ICAO 9303-11, 9.8)."""

from __future__ import annotations

import hashlib
from enum import Enum

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

MAC_LENGTH = 8  # bytes, whatever the cipher


class Suite(Enum):
    """A cipher with its MAC. `key` and `block` count bytes; `bits` is the strength it is said to have."""

    DES3 = 16, 8, 112
    AES128 = 16, 16, 128
    AES192 = 24, 16, 192
    AES256 = 32, 16, 256

    def __init__(self, key: int, block: int, bits: int) -> None:
        self.key = key
        self.block = block
        self.bits = bits

    def derive(self, secret: bytes, counter: int) -> bytes:
        """KDF(K, c), 9.7.1; the parity bits of a 3DES key, which nobody looks at, are left as they fall."""
        hashed = hashlib.sha1 if self.key == 16 else hashlib.sha256
        return hashed(secret + counter.to_bytes(4, "big"), usedforsecurity=False).digest()[
            : self.key
        ]

    def encrypt(self, key: bytes, plain: bytes, vector: bytes | None = None) -> bytes:
        """CBC over whole blocks; without `vector` it is zero. Raises ValueError."""
        return _all(self._cbc(key, vector).encryptor(), plain)

    def decrypt(self, key: bytes, cipher: bytes, vector: bytes | None = None) -> bytes:
        """The reverse of `encrypt`."""
        return _all(self._cbc(key, vector).decryptor(), cipher)

    def pad(self, data: bytes) -> bytes:
        """80 00 ... to a whole block (ISO 9797-1, method 2)."""
        return data + b"\x80" + bytes(-(len(data) + 1) % self.block)

    def mac(self, key: bytes, data: bytes) -> bytes:
        """Eight bytes: CMAC, or the retail MAC (ISO 9797-1, algorithm 3) over whole blocks."""
        if self is not Suite.DES3:
            cmac = CMAC(algorithms.AES(key))
            cmac.update(data)
            return cmac.finalize()[:MAC_LENGTH]
        # Single DES up to the last block, which both keys then seal.
        left, single = data[:-8], Cipher(TripleDES(key[:8] * 3), modes.CBC(bytes(8)))
        chained = _all(single.encryptor(), left)[-8:] if left else bytes(8)
        return self.encrypt(key, data[-8:], chained)

    def authenticate(self, key: bytes, data: bytes) -> bytes:
        """The MAC of a message by itself, as tokens and cryptograms have it: 3DES pads it first."""
        return self.mac(key, self.pad(data) if self is Suite.DES3 else data)

    def first_vector(self, key: bytes, counter: int) -> bytes:
        """Of a protected message: the encrypted counter with AES (9.8.6.1), zero with 3DES (9.8.6.2)."""
        if self is Suite.DES3:
            return bytes(8)
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        return encryptor.update(counter.to_bytes(16, "big"))

    def _cbc(self, key: bytes, vector: bytes | None) -> Cipher[modes.CBC]:
        mode = modes.CBC(bytes(self.block) if vector is None else vector)
        if self is Suite.DES3:
            return Cipher(TripleDES(key + key[:8]), mode)
        return Cipher(algorithms.AES(key), mode)


def _all(context: CipherContext, data: bytes) -> bytes:
    return context.update(data) + context.finalize()
