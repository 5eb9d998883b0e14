"""Readings of invented chips with everything that proves them, or does not."""

from __future__ import annotations

from drivers.card import Reading, Wish, certificates, country
from drivers.card.chip import Chip, Faults, Make
from drivers.card.country import Signing, invented_country, invented_signer
from drivers.card.passive import Anchors
from drivers.card.person import Person
from drivers.card.reading import read_chip
from drivers.card.trust import Held, TrustStore


def held(certificate: bytes) -> Held:
    """A country certificate as the trust store keeps it."""
    parsed = certificates.certificate(certificate)
    return Held(parsed.raw, parsed.subject.raw, parsed.key_id)


def trusting(*countries: country.Country, revoked: Signing | None = None) -> TrustStore:
    """A store with these countries, or the invented one; `revoked` is a signer on its list."""
    trusted = countries or (invented_country(),)
    lists = ()
    if revoked is not None:
        serial = certificates.certificate(invented_signer(revoked).certificate).serial
        lists = (invented_country().revocations(serial),)
    return TrustStore(tuple(held(one.authority.certificate) for one in trusted), lists)


def anchors(*certificate: bytes, lists: tuple[bytes, ...] = ()) -> Anchors:
    """These country certificates, or the invented country's."""
    given = certificate or (invented_country().authority.certificate,)
    return Anchors(given, lists, provisioned=True)


def read(
    person: Person,
    make: Make | None = None,
    trust: TrustStore | None = None,
    photo: bool = False,
    **faults: object,
) -> Reading:
    """A reading of such a chip, in process, that lets it prove itself."""
    chip = Chip(person, Faults(**faults), make)  # type: ignore[arg-type]
    wish = Wish(photo=photo, details=True, genuine=True, trust=trust, even_altered=True)
    return read_chip(chip, person.number, lambda percent: None, 60.0, wish)
