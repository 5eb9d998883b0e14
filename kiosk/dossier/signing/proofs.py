"""What an authority says of a certificate, and when that counts: OCSP answers, lists, paths to a root."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from kiosk.dossier.signing.levels import Fetch, FetchError, FetchFault, Request

MOST_OCSP = 64 * 1024  # bytes
MOST_LIST = 16 * 1024 * 1024
AHEAD = dt.timedelta(minutes=5)  # an answer may come from a clock that runs so much before ours
HOLDS = dt.timedelta(days=1)  # an answer that does not say until when
DEEPEST = 6  # certificates from a signer to the root
# What reading a stranger's certificate, list or answer may raise; not all of it is a ValueError.
ODD = (
    ValueError,
    TypeError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)


class Status(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # nothing usable is known, or nothing recent


class Kind(StrEnum):
    OCSP = "ocsp"
    LIST = "crl"


class NotProvenError(Exception):
    """An answer that counts for nothing: not about this certificate, not signed as it must be, not of now."""


@dataclass(frozen=True)
class Proof:
    """What an authority said of one certificate: `data` is OCSPResponse (RFC 6960) or CertificateList (RFC 5280)."""

    kind: Kind
    data: bytes
    status: Status
    since: dt.datetime | None  # revoked since
    until: dt.datetime  # it must not be believed beyond


def look_up(
    fetch: Fetch,
    path: tuple[x509.Certificate, ...],
    now: dt.datetime,
    kinds: Container[Kind] = frozenset(Kind),
) -> Proof:
    """What its authority says of the first of `path`: OCSP where there is one, else, or if that fails, its list.

    Raises FetchError where nobody could be asked (of several failures, the first that is the line's), and
    NotProvenError where answers came and none of them counts.
    """
    failed: list[FetchError | NotProvenError] = []
    for kind, request in _questions(path):
        if kind not in kinds:
            continue
        try:
            proof = judge(kind, fetch(request), path[0], path[1], now)
        except (FetchError, NotProvenError) as error:
            failed.append(error)
            continue
        if proof.status is not Status.UNKNOWN:
            return proof
        failed.append(NotProvenError("the authority does not know it"))
    for each in failed:
        if isinstance(each, FetchError) and each.fault is FetchFault.UNREACHABLE:
            raise each
    raise failed[0] if failed else NotProvenError("it names nobody to ask")


def judge(
    kind: Kind, data: bytes, one: x509.Certificate, issuer: x509.Certificate, now: dt.datetime
) -> Proof:
    """What `data` says of `one`; raises NotProvenError where it counts for nothing at `now`."""
    try:
        if kind is Kind.OCSP:
            return _judge_ocsp(data, one, issuer, now)
        return _judge_list(data, one, issuer, now)
    except ODD as error:
        raise NotProvenError(f"{kind}: {type(error).__name__}") from None


def once_revoked(kind: Kind, data: bytes, one: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether `data` said, when it was given, that `one` is revoked: that it is out of date takes nothing back."""
    for moment in _given(kind, data):
        try:
            if judge(kind, data, one, issuer, moment).status is Status.REVOKED:
                return True
        except NotProvenError:
            continue
    return False


def responder(data: bytes) -> x509.Certificate | None:
    """Who signed an OCSP answer in the name of the authority; None where that is the authority itself."""
    certificates = ocsp.load_der_ocsp_response(data).certificates
    return certificates[0] if certificates else None


def never_looked_up(one: x509.Certificate) -> bool:
    """Its authority says: believe it for as long as it is valid (RFC 6960, 4.2.2.2.1)."""
    try:
        return bool(one.extensions.get_extension_for_class(x509.OCSPNoCheck))
    except (x509.ExtensionNotFound, *ODD):
        return False


def path_of(
    one: x509.Certificate, others: Iterable[x509.Certificate], trust: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...] | None:
    """From a certificate up to one of `trust`, by names and signatures; None where none leads there."""
    anchors = tuple(trust)
    candidates = (*anchors, *others)
    path = [one]
    while path[-1] not in anchors:
        above = next((c for c in candidates if c not in path and issued(c, path[-1])), None)
        if above is None or len(path) == DEEPEST:
            return None
        path.append(above)
    return tuple(path)


def valid_at(one: x509.Certificate, moment: dt.datetime) -> bool:
    return one.not_valid_before_utc <= moment <= one.not_valid_after_utc


def list_urls(one: x509.Certificate) -> tuple[str, ...]:
    """Where the authority's list is (RFC 5280, 4.2.1.13), over HTTP."""
    try:
        points = one.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, *ODD):
        return ()
    names = [name for point in points for name in point.full_name or ()]
    return _http(name.value for name in names if isinstance(name, x509.UniformResourceIdentifier))


def access_urls(one: x509.Certificate, method: x509.ObjectIdentifier) -> tuple[str, ...]:
    """Where its authority's OCSP, or certificate, is (RFC 5280, 4.2.2.1), over HTTP."""
    try:
        access = one.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, *ODD):
        return ()
    return _http(
        entry.access_location.value
        for entry in access
        if entry.access_method == method
        and isinstance(entry.access_location, x509.UniformResourceIdentifier)
    )


