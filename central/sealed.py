"""A sealed envelope opened: nothing of it is believed before its tag, its device's signature and its digests are."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from central.keys import SealingKey, signed
from kiosk.contract import ContractError
from kiosk.contract.sealed import (
    CHUNK,
    MOST_CONTENT,
    MOST_HEADER,
    SIGNATURE,
    TAG,
    WRAPPED,
    SealedHeader,
    chunk_nonce,
    sealed_size,
)
from kiosk.contract.stick import StickFile


class SealedFault(StrEnum):
    """Why a sealed envelope is not taken in."""

    NOT_SEALED = "not a sealed envelope"
    TOO_LARGE = "larger than an envelope may be"
    UNKNOWN_DEVICE = "from a device that nobody knows here, or that was revoked"
    OTHER_KEY = "sealed to another key than this centre's"
    NOT_WHOLE = "not whole, or not as the device signed it"
    MALFORMED = "its announcement is not in the contract's shape"
    OTHER_NAME = "announces another envelope than it is called"
    UNSIGNED = "its announcement is not signed by the device"
    CONFLICT = "its envelope is here already, with other contents"
    CORRUPT = "its files are not what it announces"


class SealedError(Exception):
    """`fault` says why; nothing of what is inside is in the text."""

    def __init__(self, fault: SealedFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Sealed:
    """One file. Its methods raise SealedError, and StickError where the stick fails."""

    def __init__(self, file: StickFile) -> None:
        """NOT_SEALED, TOO_LARGE."""
        self._file = file
        file.seek(0)
        try:
            self.header = SealedHeader.from_bytes(file.readline(MOST_HEADER))
        except ContractError:
            raise SealedError(SealedFault.NOT_SEALED) from None
        self._start = len(self.header.to_bytes())
        if file.size < self._start + WRAPPED + TAG + SIGNATURE:
            raise SealedError(SealedFault.NOT_WHOLE)
        if file.size > sealed_size(self.header, MOST_CONTENT):
            raise SealedError(SealedFault.TOO_LARGE)

    def signed_by(self, key: str) -> bool:
        """Whether the device with the public `key` sealed every byte of it."""
        sha256, signature = self._file.digest_before(SIGNATURE)
        return signed(key, self.header.said(sha256), signature.hex())

    def content(self, key: SealingKey, skip: int = 0) -> BinaryIO:
        """What is in the chunks, all but the first `skip` bytes; each time anew. NOT_WHOLE also while it is read."""
        self._file.seek(self._start)
        wrapped = self._file.upto(WRAPPED)
        try:
            content_key = key.unwrap(wrapped, self.header.info())
        except InvalidTag:
            raise SealedError(SealedFault.NOT_WHOLE) from None
        chunks = _Chunks(self._file, self._start + WRAPPED, content_key)
        content = io.BufferedReader(chunks, CHUNK)
        content.read(skip)
        return content


class _Chunks(io.RawIOBase):
    def __init__(self, file: StickFile, at: int, content_key: bytes) -> None:
        self._file, self._at, self._end = file, at, file.size - SIGNATURE
        self._box = ChaCha20Poly1305(content_key)
        self._number, self._plain = 0, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._plain and self._at < self._end:
            self._plain = memoryview(self._next())
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _next(self) -> bytes:
        size = min(CHUNK + TAG, self._end - self._at)
        self._file.seek(self._at)
        sealed = self._file.upto(size)
        self._at += size
        nonce = chunk_nonce(self._number, last=self._at >= self._end)
        self._number += 1
        try:
            return self._box.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):
            raise SealedError(SealedFault.NOT_WHOLE) from None
