"""What is said in RFC 7030: a request to certify a key, who asks with which code, the answer."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kiosk.contract.shapes import DEVICE

MOST = 8 * 1024  # bytes of a request, in base64; one for an Ed25519 key has about 300
# What a library may raise at the bytes of a stranger.
_ODD = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, OverflowError)


class Odd(StrEnum):
    """What is wrong with a request."""

    BASE64 = "base64"
    REQUEST = "request"  # no certification request (RFC 2986)
    SIGNATURE = "signature"  # not made by the key it names
    KEY = "key"  # none of Ed25519: a kiosk's certificate is over its device key


class RequestError(ValueError):
    """The request cannot be taken; `odd` says what of it."""

    def __init__(self, odd: Odd) -> None:
        super().__init__(odd.value)
        self.odd = odd


@dataclass(frozen=True)
class CertRequest:
    """Proves that whoever made it has the private half of `key` (hex). `name` is the common name it asks for, or ""."""

    key: str
    name: str

    @classmethod
    def from_base64(cls, body: bytes) -> CertRequest:
        """As it comes over the line (RFC 7030, 4.2.1), in one line or many; raises RequestError."""
        try:
            der = base64.b64decode(b"".join(body.split()), validate=True)
        except (binascii.Error, ValueError):
            raise RequestError(Odd.BASE64) from None
        return cls.from_der(der)

    @classmethod
    def from_pem(cls, pem: bytes) -> CertRequest:
        """As it comes on a stick; raises RequestError."""
        try:
            der = x509.load_pem_x509_csr(pem[:MOST]).public_bytes(Encoding.DER)
        except _ODD:
            raise RequestError(Odd.REQUEST) from None
        return cls.from_der(der)

    @classmethod
    def from_der(cls, der: bytes) -> CertRequest:
        """Raises RequestError."""
        try:
            request = x509.load_der_x509_csr(der)
            key = request.public_key()
            names = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            name = str(names[0].value) if names else ""
        except _ODD:
            raise RequestError(Odd.REQUEST) from None
        if not isinstance(key, Ed25519PublicKey):
            raise RequestError(Odd.KEY)
        try:
            proven = request.is_signature_valid
        except _ODD:
            proven = False
        if not proven:
            raise RequestError(Odd.SIGNATURE)
        return cls(key.public_bytes_raw().hex(), name)


def basic(authorization: str) -> tuple[str, str]:
    """Device and code of HTTP Basic (RFC 7617); both "" where there are none that could be."""
    scheme, _, value = authorization.strip().partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, code = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return (name, code) if DEVICE.fullmatch(name) and code else ("", "")


def in_base64(der: bytes) -> bytes:
    """In lines, as RFC 7030 has every answer (Content-Transfer-Encoding: base64)."""
    return base64.encodebytes(der)
