"""Whom the office trusts: a folder of country certificates, master lists and lists of revoked signers.

No public list has the country that signs Vietnamese citizen cards, so a technician provisions them. Files
are taken apart in the limited child; a certificate is judged only when a chip needs it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from drivers import limited
from drivers.card import containers, passive
from drivers.card.containers import Refusal, Unusable
from drivers.card.files import EF
from drivers.card.passive import Anchors
from drivers.card.verdict import Reason

MOST_SECONDS = 60.0  # for a whole folder; the largest public lists take one
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
    reason: Reason | Refusal | None = None  # why it was refused


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


def load(folder: Path, seconds: float = MOST_SECONDS) -> TrustStore:
    """Everything in the folder, by name, as far as `seconds` reach; raises OSError when it cannot be listed.

    A file that is of no use is among `sources`, refused with its reason; it spoils nothing else.
    """
    until = time.monotonic() + seconds
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    parts = [part for path in files for part in _taken(path, until)]
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


@dataclass(frozen=True)
class _Part:
    """What one file gave; `signer_country` is the fingerprint of who stands behind a list's signer."""

    source: Source
    countries: tuple[Held, ...] = ()
    revocations: tuple[bytes, ...] = ()
    signer_country: str = ""


def _taken(path: Path, until: float) -> Iterator[_Part]:
    """What one file gives: one part, or one for each list in an LDIF."""
    digest = ""
    try:
        data = _read(path)
        digest = hashlib.sha256(data).hexdigest()
        for number, content in enumerate(containers.parts(data), 1):
            name = f"{path.name}:{number}" if containers.is_ldif(data) else path.name
            try:
                if time.monotonic() >= until:
                    raise Unusable(Refusal.TOO_SLOW)
                yield _part(name, digest, content)
            except Unusable as unusable:
                yield _Part(_refused(name, digest, unusable.reason))
    except OSError:
        yield _Part(_refused(path.name, digest, Refusal.NOT_READABLE))
    except Unusable as unusable:
        yield _Part(_refused(path.name, digest, unusable.reason))


def _part(name: str, digest: str, data: bytes) -> _Part:
    """Raises Unusable."""
    told = _told(data)
    content = b"".join(data[at : at + size] for at, size in told["pieces"])
    held = tuple(
        Held(content[at : at + size], content[named : named + length], bytes.fromhex(key_id))
        for at, size, named, length, key_id in told["entries"]
    )
    lists = tuple(content[at : at + size] for at, size in told["lists"])
    if not held and not lists:
        raise Unusable(Refusal.NOTHING_IN_IT)
    kind = Kind.CERTIFICATES if held else Kind.REVOCATIONS
    source = Source(
        file=name,
        kind=Kind.MASTER_LIST if "signer" in told else kind,
        sha256=digest,
        taken=len(held) + len(lists),
        passed_over=told["passed_over"],
        made=dt.datetime.fromisoformat(told["made"]) if told.get("made") else None,
        signer=ListSigner(told.get("signer", ListSigner.NOT_SIGNED)),
        signer_name=told.get("signer_name", ""),
    )
    return _Part(source, held, lists, told.get("signer_country", ""))


def _told(data: bytes) -> dict[str, Any]:
    """What the child says of the data; raises Unusable."""
    try:
        told = limited.run("drivers.card.listing:split", data)
    except limited.LimitedError as error:
        late = error.reason is limited.Reason.OVERRAN
        raise Unusable(Refusal.TOO_SLOW if late else Refusal.TOO_MUCH) from None
    if not isinstance(told, dict):
        raise Unusable(Refusal.TOO_MUCH)
    if "refused" in told:
        raise Unusable(Reason(told["refused"]))
    return told


def _refused(name: str, digest: str, reason: Reason | Refusal) -> Source:
    return Source(name, Kind.REFUSED, digest, reason=reason)


def _vouched(part: _Part, alone: set[str]) -> Source:
    if part.signer_country in alone:
        return replace(part.source, signer=ListSigner.TRUSTED)
    return part.source


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(containers.MOST_FILE + 1)
    if len(data) > containers.MOST_FILE:
        raise Unusable(Refusal.TOO_LARGE)
    return data