def _questions(path: tuple[x509.Certificate, ...]) -> Iterable[tuple[Kind, Request]]:
    one, issuer = path[:2]
    body = ocsp.OCSPRequestBuilder().add_certificate(one, issuer, SHA1()).build()
    kinds = ("application/ocsp-request", "application/ocsp-response")
    names = tuple(each.public_bytes(Encoding.DER) for each in path)
    for url in access_urls(one, AuthorityInformationAccessOID.OCSP)[:2]:
        yield Kind.OCSP, Request(url, body.public_bytes(Encoding.DER), *kinds, MOST_OCSP, names)
    for url in list_urls(one)[:2]:
        yield Kind.LIST, Request(url, None, "", "application/pkix-crl", MOST_LIST, names)


def _judge_ocsp(
    data: bytes, one: x509.Certificate, issuer: x509.Certificate, now: dt.datetime
) -> Proof:
    answer = ocsp.load_der_ocsp_response(data)
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise NotProvenError(f"ocsp: {answer.response_status.name.lower()}")
    _check_ocsp_signer(answer, issuer)
    asked = ocsp.OCSPRequestBuilder().add_certificate(one, issuer, SHA1()).build()
    for said in answer.responses:
        about = (said.serial_number, said.issuer_key_hash, said.issuer_name_hash)
        if about == (asked.serial_number, asked.issuer_key_hash, asked.issuer_name_hash):
            until = _until(said.this_update_utc, said.next_update_utc, now)
            status = {
                ocsp.OCSPCertStatus.GOOD: Status.GOOD,
                ocsp.OCSPCertStatus.REVOKED: Status.REVOKED,
            }.get(said.certificate_status, Status.UNKNOWN)
            return Proof(Kind.OCSP, data, status, said.revocation_time_utc, until)
    raise NotProvenError("ocsp: it speaks of another certificate")


def _check_ocsp_signer(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> None:
    """The authority itself, or whom it lets answer for it (RFC 6960, 4.2.2.2)."""
    signed, digest = answer.tbs_response_bytes, answer.signature_hash_algorithm
    if digest is None or isinstance(digest, SHA1):
        raise NotProvenError("ocsp: its signature is too weak")
    for signer in (*answer.certificates, issuer):
        if signer != issuer and not _may_answer(signer, issuer, answer.produced_at_utc):
            continue
        key = signer.public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(answer.signature, signed, padding.PKCS1v15(), digest)
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(answer.signature, signed, ec.ECDSA(digest))
            else:
                continue
        except InvalidSignature:
            continue
        return
    raise NotProvenError("ocsp: nobody signed it who may")


def _may_answer(signer: x509.Certificate, issuer: x509.Certificate, moment: dt.datetime) -> bool:
    try:
        purposes = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, *ODD):
        return False
    may = ExtendedKeyUsageOID.OCSP_SIGNING in purposes and valid_at(signer, moment)
    return may and issued(issuer, signer)


def _given(kind: Kind, data: bytes) -> tuple[dt.datetime, ...]:
    """When it was given; an OCSP answer may speak of several certificates, each of its own moment."""
    try:
        if kind is Kind.OCSP:
            said = ocsp.load_der_ocsp_response(data)
            return tuple(each.this_update_utc for each in said.responses)
        return (x509.load_der_x509_crl(data).last_update_utc,)
    except ODD:
        return ()


def _judge_list(
    data: bytes, one: x509.Certificate, issuer: x509.Certificate, now: dt.datetime
) -> Proof:
    said = x509.load_der_x509_crl(data)
    if said.issuer != one.issuer or not said.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
        raise NotProvenError("crl: it is not of the certificate's authority")
    if not _may_list(issuer):
        raise NotProvenError("crl: its signer may sign none")
    _check_scope(said, one)
    until = _until(said.last_update_utc, said.next_update_utc, now)
    entry = said.get_revoked_certificate_by_serial_number(one.serial_number)
    if entry is None:
        return Proof(Kind.LIST, data, Status.GOOD, None, until)
    return Proof(Kind.LIST, data, Status.REVOKED, entry.revocation_date_utc, until)


def _check_scope(said: x509.CertificateRevocationList, one: x509.Certificate) -> None:
    """Only lists that speak of every reason and of this certificate (RFC 5280, 5.2.5 and 6.3.3)."""
    for extension in said.extensions:
        point = extension.value
        if isinstance(point, x509.IssuingDistributionPoint):
            authority = _is_authority(one)
            names = {name.value for name in point.full_name or ()}
            if (
                point.indirect_crl
                or point.only_contains_attribute_certs
                or point.only_some_reasons is not None
                or (point.only_contains_ca_certs and not authority)
                or (point.only_contains_user_certs and authority)
                or (names and names.isdisjoint(list_urls(one)))
            ):
                raise NotProvenError("crl: it is about others")
        elif extension.critical:  # among them delta lists, which say only what is new
            raise NotProvenError(f"crl: {extension.oid.dotted_string} is not understood")


def _until(begins: dt.datetime, ends: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    until = ends or begins + HOLDS
    if begins > now + AHEAD:
        raise NotProvenError("it begins in the future")
    if until < now:
        raise NotProvenError("it is out of date")
    return until


def issued(issuer: x509.Certificate, one: x509.Certificate) -> bool:
    """By name and signature, from a certificate that is an authority's."""
    try:
        one.verify_directly_issued_by(issuer)
    except ODD:
        return False
    return _is_authority(issuer)


def _is_authority(one: x509.Certificate) -> bool:
    try:
        return one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, *ODD):
        return False


def _may_list(one: x509.Certificate) -> bool:
    try:
        return one.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True
    except ODD:
        return False


def _http(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(url for url in urls if url.startswith(("http://", "https://")))
