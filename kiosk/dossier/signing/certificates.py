"""A signer's certificate as far as signing depends on it: whose, from when to when, what for, who vouches."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.dossier.signing.names import Likeness, closest
from kiosk.signing import SignRole
from kiosk.store.moments import office_day

LARGEST = 64 * 1024  # bytes of a certificate file
_LONGEST = 120  # letters of a name that is told
_DEEPEST = 8  # certificates between a signer's and a trusted one
_NOT_FOR_DOCUMENTS = {
    ExtendedKeyUsageOID.SERVER_AUTH,
    ExtendedKeyUsageOID.CODE_SIGNING,
    ExtendedKeyUsageOID.TIME_STAMPING,
    ExtendedKeyUsageOID.OCSP_SIGNING,
}
# What the libraries raise for bytes that are no certificate, or an odd one.
_UNREADABLE = (
    *(ValueError, TypeError, KeyError, UnsupportedAlgorithm),
    *(x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
)
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class UnreadableCertificate(ValueError):
    """This is no certificate, or one that nobody could judge."""


@dataclass(frozen=True)
class Certificate:
    """What a certificate says (RFC 5280); whether it is true is for `trusted` to say."""

    der: bytes = field(repr=False)
    sha256: str  # of the DER, in hex: as a line of the registry is bound to it
    names: tuple[str, ...] = field(repr=False)  # commonName
    organisations: tuple[str, ...] = field(repr=False)  # organizationName
    not_before: dt.datetime  # UTC, both moments included
    not_after: dt.datetime
    signs: bool  # key usage allows signatures of documents, and it is nobody's authority

    @property
    def last_day(self) -> dt.date:
        """The day at the office on which it ends; "for ever" (RFC 5280, 4.1.2.5) is a day of the year 9999."""
        ends = self.not_after
        return ends.date() if ends.year == dt.MAXYEAR else office_day(ends)

    def named(self, role: SignRole) -> tuple[str, ...]:
        """The names under which its holder may be registered for a role; the first is told to people.

        An organisation is also named by organizationName, but not in the certificate of one of its people:
        there commonName says something else.
        """
        if role is SignRole.OFFICIAL:
            return self.names
        bare = [name for name in self.organisations if self._speaks_of(name)]
        return (*self.names, *bare)

    def holder(self, role: SignRole) -> str:
        """Whom it names, as people may be told: one line, nothing that steers a screen; else which one it is."""
        named = (*self.named(role), *self.organisations)
        text = unicodedata.normalize("NFC", " ".join(named[0].split()) if named else "")
        return "".join(char for char in text if char.isprintable())[:_LONGEST] or self.sha256[:16]

    def likeness(self, registered: str, role: SignRole) -> Likeness:
        """How far it names whom the registry names."""
        return closest(self.named(role), registered, role)

    def _speaks_of(self, organisation: str) -> bool:
        def plain(name: str) -> str:
            return " ".join(name.casefold().split())

        return not self.names or any(plain(organisation) in plain(name) for name in self.names)


def read(data: bytes) -> Certificate:
    """The certificate in DER or PEM; raises UnreadableCertificate."""
    if len(data) > LARGEST:
        raise UnreadableCertificate("a certificate is not as large as that")
    try:
        if pem := _PEM.search(data):
            loaded = x509.load_pem_x509_certificate(pem[0])
            der = loaded.public_bytes(Encoding.DER)
        else:
            loaded, der = x509.load_der_x509_certificate(data), data
        subject = asn1.Certificate.load(der).subject
        return Certificate(
            der=der,
            sha256=hashlib.sha256(der).hexdigest(),
            names=_texts(subject, "common_name"),
            organisations=_texts(subject, "organization_name"),
            not_before=loaded.not_valid_before_utc,
            not_after=loaded.not_valid_after_utc,
            signs=_signs(loaded),
        )
    except _UNREADABLE as error:
        raise UnreadableCertificate("this is no certificate") from error


def anchors(*folders: Path) -> tuple[bytes, ...]:
    """The certificates (DER) in folders of DER files and of PEM files with one or many. No folder: nobody.

    What is no certificate is left out, and so is what cannot be read.
    """
    found: dict[bytes, None] = {}  # in order, each once
    for path in (path for folder in folders for path in _listed(folder)):
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            for one in _PEM.findall(data) or (data,):
                with contextlib.suppress(UnreadableCertificate):
                    found[read(one).der] = None
    return tuple(found)


def _listed(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(folder.iterdir())
    return []


def chain_of(der: bytes, others: Sequence[bytes], trust: Sequence[bytes]) -> tuple[bytes, ...]:
    """Who issued it, and who issued that, up to the last of them that is trusted here, included.

    Signatures are checked, dates and purposes not: that is for `trusted`. Where nobody trusted is reached, as
    far as it goes.
    """
    above = [(other, held) for other in (*others, *trust) if (held := _loaded(other)) is not None]
    chain: list[bytes] = []
    one = _loaded(der)
    while one is not None and not _issued(one, one) and len(chain) < _DEEPEST:
        found = next(((other, held) for other, held in above if _issued(held, one)), None)
        if found is None:
            break
        chain.append(found[0])
        one = found[1]
    believed = [place for place, link in enumerate(chain) if link in trust]
    return tuple(chain[: believed[-1] + 1]) if believed else tuple(chain)


def trusted(der: bytes, chain: Sequence[bytes], trust: Sequence[bytes], at: dt.datetime) -> bool:
    """Whether somebody trusted here vouches for it (RFC 5280, 6), by what is at hand.

    Its own dates are not asked: out of them, its chain is judged at the nearest moment within.
    """
    leaf = _loaded(der)
    roots = [one for one in map(_loaded, trust) if one is not None]
    if leaf is None or not roots:
        return False
    between = [one for one in map(_loaded, chain) if one is not None]
    moment = min(max(at.astimezone(dt.UTC), leaf.not_valid_before_utc), leaf.not_valid_after_utc)
    judge = (
        verification.PolicyBuilder()
        .store(verification.Store(roots))
        .time(moment)
        .extension_policies(ca_policy=_AUTHORITIES, ee_policy=_ANYBODY)
        .build_client_verifier()
    )
    try:
        judge.verify(leaf, between)
    except (verification.VerificationError, *_UNREADABLE):
        return False
    return True


# Rules for web servers (names, purposes) do not bind signers; what makes an authority does.
_ANYBODY = verification.ExtensionPolicy.permit_all()
_AUTHORITIES = verification.ExtensionPolicy.permit_all().require_present(
    x509.BasicConstraints, verification.Criticality.AGNOSTIC, None
)


def _signs(certificate: x509.Certificate) -> bool:
    """RFC 5280, 4.2.1.3: a certificate that does not limit its use may be used for all."""
    for extension in certificate.extensions:
        match extension.value:
            case x509.BasicConstraints(ca=True):
                return False
            case x509.KeyUsage(digital_signature=False, content_commitment=False):
                return False
            case x509.ExtendedKeyUsage() as purposes if set(purposes) <= _NOT_FOR_DOCUMENTS:
                return False
    return True


def _texts(name: asn1.Name, kind: str) -> tuple[str, ...]:
    found = []
    for part in name.chosen:
        for field_ in part:
            if field_["type"].native == kind:
                found.append(_text(field_["value"].chosen))
    return tuple(text for text in found if text.strip())


def _text(value: asn1.UTF8String) -> str:
    """TeletexString holds whatever its issuer put in: UTF-8 mostly, else Latin-1."""
    if type(value).__name__ == "NotReallyTeletexString":
        try:
            return bytes(value.contents).decode("utf-8")
        except UnicodeDecodeError:
            return bytes(value.contents).decode("latin-1")
    return str(value.native)


def _loaded(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except _UNREADABLE:
        return None


def _issued(issuer: x509.Certificate, one: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except (InvalidSignature, *_UNREADABLE):
        return False
    return True
