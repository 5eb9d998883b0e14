"""The office's own authority, and the certificates by which its desks are known to its PCs.

It vouches for private addresses and names under .local and .lan alone: whoever trusts it trusts it with nothing else.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.rights import opened_alone
from kiosk.store.disk import write_safely
from kiosk.workspace import Workspace

YEARS = 10  # of the authority
DAYS = 825  # of a desk's certificate: browsers take none that lasts longer
SOON = dt.timedelta(days=30)  # before its end it is made anew
_EARLIER = dt.timedelta(days=1)  # clocks of PCs differ
_NETWORKS = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"),
    *("fc00::/7", "fe80::/10", "::1/128"),
)
_DOMAINS = ("local", "lan", "localhost")
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:local|lan)|localhost", re.ASCII)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unissued(StrEnum):
    """Why nothing was made."""

    NO_AUTHORITY = "no-authority"  # neither made here nor brought
    KEY_ELSEWHERE = "key-elsewhere"  # another machine of the office issues
    THERE_ALREADY = "there-already"  # a second one would have to be trusted on every PC again
    NAME = "name"  # no name under .local or .lan, and no private address
    NOTHING = "nothing"  # neither name nor address
    OVER = "over"  # the authority itself ends too soon
    UNREADABLE = "unreadable"


class AuthorityError(Exception):
    """Nothing was done. `what`: the name that is none."""

    def __init__(self, why: Unissued, what: str = "") -> None:
        super().__init__(why.value)
        self.why, self.what = why, what


@dataclass(frozen=True)
class Known:
    """What a certificate says, for people."""

    names: tuple[str, ...]
    until: dt.datetime
    fingerprint: str  # SHA-256, in pairs


class Authority:
    """The authority of the office as far as this machine has it. Raises AuthorityError, OSError."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def make(self, office: str, now: dt.datetime) -> Known:
        """Once for an office, on one machine."""
        if self._workspace.office_authority.exists():
            raise AuthorityError(Unissued.THERE_ALREADY)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, f"Kiosk {office}"[:64]),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, office[:64]),
            ]
        )
        certificate = (
            _begun(name, name, key.public_key(), now, dt.timedelta(days=365 * YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.NameConstraints(_permitted(), None), critical=True)
            .sign(key, hashes.SHA256())
        )
        write_safely(self._workspace.office_authority_key, _pem_of(key), opened_alone)
        write_safely(self._workspace.office_authority, _pem(certificate))
        return _known(certificate)

    def issue(self, asked: Sequence[str], to: Path, now: dt.datetime) -> Known:
        """Key and certificate for names and private addresses of one desk, into one file for its owner alone."""
        names = [_general(each) for each in dict.fromkeys(asked)]
        if not names:
            raise AuthorityError(Unissued.NOTHING)
        authority, signer = self._own()
        until = dt.timedelta(days=DAYS)
        if now + until > authority.not_valid_after_utc:
            until = authority.not_valid_after_utc - now
        if until < SOON:
            raise AuthorityError(Unissued.OVER)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, asked[0][:64])])
        certificate = (
            _begun(name, authority.subject, key.public_key(), now, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                critical=False,
            )
            .sign(signer, hashes.SHA256())
        )
        write_safely(to, _pem_of(key) + _pem(certificate) + _pem(authority), opened_alone)
        return _known(certificate)

    def renew(self, file: Path, now: dt.datetime) -> bool:
        """Made anew for the same names in its last days, where this machine issues; whether it was."""
        certificate = _read(file)
        if certificate.not_valid_after_utc - now > SOON or not self.issues:
            return False
        authority, _ = self._own()
        if certificate.issuer != authority.subject:
            return False  # the province's, or another's: not ours to replace
        self.issue(_known(certificate).names, file, now)
        return True

    @property
    def issues(self) -> bool:
        """Whether the key is on this machine."""
        return self._workspace.office_authority_key.exists()

    def known(self) -> Known | None:
        """What the PCs are to trust; None where there is nothing."""
        path = self._workspace.office_authority
        return _known(_read(path)) if path.exists() else None

    def _own(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        workspace = self._workspace
        if not workspace.office_authority.exists():
            raise AuthorityError(Unissued.NO_AUTHORITY)
        if not self.issues:
            raise AuthorityError(Unissued.KEY_ELSEWHERE)
        try:
            data = workspace.office_authority_key.read_bytes()
            key = serialization.load_pem_private_key(data, None)
        except ValueError:
            raise AuthorityError(Unissued.UNREADABLE) from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise AuthorityError(Unissued.UNREADABLE)
        return _read(workspace.office_authority), key


def known(file: Path) -> Known:
    """Of the certificate in a PEM file; raises AuthorityError."""
    return _known(_read(file))


def fingerprint(workspace: Workspace) -> str:
    """Of the office's authority; "" where there is none that can be read."""
    try:
        found = Authority(workspace).known()
    except (AuthorityError, OSError):
        return ""
    return found.fingerprint if found else ""


def _general(asked: str) -> x509.GeneralName:
    try:
        address: Address | None = ipaddress.ip_address(asked)
    except ValueError:
        address = None
    if address is None:
        if not _NAME.fullmatch(asked):
            raise AuthorityError(Unissued.NAME, asked)
        return x509.DNSName(asked)
    inside = (ipaddress.ip_network(each) for each in _NETWORKS)
    if not any(address in network for network in inside):
        raise AuthorityError(Unissued.NAME, asked)
    return x509.IPAddress(address)


def _permitted() -> list[x509.GeneralName]:
    return [
        *(x509.DNSName(domain) for domain in _DOMAINS),
        *(x509.IPAddress(ipaddress.ip_network(each)) for each in _NETWORKS),
    ]


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: dt.datetime,
    lasts: dt.timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now - _EARLIER + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _read(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())[0]
    except (OSError, ValueError):
        raise AuthorityError(Unissued.UNREADABLE, str(file)) from None


def _known(certificate: x509.Certificate) -> Known:
    names: tuple[str, ...] = ()
    for extension in certificate.extensions:
        if isinstance(extension.value, x509.SubjectAlternativeName):
            borne = extension.value
            names = (
                *borne.get_values_for_type(x509.DNSName),
                *map(str, borne.get_values_for_type(x509.IPAddress)),
            )
    digits = certificate.fingerprint(hashes.SHA256()).hex().upper()
    pairs = ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
    return Known(names, certificate.not_valid_after_utc, pairs)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
