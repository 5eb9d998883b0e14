"""This machine's certificate from the province, over its device key: kept in the state folder, shown on the line."""

from __future__ import annotations

import base64
import datetime as dt
import logging
import os
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from kiosk.model import Words
from kiosk.store.disk import write_safely
from kiosk.store.errors import storing
from kiosk.sync.identity import Identity

_ODD = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)
_MOST = 64 * 1024  # bytes of a file of certificates

_log = logging.getLogger(__name__)


class CertificateError(ValueError):
    """None that can be this machine's; `said` is why, in a few words."""

    def __init__(self, said: Words) -> None:
        super().__init__(said.en)
        self.said = said


@dataclass(frozen=True)
class Held:
    """A certificate over this machine's key; moments in UTC."""

    name: str  # the device's, as the centre knows it
    office: str
    not_before: dt.datetime
    not_after: dt.datetime
    pem: bytes


class OwnCertificate:
    """May be absent. Who holds it is proven with the device key, which is written nowhere for that."""

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path, self._identity = path, identity

    def held(self) -> Held | None:
        """The one that is kept, ended or not; None also for one over a key that was this machine's before."""
        try:
            return self.found(_of_pem(self.path.read_bytes()[:_MOST]))
        except (OSError, CertificateError):
            return None

    def found(self, certificates: Iterable[x509.Certificate]) -> Held:
        """The one among them that is over this machine's key; raises CertificateError."""
        for one in certificates:
            try:
                key = one.public_key()
                if not isinstance(key, Ed25519PublicKey):
                    continue
                if key.public_bytes_raw().hex() == self._identity.public:
                    return _held(one)
            except _ODD:
                continue
        raise CertificateError(
            Words(
                "chứng thư không dùng khóa của máy này",
                "it is not over this machine's key",
            )
        )

    def keep(self, held: Held) -> None:
        """Shown from the next connection on; safe in a power cut. Raises StoreError."""
        with storing():
            write_safely(self.path, held.pem)

    def show(self, context: ssl.SSLContext) -> None:
        """On the connections of `context`; nothing where there is none that could be."""
        if not self.path.exists():
            return
        if self.held() is None:
            _log.error("%s is not over this machine's key: none is shown", self.path.name)
            return
        # OpenSSL reads keys from files alone: this one is in memory and has no name.
        handle = os.memfd_create("device.key", os.MFD_CLOEXEC)
        try:
            os.write(handle, self._identity.pem)
            context.load_cert_chain(self.path, f"/proc/self/fd/{handle}")
        finally:
            os.close(handle)


def in_answer(body: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of an answer of RFC 7030: certs-only, in base64; raises CertificateError."""
    try:
        der = base64.b64decode(b"".join(body.split()), validate=True)
        return tuple(pkcs7.load_der_pkcs7_certificates(der))
    except _ODD:
        raise CertificateError(
            Words("trung tâm không gửi chứng thư", "no message of certificates")
        ) from None


def in_file(path: Path) -> tuple[x509.Certificate, ...]:
    """Those of a PEM file; raises CertificateError, OSError."""
    with path.open("rb") as file:
        return _of_pem(file.read(_MOST))


def _of_pem(pem: bytes) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except _ODD:
        raise CertificateError(
            Words("tệp không chứa chứng thư dạng PEM", "no PEM file of certificates")
        ) from None


def _held(one: x509.Certificate) -> Held:
    names = [
        str(found[0].value) if (found := one.subject.get_attributes_for_oid(oid)) else ""
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    ]
    dates = one.not_valid_before_utc, one.not_valid_after_utc
    return Held(names[0], names[1], *dates, one.public_bytes(Encoding.PEM))
