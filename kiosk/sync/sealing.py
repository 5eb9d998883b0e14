"""An envelope sealed to the centre's public key, as it leaves the box on a stick (kiosk.contract.sealed)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.contract import Announcement, ContractError, Link
from kiosk.contract.sealed import (
    CHUNK,
    CONTENT_KEY,
    MOST_HEADER,
    SIGNATURE,
    SealedHeader,
    chunk_nonce,
    key_name,
    preamble,
    sealed_size,
)
from kiosk.contract.stick import StickFile
from kiosk.settings import SettingsError

# ChaCha20: small boards have no instructions for AES.
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

_KEY = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


class SealingKey:
    """The centre's X25519 public key, as [centre] sealing_key names it."""

    def __init__(self, text: str) -> None:
        """Raises SettingsError for what is no key."""
        try:
            if not _KEY.fullmatch(text):
                raise ValueError
            self._raw = bytes.fromhex(text)
            self._key = X25519PublicKey.from_public_bytes(self._raw)
            X25519PrivateKey.generate().exchange(self._key)  # some points agree on nothing
        except ValueError:
            raise SettingsError(
                "centre.sealing_key must be the 64 digits that `python -m central key` prints"
            ) from None

    @property
    def name(self) -> str:
        return key_name(self._raw)

    def wrap(self, secret: bytes, info: bytes) -> bytes:
        """For the centre alone, and bound to `info` (RFC 9180): 48 bytes more than `secret`."""
        return SUITE.encrypt(secret, self._key, info=info)


class Sealer:
    """Makes this device's sealed envelopes, and knows those it made."""

    def __init__(
        self,
        device: str,
        key: SealingKey,
        sign: Callable[[bytes], str],
        signed: Callable[[bytes, str], bool],
    ) -> None:
        """`sign` gives the device's signature in hex, `signed` tells whether one is."""
        self._device, self._key, self._sign, self._signed = device, key, sign, signed

    def header(self, envelope: str) -> SealedHeader:
        return SealedHeader(self._device, envelope, self._key.name)

    def size(self, announcement: Announcement, body: bytes, link: Link) -> int:
        """How many bytes `seal` will give."""
        content = len(preamble(link.to_header(), body)) + announcement.size
        return sealed_size(self.header(announcement.envelope), content)

    def seal(
        self, announcement: Announcement, body: bytes, link: Link, files: Iterable[bytes]
    ) -> Iterator[bytes]:
        """The sealed envelope in pieces; `files` are the announced bytes, in any pieces. Raises what reading them does.

        Memory stays flat: no more than a chunk, and one of `files`' pieces, is held.
        """
        header, content_key = self.header(announcement.envelope), os.urandom(CONTENT_KEY)
        sha256 = hashlib.sha256()
        for piece in _boxed(
            header,
            self._key.wrap(content_key, header.info()),
            content_key,
            _content(preamble(link.to_header(), body), files),
        ):
            sha256.update(piece)
            yield piece
        yield bytes.fromhex(self._sign(header.said(sha256.hexdigest())))

    def made(self, file: StickFile, envelope: str, size: int) -> bool:
        """Whether this is a whole sealed envelope of ours, to the centre's key of today, as the stick has it.

        `size`: how many bytes `seal` would give.
        """
        try:
            header = SealedHeader.from_bytes(file.readline(MOST_HEADER))
        except ContractError:
            return False
        if header != self.header(envelope) or file.size != size:
            return False
        sha256, signature = file.digest_before(SIGNATURE)
        return self._signed(header.said(sha256), signature.hex())


def _content(first: bytes, files: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from files


def _boxed(
    header: SealedHeader, wrapped: bytes, content_key: bytes, content: Iterable[bytes]
) -> Iterator[bytes]:
    yield header.to_bytes()
    yield wrapped
    box, waiting, number = ChaCha20Poly1305(content_key), bytearray(), 0
    for piece in content:
        waiting += piece
        while len(waiting) > CHUNK:  # a full one may still be the last
            yield box.encrypt(chunk_nonce(number, last=False), bytes(waiting[:CHUNK]), None)
            del waiting[:CHUNK]
            number += 1
    yield box.encrypt(chunk_nonce(number, last=True), bytes(waiting), None)
