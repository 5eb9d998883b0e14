"""CMS SignedData with one signer, as in EF.SOD and in master lists (RFC 5652; ICAO 9303-10, 4.6.2)."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from drivers.card import certificates, der, signatures, tlv
from drivers.card.certificates import Certificate, Name
from drivers.card.der import Node
from drivers.card.tlv import Malformed
from drivers.card.verdict import NotProven, Reason

SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
MOST_CERTIFICATES = 16  # a master list brings its signer's country along


@dataclass(frozen=True)
class Signer:
    """One SignerInfo. Named by issuer and serial number, or by a key id."""

    issuer: Name | None
    serial: int
    key_id: bytes
    digest: Node = field(repr=False)
    how: Node = field(repr=False)
    attributes: Node | None = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class SignedData:
    """What was signed, its type, the certificates that came along, and who is said to have signed.

    `parts` are the octet strings that `content` came in.
    """

    kind: str
    parts: tuple[bytes, ...] = field(repr=False)
    certificates: tuple[Certificate, ...] = field(repr=False)
    signers: tuple[Signer, ...] = field(repr=False)

    @cached_property
    def content(self) -> bytes:
        return b"".join(self.parts)


@dataclass(frozen=True)
class Signature:
    """A signature found good: by whose certificate, and when he says he signed."""

    certificate: Certificate
    signed_at: dt.datetime | None


def parse(data: bytes) -> SignedData:
    """A ContentInfo that holds SignedData, DER or BER; raises Malformed."""
    kind, wrapped = der.fields(der.one(der.definite(data)), 2)[:2]
    if der.oid(kind) != SIGNED_DATA:
        raise Malformed("not SignedData")
    _, _, encapsulated, *rest = der.fields(der.one(der.expect(wrapped, 0xA0).value), 4)
    inner, content = der.fields(encapsulated, 2)[:2]
    brought = der.tagged(rest, 0xA0)
    given = [node for node in nodes_of(brought) if node.tag == der.SEQUENCE]
    if len(given) > MOST_CERTIFICATES:
        raise Malformed("certificates")
    return SignedData(
        kind=der.oid(inner),
        parts=tuple(der.pieces(der.nodes(der.expect(content, 0xA0).value))),
        certificates=tuple(_readable(given)),
        signers=tuple(_signer(node) for node in der.inside(rest[-1], der.SET)),
    )


def verify(data: SignedData) -> Signature:
    """Who signed it; raises Malformed, and NotProven when nobody demonstrably did."""
    if len(data.signers) != 1:
        raise NotProven(Reason.NOT_ONE_SIGNER)
    signer = data.signers[0]
    found = _named(signer, data.certificates)
    if found is None:
        raise NotProven(Reason.NO_CERTIFICATE)
    if signer.attributes is None:
        raise NotProven(Reason.ATTRIBUTES)
    name = signatures.digest(signer.digest)
    signatures.strong(name)
    said = _attributes(signer.attributes)
    if not _covers(said, data, name):
        raise NotProven(Reason.ATTRIBUTES)
    how = signatures.algorithm(signer.how)
    if not how.digest:
        how = replace(how, digest=name)
    key = signatures.public_key(found.key)
    # Signed is the SET OF, not the [0] that carries it (RFC 5652, 5.4).
    as_sent = tlv.make(der.SET, signer.attributes.value)
    try:
        signatures.verify(key, how, signer.signature, as_sent)
    except NotProven as failure:
        if failure.reason is not Reason.WRONG_SIGNATURE:
            raise
        in_order = sorted(node.raw for node in der.nodes(signer.attributes.value))
        signatures.verify(key, how, signer.signature, tlv.make(der.SET, *in_order))
    time = said.get(SIGNING_TIME)
    return Signature(found, der.time(time) if time else None)


def _readable(given: Sequence[Node]) -> Iterator[Certificate]:
    """What else an issuer put beside the signer's certificate need not be readable."""
    for node in given:
        try:
            yield certificates.certificate(node.raw)
        except Malformed:
            continue


def nodes_of(node: Node | None) -> list[Node]:
    """The elements inside, none where it is absent; raises Malformed."""
    return der.nodes(node.value) if node else []


def _signer(node: Node) -> Signer:
    _, who, digest, *rest = der.fields(node, 5)
    attributes = rest.pop(0) if rest[0].tag == 0xA0 else None
    if len(rest) < 2:
        raise Malformed("SignerInfo")
    issuer, serial, key_id = None, 0, b""
    if who.tag == 0x80:
        key_id = who.value
    elif who.tag == 0xA0:
        key_id = der.octets(der.one(who.value, der.OCTETS))
    else:
        named, number = der.fields(who, 2)[:2]
        issuer, serial = certificates.name(named), der.integer(number)
    return Signer(issuer, serial, key_id, digest, rest[0], attributes, der.octets(rest[1]))


def _named(signer: Signer, given: Sequence[Certificate]) -> Certificate | None:
    """The certificate that SignerInfo names; some write its issuer's name otherwise than it does itself."""
    found = next((held for held in given if _is(signer, held)), None)
    if found is None and signer.issuer is not None:
        found = next((held for held in given if held.serial == signer.serial), None)
    return found


def _is(signer: Signer, held: Certificate) -> bool:
    if signer.issuer is None:
        return bool(signer.key_id) and signer.key_id == held.key_id
    return (signer.issuer, signer.serial) == (held.issuer, held.serial)


def _attributes(node: Node) -> dict[str, Node]:
    """The one value of each signed attribute; raises Malformed when one comes twice."""
    found: dict[str, Node] = {}
    for attribute in der.nodes(node.value):
        kind, values = der.fields(attribute, 2)[:2]
        given = der.inside(values, der.SET)
        dotted = der.oid(kind)
        if len(given) != 1 or dotted in found:
            raise Malformed("signed attribute")
        found[dotted] = given[0]
    return found


def _covers(said: dict[str, Node], data: SignedData, digest: str) -> bool:
    """Whether the attributes name this content: its type and its digest (RFC 5652, 11)."""
    kind, sum_ = said.get(CONTENT_TYPE), said.get(MESSAGE_DIGEST)
    if kind is None or sum_ is None or der.oid(kind) != data.kind:
        return False
    return hmac.compare_digest(der.octets(sum_), hashlib.new(digest, data.content).digest())
