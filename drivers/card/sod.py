"""EF.SOD: the hashes that the issuer signed (ICAO 9303-10, 4.6.2). The signature is not judged yet."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from asn1crypto import algos, cms, core

from drivers.card.tlv import Element, Malformed, elements, only

MOST_BYTES = 32 * 1024
MOST_OID = 64  # bytes; asn1crypto needs seconds for an OID of 64 KB
MOST_DEPTH = 24
LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
HASHES = ("sha224", "sha256", "sha384", "sha512")  # SHA-1 proves nothing any more


class _DataGroupHash(core.Sequence):  # type: ignore[misc]
    _fields = [("number", core.Integer), ("hash", core.OctetString)]  # noqa: RUF012


class _DataGroupHashes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _DataGroupHash


class LdsSecurityObject(core.Sequence):  # type: ignore[misc]
    """LDSSecurityObject (9303-10, 4.6.2.3)."""

    _fields = [  # noqa: RUF012
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("hashes", _DataGroupHashes),
        ("lds_version", core.Any, {"optional": True}),
    ]


@dataclass(frozen=True)
class SecurityObject:
    """The hash algorithm ("" where we trust it not) and the hash of each data group, by its number."""

    algorithm: str
    hashes: Mapping[int, bytes]

    def proves(self, data_groups: Mapping[int, bytes]) -> bool | None:
        """Whether every data group given has its hash here; None when the algorithm proves nothing."""
        if not self.algorithm:
            return None
        return all(
            hmac.compare_digest(
                hashlib.new(self.algorithm, data).digest(), self.hashes.get(number, b"")
            )
            for number, data in data_groups.items()
        )


def parse(ef_sod: bytes) -> SecurityObject:
    """The LDS security object inside a whole EF.SOD; raises Malformed."""
    if len(ef_sod) > MOST_BYTES:
        raise Malformed("EF.SOD too long")
    content = only(ef_sod, 0x77)
    _survey(content)
    try:
        return _security_object(content)
    # asn1crypto says it in any of these when bytes lie.
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
        raise Malformed("EF.SOD") from None


def _security_object(content: bytes) -> SecurityObject:
    signed = cms.ContentInfo.load(content, strict=True)
    if signed["content_type"].native != "signed_data":
        raise Malformed("EF.SOD is not SignedData")
    inner = signed["content"]["encap_content_info"]
    if inner["content_type"].dotted != LDS_SECURITY_OBJECT:
        raise Malformed("EF.SOD content")
    lds = LdsSecurityObject.load(inner["content"].contents, strict=True)
    algorithm = lds["algorithm"]["algorithm"].native
    hashes: dict[int, bytes] = {}
    for item in lds["hashes"]:
        number = item["number"].native
        if number in hashes or not 1 <= number <= 16:
            raise Malformed("EF.SOD data group")
        hashes[number] = item["hash"].native
    return SecurityObject(algorithm if algorithm in HASHES else "", hashes)


def _survey(data: bytes) -> None:
    """Refuse nesting and OIDs that would keep asn1crypto busy, before it sees them."""
    waiting = [(data, 0)]
    while waiting:
        inside, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise Malformed("EF.SOD nested too deep")
        for element in elements(inside):
            if element.tag == 0x06 and len(element.value) > MOST_OID:
                raise Malformed("EF.SOD OID")
            if _constructed(element):
                waiting.append((element.value, depth + 1))


def _constructed(element: Element) -> bool:
    leading = element.tag >> (8 * ((element.tag.bit_length() - 1) // 8)) if element.tag else 0
    return bool(leading & 0x20)
