"""What certificates and lists a file of trust holds: in the child, since every byte may be hostile.

Certificates side by side, the bundles of PKCS #7, and master lists (ICAO 9303-12, 8; RFC 5652), DER or BER.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drivers.card import certificates, der, passive, signed_data
from drivers.card.certificates import Certificate
from drivers.card.tlv import Malformed
from drivers.card.verdict import NotProven, Reason

MASTER_LIST = "2.23.136.1.1.2"  # ICAO 9303-12, 8
MASTER_LIST_SIGNER = "2.23.136.1.1.3"
MOST_ENTRIES = 8000  # certificates of one file; the largest public list has under 1000
MOST_PIECES = 8000  # octet strings that a list may come in
INDEFINITE = b"\x30\x80"


def split(data: bytes) -> dict[str, Any]:
    """Where in a file the certificates and lists lie, or why it is `refused`.

    `pieces` are start and length in the file of what makes up its content, joined; each entry is the start
    and length in that content of it and of its subject, and its key id in hex.
    """
    try:
        clean = der.definite(data) if data.startswith(INDEFINITE) else data
        first = der.nodes(clean)[:1]
        if first and _is_signed_data(first[0]):
            bundled = _bundled(first[0])
            return _master_list(data) if bundled is None else _bundle(data, bundled)
        return _side_by_side(data)
    except NotProven as failure:
        return {"refused": failure.reason.value}
    except Malformed:
        return {"refused": Reason.MALFORMED.value}


def _side_by_side(data: bytes) -> dict[str, Any]:
    entries, lists, passed_over, at = [], [], 0, 0
    for node in _counted(der.nodes(data)):
        entry = _entry(node.raw, at)
        if entry:
            entries.append(entry)
        elif _is_list(node.raw):
            lists.append([at, len(node.raw)])
        else:
            passed_over += 1
        at += len(node.raw)
    return _told([[0, len(data)]], entries, lists, passed_over)


def _bundled(node: der.Node) -> list[der.Node] | None:
    """The certificates of SignedData that signs nothing; None where it signs something."""
    _, wrapped = der.fields(node, 2)[:2]
    *_, signers = rest = der.fields(der.one(der.expect(wrapped, 0xA0).value), 4)
    if der.inside(signers, der.SET):
        return None
    given = signed_data.nodes_of(der.tagged(rest, 0xA0))
    return [part for part in given if part.tag == der.SEQUENCE]


def _bundle(data: bytes, given: Sequence[der.Node]) -> dict[str, Any]:
    entries, pieces, passed_over, at, found = [], [], 0, 0, 0
    for node in _counted(given):
        begins = data.find(node.raw, found)
        entry = _entry(node.raw, at) if begins >= 0 else None
        if entry:
            entries.append(entry)
            pieces.append([begins, len(node.raw)])
            at += len(node.raw)
            found = begins + len(node.raw)
        else:
            passed_over += 1
    return _told(pieces, entries, [], passed_over)


def _master_list(data: bytes) -> dict[str, Any]:
    """The entries of a signed list, and what is known of its signer; raises Malformed, NotProven."""
    signed = signed_data.parse(data)
    signature = signed_data.verify(signed)
    signer = signature.certificate
    if signed.kind != MASTER_LIST:
        raise NotProven(Reason.NOT_FOR_SIGNING)
    if MASTER_LIST_SIGNER not in signer.extended:
        raise NotProven(Reason.NOT_FOR_SIGNING)
    _, listed = der.fields(der.one(signed.content), 2)[:2]
    at = len(signed.content) - len(listed.value)
    if not signed.content.endswith(listed.value):
        raise Malformed("more behind the list")
    entries, passed_over, issuers = [], 0, list(signed.certificates)
    for node in _counted(der.inside(listed, der.SET)):
        entry = _entry(node.raw, at)
        if entry:
            entries.append(entry)
        else:
            passed_over += 1
        if entry and _quotes(signer, node.raw):
            issuers.append(certificates.certificate(node.raw))
        at += len(node.raw)
    told = _told(_places(data, signed.parts), entries, [], passed_over) | {
        "made": signature.signed_at.isoformat() if signature.signed_at else None,
        "signer_name": str(signer.subject),
    }
    try:
        country = passive.issuer_of(signer, issuers)
    except (NotProven, Malformed):
        return told | {"signer": "unknown"}
    return told | {"signer": "self-vouched", "signer_country": country.fingerprint}


def _places(data: bytes, parts: Sequence[bytes]) -> list[list[int]]:
    """Where the parts stand in the file, in their order."""
    if len(parts) > MOST_PIECES:
        raise Malformed("too many pieces")
    places, at = [], 0
    for part in parts:
        # Whichever place says the same: only the bytes count.
        at = data.index(part, at)
        places.append([at, len(part)])
        at += len(part)
    return places


def _told(
    pieces: list[list[int]],
    entries: list[list[int | str]],
    lists: list[list[int]],
    passed_over: int,
) -> dict[str, Any]:
    return {"pieces": pieces, "entries": entries, "lists": lists, "passed_over": passed_over}


def _counted(nodes: Sequence[der.Node]) -> Iterator[der.Node]:
    if len(nodes) > MOST_ENTRIES:
        raise Malformed("too many")
    return iter(nodes)


def _is_signed_data(node: der.Node) -> bool:
    inner = der.nodes(node.value)[:1] if node.tag == der.SEQUENCE else []
    return bool(inner) and inner[0].tag == der.OID


def _entry(raw: bytes, at: int) -> list[int | str] | None:
    """Where a certificate and its subject lie; None when it is none that can be read."""
    try:
        der.survey(raw)
        held = certificates.certificate(raw)
    except Malformed:
        return None
    named = held.subject.raw
    return [at, len(raw), at + raw.rindex(named), len(named), held.key_id.hex()]


def _is_list(raw: bytes) -> bool:
    try:
        certificates.revocation_list(raw)
    except Malformed:
        return False
    return True


def _quotes(signer: Certificate, country: bytes) -> bool:
    key_id = signer.issuer_key_id
    return signer.issuer.raw in country or bool(key_id and key_id in country)
