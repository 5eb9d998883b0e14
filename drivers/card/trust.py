"""Whom the office trusts: a folder of country certificates, master lists and lists of revoked signers.

No public list has the country that signs Vietnamese citizen cards, so a technician provisions them. Files
are taken apart in the limited child; a certificate is judged only when a chip needs it.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from drivers import limited
from drivers.card import certificates, der, passive, signed_data
from drivers.card.certificates import Certificate
from drivers.card.files import EF
from drivers.card.passive import Anchors
from drivers.card.tlv import Malformed
from drivers.card.verdict import NotProven, Reason

MOST_FILE = 4 * 1024 * 1024  # bytes; the largest public master list has under 1 MB
MASTER_LIST = "2.23.136.1.1.2"  # ICAO 9303-12, 8
MASTER_LIST_SIGNER = "2.23.136.1.1.3"
PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END [A-Z0-9 ]+-----", re.DOTALL)
MOST_CANDIDATES = 32
FEW = 32  # so few countries are simply all tried
LEAST_KEY_ID = 8  # bytes, lest any file should contain it


class Kind(StrEnum):
    """What a file of the folder is."""

    CERTIFICATES = "certificates"
    MASTER_LIST = "master-list"
    REVOCATIONS = "revocations"
    REFUSED = "refused"


class ListSigner(StrEnum):
    """What is known of who signed a master list."""

    TRUSTED = "trusted"  # its country's certificate lies in the folder by itself
    SELF_VOUCHED = "self-vouched"  # its country's certificate is only in the list itself
    UNKNOWN = "unknown"  # the signature is good, but no country stands behind the signer
    NOT_SIGNED = "not-signed"  # a certificate in a file: the technician answers for it


@dataclass(frozen=True)
class Source:
    """One file of the folder, and what came of it. `made` is when its signer says he signed."""

    file: str
    kind: Kind
    sha256: str
    taken: int = 0  # certificates or lists
    passed_over: int = 0  # that could not be read
    made: dt.datetime | None = None
    signer: ListSigner = ListSigner.NOT_SIGNED
    signer_name: str = ""
    reason: Reason | None = None  # why it was refused


@dataclass(frozen=True)
class Held:
    """One country certificate, with what a signer under it must quote."""

    raw: bytes = field(repr=False)
    subject: bytes = field(repr=False)
    key_id: bytes = field(repr=False)

    def quoted(self, data: bytes) -> bool:
        """Whether `data` quotes this country's name or key id."""
        by_key = len(self.key_id) >= LEAST_KEY_ID and self.key_id in data
        return by_key or self.subject in data


@dataclass(frozen=True)
class TrustStore:
    """The countries trusted here, what they revoked, and where each came from."""

    countries: tuple[Held, ...] = field(default=(), repr=False)
    revocations: tuple[bytes, ...] = field(default=(), repr=False)
    sources: tuple[Source, ...] = ()

    @property
    def made(self) -> dt.datetime | None:
        """When the newest of its signed sources was made."""
        return max((source.made for source in self.sources if source.made), default=None)

    def anchors(self, *signed: bytes | None) -> Anchors:
        """The few certificates that may matter for a chip that has these signed."""
        found: dict[bytes, Held] = {}
        waiting = [data or b"" for data in signed]
        for _ in range(passive.MOST_LINKS + 1):
            fresh = [
                held
                for held in self.countries
                if held.raw not in found and any(held.quoted(data) for data in waiting)
            ]
            found |= {held.raw: held for held in fresh}
            waiting = [held.raw for held in fresh]
        chosen: Iterable[Held] = found.values()
        if not found and len(self.countries) <= FEW:
            chosen = self.countries
        names = {held.subject for held in chosen}
        lists = [data for data in self.revocations if any(name in data for name in names)]
        raws = tuple(held.raw for held in chosen)[:MOST_CANDIDATES]
        return Anchors(raws, tuple(lists), provisioned=bool(self.countries))

    def anchors_of(self, files: Mapping[EF, bytes]) -> Anchors:
        """The same for the files of a chip."""
        return self.anchors(files.get(EF.SOD), files.get(EF.CARD_SECURITY))


def load(folder: Path) -> TrustStore:
    """Everything in the folder, by name; raises OSError when it cannot be listed.

    A file that is of no use is among `sources`, refused with its reason; it spoils nothing else.
    """
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    parts = [_taken(path) for path in files]
    alone = {
        hashlib.sha256(held.raw).hexdigest()
        for part in parts
        if part.source.kind is Kind.CERTIFICATES
        for held in part.countries
    }
    countries = {held.raw: held for part in parts for held in part.countries}
    return TrustStore(
        tuple(countries.values()),
        tuple(data for part in parts for data in part.revocations),
        tuple(_vouched(part, alone) for part in parts),
    )


