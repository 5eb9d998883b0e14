"""An envelope sealed to the centre, byte by byte (docs/stick.md). Standard library only.

    header        one ASCII line: commune-kiosk/1 sealed DEVICE ENVELOPE KEY
    wrapped key   80 bytes, HPKE (RFC 9180): a fresh content key for the centre's X25519 key
    chunks        ChaCha20-Poly1305 (RFC 8439) of up to CHUNK bytes each, every one but the last full
    signature     64 bytes, Ed25519, the device's over `said`

In the chunks, one after another: the link, the announcement, each behind its length; then the files' bytes in
the announcement's order.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Protocol

from kiosk.contract.envelopes import LINK
from kiosk.contract.shapes import (
    DEVICE,
    ID,
    MOST_BYTES,
    MOST_JSON,
    ContractError,
    digest,
    to_sign,
)

CHUNK = 64 * 1024  # bytes of content under one tag
TAG = 16
CONTENT_KEY = 32
WRAPPED = 32 + CONTENT_KEY + TAG  # HPKE's encapsulated key, then the wrapped one with its tag
SIGNATURE = 64
MOST_LINK = 300
MOST_HEADER = 200
MOST_CONTENT = 4 + MOST_LINK + 4 + MOST_JSON + MOST_BYTES
LAST = 2**31  # chunks; 512 MB are 8,192
_LENGTH = struct.Struct(">I")
_HEADER = re.compile(
    rb"commune-kiosk/1 sealed (" + DEVICE.pattern.encode() + rb") "
    rb"(" + ID.pattern.encode() + rb") ([0-9a-f]{16})\n"
)


class Reads(Protocol):
    """Gives the next bytes, fewer only at the end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class SealedHeader:
    """Whose envelope it is, and for which of a centre's keys: the first 16 hex digits of its sha256."""

    device: str
    envelope: str
    key: str

    def to_bytes(self) -> bytes:
        return f"commune-kiosk/1 sealed {self.device} {self.envelope} {self.key}\n".encode("ascii")

    @classmethod
    def from_bytes(cls, line: bytes) -> SealedHeader:
        """Parse the first line, of which no more than MOST_HEADER bytes need be read; raises ContractError."""
        found = _HEADER.fullmatch(line)
        if not found:
            raise ContractError("header")
        return cls(found[1].decode(), found[2].decode(), found[3].decode())

    def info(self) -> bytes:
        """What the wrapped key is bound to (RFC 9180, `info`): under another header it does not open."""
        return b"commune-kiosk/1 stick\n" + self.to_bytes()

    def said(self, sha256: str) -> bytes:
        """What the device signs; `sha256` is that of everything before the signature."""
        return to_sign("sealed", {"header": self.to_bytes().decode(), "sha256": sha256})


def key_name(public: bytes) -> str:
    """How a header names a centre's X25519 key."""
    return digest(public)[:16]


def chunk_nonce(number: int, last: bool) -> bytes:
    """Nonce of chunk 0, 1, 2 ...: 11 bytes of counter, 1 for the last one, else 0 (the STREAM construction)."""
    if number >= LAST:
        raise ContractError("chunks")
    return number.to_bytes(11, "big") + bytes([last])


def sealed_size(header: SealedHeader, content: int) -> int:
    """Bytes of the whole for `content` bytes in the chunks."""
    chunks = max(1, -(-content // CHUNK))
    return len(header.to_bytes()) + WRAPPED + content + chunks * TAG + SIGNATURE


def preamble(link: str, announcement: bytes) -> bytes:
    """What stands before the files: the value of LINK and the announcement's bytes, each behind its length."""
    first = link.encode("ascii")
    return _LENGTH.pack(len(first)) + first + _LENGTH.pack(len(announcement)) + announcement


def read_preamble(content: Reads) -> tuple[str, bytes]:
    """What `preamble` was made of; raises ContractError, and what reading raises."""
    link = _read(content, MOST_LINK, LINK)
    announcement = _read(content, MOST_JSON, "announcement")
    try:
        return link.decode("ascii"), announcement
    except UnicodeDecodeError:
        raise ContractError(LINK) from None


def _read(content: Reads, most: int, name: str) -> bytes:
    size = content.read(_LENGTH.size)
    if len(size) != _LENGTH.size or _LENGTH.unpack(size)[0] > most:
        raise ContractError(name)
    wanted: int = _LENGTH.unpack(size)[0]
    data = content.read(wanted)
    if len(data) != wanted:
        raise ContractError(name)
    return data
