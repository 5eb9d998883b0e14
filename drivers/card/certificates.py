"""Certificates and lists of revoked ones, as far as passive authentication asks them (ICAO 9303-12, 7)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from drivers.card import der, signatures
from drivers.card.der import Node
from drivers.card.tlv import Malformed
from drivers.card.verdict import NotProven, Reason

MOST_CERTIFICATE = 16 * 1024  # bytes
MOST_REVOKED = 512 * 1024  # bytes of one list
COMMON_NAME, COUNTRY, ORGANISATION = "2.5.4.3", "2.5.4.6", "2.5.4.10"
KEY_USAGE, BASIC_CONSTRAINTS = "2.5.29.15", "2.5.29.19"
KEY_ID, AUTHORITY_KEY_ID, EXTENDED_USAGE = "2.5.29.14", "2.5.29.35", "2.5.29.37"
SIGNS_DATA, SIGNS_CERTIFICATES = 0, 5  # bits of KeyUsage, RFC 5280, 4.2.1.3


@dataclass(frozen=True)
class Certificate:
    """One X.509 certificate; nothing of it is believed yet. Key ids are b"" where it has none."""

    raw: bytes = field(repr=False)
    signed: bytes = field(repr=False)  # TBSCertificate, what the signature covers
    serial: int
    issuer: Name
    subject: Name
    begins: dt.datetime
    ends: dt.datetime
    key: Node = field(repr=False)  # SubjectPublicKeyInfo
    how: Node = field(repr=False)  # AlgorithmIdentifier of the signature
    signature: bytes = field(repr=False)
    key_id: bytes = b""
    issuer_key_id: bytes = b""
    usage: frozenset[int] | None = None  # bits of KeyUsage, None where it says nothing
    extended: frozenset[str] = frozenset()
    authority: bool | None = None  # basic constraints, None where it says nothing

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def own(self) -> bool:
        """It names itself as issuer."""
        return self.issuer == self.subject

    def may(self, bit: int) -> bool:
        """Whether its key is for that use; nothing said is everything allowed."""
        return self.usage is None or bit in self.usage


@dataclass(frozen=True)
class Name:
    """A distinguished name; two are equal when they say the same, whatever string type they use."""

    parts: tuple[tuple[str, str], ...]  # without what capitals and spaces add
    said: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)
    raw: bytes = field(default=b"", repr=False, compare=False)

    def __str__(self) -> str:
        said = dict(self.said)
        shown = [said[kind] for kind in (COMMON_NAME, ORGANISATION, COUNTRY) if kind in said]
        return ", ".join(shown)


@dataclass(frozen=True)
class RevocationList:
    """A country's list of signers that are not to be trusted any more."""

    signed: bytes = field(repr=False)
    issuer: Name
    made: dt.datetime
    due: dt.datetime | None  # when the next one comes
    revoked: frozenset[int] = field(repr=False)
    how: Node = field(repr=False)
    signature: bytes = field(repr=False)


def certificate(data: bytes) -> Certificate:
    """One certificate in DER; raises Malformed."""
    if len(data) > MOST_CERTIFICATE:
        raise Malformed("certificate too long")
    whole = der.one(data)
    body, how, signature = der.fields(whole, 3)[:3]
    parts = der.fields(body, 6)
    if parts[0].tag == 0xA0:
        del parts[0]
    if len(parts) < 6:
        raise Malformed("certificate")
    serial, _, issuer, validity, subject, key = parts[:6]
    begins, ends = (der.time(moment) for moment in der.fields(validity, 2)[:2])
    said = _extensions(der.tagged(parts[6:], 0xA3))
    return Certificate(
        raw=whole.raw,
        signed=body.raw,
        serial=der.integer(serial),
        issuer=name(issuer),
        subject=name(subject),
        begins=begins,
        ends=ends,
        key=key,
        how=how,
        signature=der.bits(signature),
        key_id=der.octets(der.one(said[KEY_ID], der.OCTETS)) if KEY_ID in said else b"",
        issuer_key_id=_issuer_key_id(said.get(AUTHORITY_KEY_ID)),
        usage=_usage(said.get(KEY_USAGE)),
        extended=_extended(said.get(EXTENDED_USAGE)),
        authority=_authority(said.get(BASIC_CONSTRAINTS)),
    )