def split(data: bytes) -> dict[str, Any]:
    """In the child: where in a file of DER the certificates and lists lie; raises Malformed.

    Each entry is the start and length of it, of its subject, and its key id in hex.
    """
    first = der.nodes(data)[:1]
    if not first:
        raise Malformed("empty")
    if _is_signed_data(first[0]):
        return _master_list(data)
    entries, lists, passed_over, at = [], [], 0, 0
    for node in der.nodes(data):
        entry = _entry(node.raw, at)
        if entry:
            entries.append(entry)
        elif _is_list(node.raw):
            lists.append([at, len(node.raw)])
        else:
            passed_over += 1
        at += len(node.raw)
    return {"entries": entries, "lists": lists, "passed_over": passed_over}


@dataclass(frozen=True)
class _Part:
    """What one file gave; `signer_country` is the fingerprint of who stands behind a list's signer."""

    source: Source
    countries: tuple[Held, ...] = ()
    revocations: tuple[bytes, ...] = ()
    signer_country: str = ""


def _taken(path: Path) -> _Part:
    digest = ""
    try:
        data = _read(path)
        digest = hashlib.sha256(data).hexdigest()
        content = _der(data)
        told = limited.run("drivers.card.trust:split", content)
        if not isinstance(told, dict):
            raise Malformed(path.name)
        if told.get("refused"):
            return _Part(_refused(path, digest, Reason(told["refused"])))
        return _part(path, digest, content, told)
    except (OSError, limited.LimitedError, ValueError, KeyError, TypeError):
        return _Part(_refused(path, digest, Reason.MALFORMED))


def _part(path: Path, digest: str, content: bytes, told: dict[str, Any]) -> _Part:
    held = tuple(
        Held(content[at : at + size], content[named : named + length], bytes.fromhex(key_id))
        for at, size, named, length, key_id in told["entries"]
    )
    lists = tuple(content[at : at + size] for at, size in told.get("lists", []))
    if not held and not lists:
        return _Part(_refused(path, digest, Reason.MALFORMED))
    kind = Kind.CERTIFICATES if held else Kind.REVOCATIONS
    source = Source(
        file=path.name,
        kind=Kind.MASTER_LIST if "signer" in told else kind,
        sha256=digest,
        taken=len(held) + len(lists),
        passed_over=told["passed_over"],
        made=dt.datetime.fromisoformat(told["made"]) if told.get("made") else None,
        signer=ListSigner(told.get("signer", ListSigner.NOT_SIGNED)),
        signer_name=told.get("signer_name", ""),
    )
    return _Part(source, held, lists, told.get("signer_country", ""))


def _refused(path: Path, digest: str, reason: Reason) -> Source:
    return Source(path.name, Kind.REFUSED, digest, reason=reason)


def _vouched(part: _Part, alone: set[str]) -> Source:
    if part.signer_country in alone:
        return replace(part.source, signer=ListSigner.TRUSTED)
    return part.source


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MOST_FILE + 1)
    if len(data) > MOST_FILE:
        raise Malformed("too long")
    return data


def _der(data: bytes) -> bytes:
    """The DER in PEM blocks, or the data themselves; raises ValueError."""
    if b"-----BEGIN" not in data:
        return data
    try:
        return b"".join(
            base64.b64decode(b"".join(found.split()), validate=True) for found in PEM.findall(data)
        )
    except binascii.Error:
        raise Malformed("PEM") from None


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


def _master_list(data: bytes) -> dict[str, Any]:
    """The entries of a signed list, and what is known of its signer (ICAO 9303-12, 8)."""
    try:
        signed = signed_data.parse(data)
        signature = signed_data.verify(signed)
        signer = signature.certificate
        if signed.kind != MASTER_LIST:
            raise Malformed("no master list")
        if MASTER_LIST_SIGNER not in signer.extended:
            raise NotProven(Reason.NOT_FOR_SIGNING)
    except NotProven as failure:
        return {"refused": failure.reason.value}
    _, listed = der.fields(der.one(signed.content), 2)[:2]
    at = data.find(listed.raw) + len(listed.raw) - len(listed.value)
    if listed.raw not in data:
        raise Malformed("a list in pieces")
    entries, passed_over, issuers = [], 0, list(signed.certificates)
    for node in der.inside(listed, der.SET):
        entry = _entry(node.raw, at)
        if entry:
            entries.append(entry)
        else:
            passed_over += 1
        if entry and _quotes(signer, node.raw):
            issuers.append(certificates.certificate(node.raw))
        at += len(node.raw)
    told: dict[str, Any] = {
        "entries": entries,
        "passed_over": passed_over,
        "made": signature.signed_at.isoformat() if signature.signed_at else None,
        "signer_name": str(signer.subject),
    }
    try:
        country = passive.issuer_of(signer, issuers)
    except (NotProven, Malformed):
        return told | {"signer": ListSigner.UNKNOWN}
    return told | {"signer": ListSigner.SELF_VOUCHED, "signer_country": country.fingerprint}


def _quotes(signer: Certificate, country: bytes) -> bool:
    key_id = signer.issuer_key_id
    return signer.issuer.raw in country or bool(key_id and key_id in country)
