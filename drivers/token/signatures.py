"""A signature as CMS carries it, and whether a certificate vouches for it."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from drivers.token import Digest

HASHES: dict[Digest, hashes.HashAlgorithm] = {
    Digest.SHA256: hashes.SHA256(),
    Digest.SHA384: hashes.SHA384(),
    Digest.SHA512: hashes.SHA512(),
}


def encoded(certificate: bytes, raw: bytes) -> bytes:
    """What a token gave for that certificate's key: RSA as it is, EC's r || s as ECDSA-Sig-Value (RFC 3279, 2.2.3)."""
    if not isinstance(_public_key(certificate), ec.EllipticCurvePublicKey):
        return raw
    half = len(raw) // 2
    return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))


def verifies(certificate: bytes, signature: bytes, data: bytes, digest: Digest) -> bool:
    """Whether it is one over `data` by the certificate's key; PKCS #1 v1.5 or ECDSA."""
    key = _public_key(certificate)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), HASHES[digest])
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(HASHES[digest]))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _public_key(certificate: bytes) -> object:
    """None where the certificate, or the kind of its key, is not understood."""
    try:
        return x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