def revocation_list(data: bytes) -> RevocationList:
    """One CRL in DER (RFC 5280, 5.1); raises Malformed."""
    if len(data) > MOST_REVOKED:
        raise Malformed("list too long")
    body, how, signature = der.fields(der.one(data), 3)[:3]
    parts = der.fields(body, 3)
    if parts[0].tag == der.INTEGER:
        del parts[0]
    if len(parts) < 3:
        raise Malformed("list")
    _, issuer, made, *rest = parts
    due = rest.pop(0) if rest and rest[0].tag in (0x17, 0x18) else None
    entries = der.inside(rest[0]) if rest and rest[0].tag == der.SEQUENCE else []
    return RevocationList(
        signed=body.raw,
        issuer=name(issuer),
        made=der.time(made),
        due=der.time(due) if due else None,
        revoked=frozenset(der.integer(der.fields(entry, 1)[0]) for entry in entries),
        how=how,
        signature=der.bits(signature),
    )


def verify(signed: Certificate | RevocationList, issuer: Certificate) -> None:
    """Nothing when the issuer's key signed it; raises Malformed, NotProven."""
    how = signatures.algorithm(signed.how)
    signatures.verify(signatures.public_key(issuer.key), how, signed.signature, signed.signed)


def name(node: Node) -> Name:
    """A distinguished name (RFC 5280, 4.1.2.4); raises Malformed."""
    said = []
    for relative in der.inside(node):
        for pair in der.inside(relative, der.SET):
            kind, value = der.fields(pair, 2)[:2]
            said.append((der.oid(kind), " ".join(_said(value).split())))
    parts = tuple((kind, text.casefold()) for kind, text in said)
    return Name(parts, tuple(said), node.raw)


def _said(value: Node) -> str:
    """The text, or the bytes in hex where it is none: two names are still told apart by it."""
    try:
        return der.text(value)
    except Malformed:
        return value.raw.hex()


def check_validity(held: Certificate, moment: dt.datetime, early: Reason, late: Reason) -> None:
    """Nothing when the certificate was valid at that moment; raises NotProven with either reason."""
    if moment < held.begins:
        raise NotProven(early)
    if moment > held.ends:
        raise NotProven(late)


def _extensions(node: Node | None) -> dict[str, bytes]:
    """The value of each extension by its OID; raises Malformed when one comes twice."""
    found: dict[str, bytes] = {}
    if node is None:
        return found
    for extension in der.inside(der.one(node.value)):
        kind, *_, value = der.fields(extension, 2)
        dotted = der.oid(kind)
        if dotted in found:
            raise Malformed("extension twice")
        found[dotted] = der.octets(value)
    return found


def _issuer_key_id(value: bytes | None) -> bytes:
    found = der.tagged(der.inside(der.one(value)), 0x80) if value is not None else None
    return found.value if found else b""


def _usage(value: bytes | None) -> frozenset[int] | None:
    if value is None:
        return None
    mask = der.bits(der.one(value, der.BITS))
    return frozenset(i for i in range(min(len(mask), 2) * 8) if mask[i // 8] & 0x80 >> i % 8)


def _extended(value: bytes | None) -> frozenset[str]:
    if value is None:
        return frozenset()
    return frozenset(der.oid(purpose) for purpose in der.inside(der.one(value)))


def _authority(value: bytes | None) -> bool | None:
    if value is None:
        return None
    said = der.tagged(der.inside(der.one(value)), 0x01)
    return der.boolean(said) if said else False
