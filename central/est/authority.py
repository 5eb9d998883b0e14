"""The authority that vouches for kiosks on the line: what it issues, and the list of what was taken back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from central.objects import sync

YEARS = 10  # of the authority itself
DAYS = 90  # of a kiosk's certificate
SLACK = dt.timedelta(minutes=5)  # a clock at the door may be behind the one here
_OTHERS = 0o077  # what nobody but the owner may have
_PEM = serialization.Encoding.PEM


class AuthorityError(ValueError):
    """The folder of the authority cannot be used; the text says why in one sentence."""


@dataclass(frozen=True)
class Issued:
    """One certificate: `sha256` is of its DER; moments in UTC, to the second."""

    der: bytes
    serial: str  # hex
    sha256: str
    not_before: dt.datetime
    not_after: dt.datetime


class Authority:
    """Issues. Its key signs certificates of kiosks and the list of those taken back, nothing else."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key, self.certificate = key, certificate

    @classmethod
    def make(cls, folder: Path, name: str, now: dt.datetime) -> Authority:
        """A new one (ECDSA with P-256, ten years) in DIR/authority.key and DIR/authority.pem; raises AuthorityError."""
        key_path, path = folder / "authority.key", folder / "authority.pem"
        if not 0 < len(name) <= 64:  # ub-common-name (RFC 5280, A.1)
            raise AuthorityError("an authority's name has 1 to 64 letters")
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.exists():
                raise AuthorityError(f"{folder} has an authority already")
            key = ec.generate_private_key(ec.SECP256R1())
            certificate = _authority(key, name, now)
            private = key.private_bytes(
                _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            _write(key_path, private, 0o600)
            _write(path, certificate.public_bytes(_PEM), 0o644)
            sync(folder)
        except FileExistsError:
            raise AuthorityError(
                f"{folder} has a key already, and no certificate with it"
            ) from None
        except OSError as error:
            raise AuthorityError(f"{folder} cannot be written: {error.strerror}") from None
        return cls(key, certificate)

    @classmethod
    def load(cls, folder: Path) -> Authority:
        """Raises AuthorityError."""
        path = folder / "authority.key"
        try:
            mode, pem = path.stat().st_mode, path.read_bytes()
            certificate = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
            key = serialization.load_pem_private_key(pem, None)
        except OSError as error:
            raise AuthorityError(f"{folder} holds no authority: {error.strerror}") from None
        except (ValueError, TypeError):
            raise AuthorityError(f"{folder} holds no authority that can be read") from None
        if mode & _OTHERS:
            raise AuthorityError(f"{path} may be read by others: chmod 600 it, and ask who has")
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise AuthorityError(f"{path} is no key of an elliptic curve")
        if certificate.public_key() != key.public_key():
            raise AuthorityError(f"{folder}: the key is not the certificate's")
        return cls(key, certificate)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(_PEM)

    def issue(self, device: str, office: str, key: str, now: dt.datetime, days: float) -> Issued:
        """A certificate for the device's Ed25519 `key` (hex), good from now for so many days, to show on the line."""
        since = (now - SLACK).replace(microsecond=0)
        until = min(since + SLACK + dt.timedelta(days=days), self.certificate.not_valid_after_utc)
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        names = [x509.NameAttribute(NameOID.COMMON_NAME, device)]
        if office:
            names.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, office))
        one = (
            x509.CertificateBuilder()
            .subject_name(x509.Name(names))
            .issuer_name(self.certificate.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(_issuer_of(self._key), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return Issued(
            one.public_bytes(serialization.Encoding.DER),
            f"{one.serial_number:x}",
            one.fingerprint(hashes.SHA256()).hex(),
            since,
            until,
        )

    def revoked(self, serials: Iterable[tuple[str, dt.datetime]], now: dt.datetime) -> bytes:
        """PEM of the list of certificates taken back, each with since when (RFC 5280, 5).

        It is good as long as the authority: a list that ended would shut every kiosk of the province out.
        """
        building = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - SLACK)
            .next_update(self.certificate.not_valid_after_utc)
            .add_extension(_issuer_of(self._key), critical=False)
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        for serial, at in serials:
            entry = x509.RevokedCertificateBuilder(int(serial, 16), at).build()
            building = building.add_revoked_certificate(entry)
        return building.sign(self._key, hashes.SHA256()).public_bytes(_PEM)


def certs_only(*certificates: x509.Certificate) -> bytes:
    """DER of a message that holds these certificates and nothing else (RFC 5272, 4.1)."""
    return pkcs7.serialize_certificates(list(certificates), serialization.Encoding.DER)


def _authority(key: ec.EllipticCurvePrivateKey, name: str, now: dt.datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(now + dt.timedelta(days=YEARS * 365.25))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _issuer_of(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, data: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
