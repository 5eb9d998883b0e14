"""What certificates and lists travel in: DER as it is, PEM, and the LDIF of the ICAO's directory (RFC 2849)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from enum import StrEnum

from drivers.card.verdict import Reason

MOST_FILE = (
    64 * 1024 * 1024
)  # bytes; the directory's whole collection of master lists has about 30 MB
MOST_PART = 4 * 1024 * 1024  # bytes; the largest public master list has under 1 MB
MOST_PARTS = 100  # lists in one LDIF; some thirty countries publish one
PEM = re.compile(rb"-----BEGIN [A-Z0-9 #]+-----(.*?)-----END [A-Z0-9 #]+-----", re.DOTALL)
# What is of use to us in the directory: not the document signers, whom nobody trusts by themselves.
WANTED = frozenset(
    {b"cscamasterlistdata", b"pkdmasterlistcontent", b"cacertificate", b"certificaterevocationlist"}
)


class Refusal(StrEnum):
    """Why nothing came of a file, before a single certificate was looked at."""

    NOT_READABLE = "not-readable"  # the file could not be opened
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_BASE64 = "not-base64"  # between the lines of PEM, or in LDIF
    TOO_SLOW = "too-slow"
    TOO_MUCH = "too-much"  # more memory or time than any honest file needs
    NOTHING_IN_IT = "nothing-in-it"  # no certificate and no list that can be read


class Unusable(Exception):
    """A file of which nothing came; stays inside this package."""

    def __init__(self, reason: Reason | Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def parts(data: bytes) -> list[bytes]:
    """What each part of a file holds, in DER or BER; raises Unusable."""
    if not data.strip():
        raise Unusable(Refusal.EMPTY)
    try:
        if is_ldif(data):
            found = list(_attributes(data))
        elif b"-----BEGIN" in data:
            found = [b"".join(_decoded(held) for held in PEM.findall(data))]
        else:
            found = [data]
    except binascii.Error:
        raise Unusable(Refusal.NOT_BASE64) from None
    if not any(found):
        raise Unusable(Refusal.NOTHING_IN_IT)
    if len(found) > MOST_PARTS or any(len(held) > MOST_PART for held in found):
        raise Unusable(Refusal.TOO_LARGE)
    return found


def is_ldif(data: bytes) -> bool:
    """Whether the file is an extract of a directory."""
    return re.match(rb"\s*(#[^\n]*\n|version:[^\n]*\n|\s)*dn::?", data[:4096]) is not None


def _attributes(data: bytes) -> Iterator[bytes]:
    """The values of every attribute of use; a line that begins with a space goes on with the last."""
    for line in re.sub(rb"\r?\n ", b"", data).splitlines():
        name, colons, value = line.partition(b"::")
        if colons and name.split(b";")[0].lower() in WANTED:
            yield _decoded(value)


def _decoded(text: bytes) -> bytes:
    return base64.b64decode(b"".join(text.split()), validate=True)
