"""All that is needed to judge a file when nobody can be asked any more: certificates and what was said of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.validation.dss import DocumentSecurityStore

from kiosk.dossier.signing.levels import CompleteError, Fetch, FetchError, FetchFault, Request
from kiosk.dossier.signing.proofs import (
    DEEPEST,
    ODD,
    Kind,
    NotProvenError,
    Proof,
    Status,
    access_urls,
    issued,
    look_up,
    never_looked_up,
    path_of,
    responder,
    valid_at,
)
from kiosk.dossier.signing.stamping import NOT_ASN1
from kiosk.dossier.signing.update import Update
from kiosk.signing import SigningFault

MOST_CERTIFICATE = 64 * 1024  # bytes


@dataclass(frozen=True)
class Used:
    """A certificate that something was signed with, those that came along, and when it certainly had been."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    moment: dt.datetime


@dataclass
class Material:
    """Certificates and proofs, each once, in the order they were found."""

    certificates: dict[bytes, None] = field(default_factory=dict)  # DER
    proofs: dict[bytes, Kind] = field(default_factory=dict)


def gathered(
    fetch: Fetch, used: Iterable[Used], trust: tuple[x509.Certificate, ...], now: dt.datetime
) -> Material:
    """Everything that is needed to judge `used`, each of it judged before it counts.

    Raises CompleteError: VALIDATION_FAILED where a certificate leads to nobody of `trust`, was not valid, or
    was revoked before its moment, or where answers came that count for nothing; OCSP_UNREACHABLE.
    """
    gathering = _Gathering(fetch, trust, now)
    for each in used:
        gathering.add(each)
    return gathering.material


def with_material(pdf: bytes, material: Material) -> bytes:
    """The file with what is new of `material` in its document security store (ISO 32000-2, 12.8.4.3)."""
    try:
        revision = Update(pdf)
        DocumentSecurityStore.supply_dss_in_writer(
            revision,
            None,  # VRI would say once more what belongs to which signature: every judge finds it by itself
            certs=[asn1_x509.Certificate.load(der) for der in material.certificates],
            ocsps=[asn1_ocsp.OCSPResponse.load(data) for data in _of(material, Kind.OCSP)],
            crls=[asn1_crl.CertificateList.load(data) for data in _of(material, Kind.LIST)],
        )
        return revision.appended()
    except PdfError as error:
        raise CompleteError(SigningFault.DOCUMENT_UNSIGNABLE, str(error)) from None
    except NOT_ASN1 as error:
        raise CompleteError(SigningFault.VALIDATION_FAILED, type(error).__name__) from None


def _of(material: Material, kind: Kind) -> list[bytes]:
    return [data for data, which in material.proofs.items() if which is kind]


class _Gathering:
    """Asks of each certificate once."""

    def __init__(self, fetch: Fetch, trust: tuple[x509.Certificate, ...], now: dt.datetime) -> None:
        self.material = Material()
        self._fetch, self._trust, self._now = fetch, trust, now
        self._asked: dict[tuple[x509.Certificate, tuple[Kind, ...]], Proof] = {}

    def add(self, used: Used) -> None:
        path = self._path(used)
        for one in path:
            self.material.certificates[_der(one)] = None
            if not valid_at(one, used.moment):
                raise _failed(one, f"not valid on {used.moment:%Y-%m-%d %H:%M %Z}")
        for at, one in enumerate(path[:-1]):
            if not never_looked_up(one):
                self._prove(path[at:], used.moment)

    def _prove(self, path: tuple[x509.Certificate, ...], moment: dt.datetime) -> None:
        """That the first of `path` was not revoked at that moment."""
        proof = self._proof(path, moment)
        if proof.kind is Kind.LIST:
            return
        if proof.status is Status.REVOKED:  # later. Judges take only a list's word for that
            self._proof(path, moment, (Kind.LIST,))
        # Who answered for the authority must be judged too, unless the authority says that nobody need.
        one = responder(proof.data)
        if one is not None and one != path[1]:
            self.material.certificates[_der(one)] = None
            if not never_looked_up(one):
                self._proof((one, *path[1:]), self._now, (Kind.LIST,))

    def _proof(
        self,
        path: tuple[x509.Certificate, ...],
        moment: dt.datetime,
        kinds: tuple[Kind, ...] = tuple(Kind),
    ) -> Proof:
        one = path[0]
        try:
            proof = self._asked.get((one, kinds)) or look_up(self._fetch, path, self._now, kinds)
        except FetchError as error:
            if error.fault is FetchFault.UNREACHABLE:
                raise CompleteError(SigningFault.OCSP_UNREACHABLE, str(error)) from None
            raise _failed(one, str(error)) from None
        except NotProvenError as error:
            raise _failed(one, str(error)) from None
        if proof.status is Status.REVOKED and (proof.since is None or proof.since <= moment):
            since = f"{proof.since:%Y-%m-%d %H:%M %Z}" if proof.since else "ever"
            raise _failed(one, f"revoked since {since}")
        self._asked[one, kinds] = proof
        self.material.proofs[proof.data] = proof.kind
        return proof

    def _path(self, used: Used) -> tuple[x509.Certificate, ...]:
        """Up to one of `trust`; a certificate between that nobody brought is asked for (RFC 5280, 4.2.2.1)."""
        others = list(used.others)
        for _ in range(DEEPEST):
            path = path_of(used.certificate, others, self._trust)
            if path:
                return path
            above = _fetched(self._fetch, _highest(used.certificate, others))
            if above is None or above in others:
                break
            others.append(above)
        raise _failed(used.certificate, "it leads to nobody who is believed")


def _highest(one: x509.Certificate, others: list[x509.Certificate]) -> x509.Certificate:
    for _ in range(DEEPEST):
        one = next((above for above in others if above != one and issued(above, one)), one)
    return one


def _fetched(fetch: Fetch, one: x509.Certificate) -> x509.Certificate | None:
    for url in access_urls(one, AuthorityInformationAccessOID.CA_ISSUERS)[:1]:
        try:
            data = fetch(
                Request(url, None, "", "application/pkix-cert", MOST_CERTIFICATE, (_der(one),))
            )
            return x509.load_der_x509_certificate(data)
        except FetchError as error:
            if error.fault is FetchFault.UNREACHABLE:
                raise CompleteError(SigningFault.OCSP_UNREACHABLE, str(error)) from None
        except ODD:
            return None
    return None


def _failed(one: x509.Certificate, why: str) -> CompleteError:
    names = one.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    name = str(names[0].value) if names else f"{one.serial_number:x}"
    return CompleteError(SigningFault.VALIDATION_FAILED, f"{name}: {why}")


def _der(one: x509.Certificate) -> bytes:
    return one.public_bytes(Encoding.DER)
