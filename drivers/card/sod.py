"""EF.SOD: the hashes that the issuer signed (ICAO 9303-10, 4.6.2)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.card import der, signatures, signed_data
from drivers.card.signed_data import SignedData
from drivers.card.tlv import Malformed, only
from drivers.card.verdict import PROVEN, Link, NotProven, Reason, failed

MOST_BYTES = 32 * 1024
LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
# The same under the numbers that early issuers gave it.
LDS_SECURITY_OBJECTS = {LDS_SECURITY_OBJECT, "1.2.528.1.1006.1.20.1", "1.3.27.1.1.1"}


@dataclass(frozen=True)
class SecurityObject:
    """The hash of each data group by its number, under one digest, and the signature around them.

    `algorithm` is "" where the digest is one that proves nothing any more.
    """

    algorithm: str
    hashes: Mapping[int, bytes]
    signed: SignedData = field(repr=False)

    def covers(self, hashes: Mapping[int, bytes]) -> Link:
        """Whether these hashes, made with `algorithm`, are the ones that the issuer signed."""
        if not self.algorithm:
            return failed(Reason.WEAK_DIGEST)
        if not hashes.keys() <= self.hashes.keys():
            return failed(Reason.HASH_MISSING)
        for number, made in hashes.items():
            if not hmac.compare_digest(made, self.hashes[number]):
                return failed(Reason.HASH_DIFFERS)
        return PROVEN

    def hashed(self, data_groups: Mapping[int, bytes]) -> dict[int, bytes]:
        """The hash of each data group under `algorithm`; none where that proves nothing."""
        if not self.algorithm:
            return {}
        return {
            number: hashlib.new(self.algorithm, data).digest()
            for number, data in data_groups.items()
        }

    def proves(self, data_groups: Mapping[int, bytes]) -> bool | None:
        """Whether every data group has its hash here; None when the digest proves nothing."""
        return self.covers(self.hashed(data_groups)).holds if self.algorithm else None


def parse(ef_sod: bytes) -> SecurityObject:
    """The LDS security object inside a whole EF.SOD; raises Malformed."""
    if len(ef_sod) > MOST_BYTES:
        raise Malformed("EF.SOD too long")
    content = der.definite(only(ef_sod, 0x77))
    der.survey(content)
    signed = signed_data.parse(content)
    if signed.kind not in LDS_SECURITY_OBJECTS:
        raise Malformed("EF.SOD content")
    der.survey(signed.content)
    _, digest, listed = der.fields(der.one(signed.content), 3)[:3]
    hashes: dict[int, bytes] = {}
    for entry in der.inside(listed):
        number, value = der.fields(entry, 2)[:2]
        which = der.small(number)
        if which in hashes or not 1 <= which <= 16:
            raise Malformed("EF.SOD data group")
        hashes[which] = der.octets(value)
    return SecurityObject(_strong(digest), hashes, signed)


def _strong(digest: der.Node) -> str:
    try:
        name = signatures.digest(digest)
        signatures.strong(name)
    except NotProven:
        return ""
    return name
