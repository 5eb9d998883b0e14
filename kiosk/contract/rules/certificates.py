"""Certificates of trust as files, looked at from outside: whole, and of a kind that a kiosk could read."""

from __future__ import annotations

import base64
import re

from kiosk.contract.rules.entries import RulesError

MOST_SIGNING = 64 * 1024  # bytes of a file of authorities for signing
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----(.+?)-----END \1-----", re.DOTALL)
_LDIF = re.compile(rb"(version:\s*\d+\s+)?(#.*\s+)*dn:", re.IGNORECASE)
_LDIF_VALUE = re.compile(rb"^[A-Za-z;-]+::", re.MULTILINE)


def pieces(data: bytes) -> tuple[bytes, ...]:
    """What lies in the file as DER, or BER as lists of countries have it; nothing of an LDIF but that it is one.

    Raises RulesError where it is none of these, or cut off.
    """
    if b"-----BEGIN" in data:
        found = tuple(_unarmoured(body) for _, body in _PEM.findall(data))
        if not found or len(found) != data.count(b"-----BEGIN"):
            raise RulesError("is cut off")
    elif _LDIF.match(data.lstrip()):
        if not _LDIF_VALUE.search(data):
            raise RulesError("is a directory without certificates")
        return ()
    else:
        found = (data,)
    for one in found:
        _whole(one)
    return found


def signing(data: bytes) -> tuple[bytes, ...]:
    """As `pieces`, for authorities of signatures: DER, or PEM with one certificate or many."""
    if len(data) > MOST_SIGNING:
        raise RulesError(f"is larger than {MOST_SIGNING} bytes")
    found = pieces(data)
    if not found:
        raise RulesError("is no certificate")
    return found


def _unarmoured(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except ValueError:
        raise RulesError("is not base64 between its marks") from None


def _whole(der: bytes) -> None:
    """X.690, 8.1.3: a SEQUENCE, and as many bytes as its length says."""
    if len(der) < 2 or der[0] != 0x30:
        raise RulesError("is no certificate and no list of them")
    first = der[1]
    if first == 0x80:  # until its end is marked
        return
    count = first & 0x7F if first & 0x80 else 0
    length = int.from_bytes(der[2 : 2 + count]) if count else first
    if 2 + count + length > len(der):
        raise RulesError("is cut off")
