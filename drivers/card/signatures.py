"""Public keys and signatures as certificates and EF.SOD carry them (ICAO 9303-12, 4.4; RFC 4055, 5758)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Loaded at the first ECDSA otherwise, when the limited child can open no file any more.
import cryptography.hazmat.backends.openssl  # noqa: F401
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from drivers.card import curves, der
from drivers.card.der import Node
from drivers.card.rare_curves import RareKey
from drivers.card.tlv import Malformed
from drivers.card.verdict import NotProven, Reason

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | RareKey

RSA_KEY = "1.2.840.113549.1.1.1"
RSA_PSS_KEY = "1.2.840.113549.1.1.10"
EC_KEY = "1.2.840.10045.2.1"
STANDARD_CURVE = "0.4.0.127.0.7.1.2"  # standardizedDomainParameters, ICAO 9303-11, 9.5.1
MGF1 = "1.2.840.113549.1.1.8"
LEAST_RSA, MOST_RSA = 2048, 8192  # bits
MOST_EXPONENT = 64  # bits: verifying with a longer one only costs time

DIGESTS: dict[str, str] = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
STRONG: dict[str, hashes.HashAlgorithm] = {  # SHA-1 proves nothing any more
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
# Who leaves the mask's digest out says SHA-1 (RFC 4055, 3.1); a mask need not be free of collisions.
MASKS: dict[str, hashes.HashAlgorithm] = {"sha1": hashes.SHA1(), **STRONG}


class Scheme(StrEnum):
    """How a signature is made."""

    PKCS1 = "rsa-pkcs1"
    PSS = "rsa-pss"
    ECDSA = "ecdsa"
    ECDSA_PLAIN = "ecdsa-plain"  # r and s side by side, BSI TR-03111, 5.2.1


SCHEMES: dict[str, tuple[Scheme, str]] = {
    # Without a digest of their own: it stands elsewhere in SignedData.
    RSA_KEY: (Scheme.PKCS1, ""),
    EC_KEY: (Scheme.ECDSA, ""),
    "1.2.840.113549.1.1.5": (Scheme.PKCS1, "sha1"),
    "1.2.840.113549.1.1.14": (Scheme.PKCS1, "sha224"),
    "1.2.840.113549.1.1.11": (Scheme.PKCS1, "sha256"),
    "1.2.840.113549.1.1.12": (Scheme.PKCS1, "sha384"),
    "1.2.840.113549.1.1.13": (Scheme.PKCS1, "sha512"),
    "1.2.840.10045.4.1": (Scheme.ECDSA, "sha1"),
    "1.2.840.10045.4.3.1": (Scheme.ECDSA, "sha224"),
    "1.2.840.10045.4.3.2": (Scheme.ECDSA, "sha256"),
    "1.2.840.10045.4.3.3": (Scheme.ECDSA, "sha384"),
    "1.2.840.10045.4.3.4": (Scheme.ECDSA, "sha512"),
    "0.4.0.127.0.7.1.1.4.1.1": (Scheme.ECDSA_PLAIN, "sha1"),
    "0.4.0.127.0.7.1.1.4.1.2": (Scheme.ECDSA_PLAIN, "sha224"),
    "0.4.0.127.0.7.1.1.4.1.3": (Scheme.ECDSA_PLAIN, "sha256"),
    "0.4.0.127.0.7.1.1.4.1.4": (Scheme.ECDSA_PLAIN, "sha384"),
    "0.4.0.127.0.7.1.1.4.1.5": (Scheme.ECDSA_PLAIN, "sha512"),
}


@dataclass(frozen=True)
class Algorithm:
    """A scheme, its digest ("" where it names none), and for PSS the mask's digest and the salt's length."""

    scheme: Scheme
    digest: str
    mask: str = ""
    salt: int = 0


def algorithm(node: Node) -> Algorithm:
    """A signature's AlgorithmIdentifier; raises Malformed, NotProven(UNKNOWN_ALGORITHM)."""
    name, *parameters = der.fields(node, 1)
    dotted = der.oid(name)
    if dotted == RSA_PSS_KEY:
        return _pss(parameters[0] if parameters else None)
    if dotted not in SCHEMES:
        raise NotProven(Reason.UNKNOWN_ALGORITHM)
    return Algorithm(*SCHEMES[dotted])


def digest(node: Node) -> str:
    """The name of the digest in an AlgorithmIdentifier; raises Malformed, NotProven.

    Some issuers name the whole signature scheme where the digest is due.
    """
    dotted = der.oid(der.fields(node, 1)[0])
    name = DIGESTS.get(dotted) or SCHEMES.get(dotted, (None, ""))[1]
    if not name:
        raise NotProven(Reason.UNKNOWN_ALGORITHM)
    return name


def strong(name: str) -> hashes.HashAlgorithm:
    """The digest of that name; raises NotProven(WEAK_DIGEST) when it proves nothing any more."""
    if name not in STRONG:
        raise NotProven(Reason.WEAK_DIGEST)
    return STRONG[name]


def public_key(node: Node, least_rsa: int = LEAST_RSA) -> PublicKey:
    """The RSA or EC key in a SubjectPublicKeyInfo.

    Raises Malformed, and NotProven: WEAK_KEY, UNKNOWN_CURVE, UNKNOWN_ALGORITHM.
    """
    identifier, key = der.fields(node, 2)[:2]
    name, *parameters = der.fields(identifier, 1)
    dotted = der.oid(name)
    if dotted in (RSA_KEY, RSA_PSS_KEY):
        return _rsa(der.one(der.bits(key)), least_rsa)
    if dotted == EC_KEY and parameters:
        return curves.public_key(curves.curve(parameters[0]), der.bits(key))
    if dotted == STANDARD_CURVE and parameters:
        return curves.public_key(curves.standardized(der.small(parameters[0])), der.bits(key))
    raise NotProven(Reason.UNKNOWN_ALGORITHM)


def verify(key: PublicKey, how: Algorithm, signature: bytes, message: bytes) -> None:
    """Nothing when `signature` over `message` is this key's.

    Raises NotProven: WRONG_SIGNATURE, WEAK_DIGEST, or UNKNOWN_ALGORITHM when key and algorithm do not go
    together.
    """
    chosen = strong(how.digest)
    try:
        match key, how.scheme:
            case rsa.RSAPublicKey(), Scheme.PKCS1:
                key.verify(signature, message, padding.PKCS1v15(), chosen)
            case rsa.RSAPublicKey(), Scheme.PSS:
                mask = padding.PSS(padding.MGF1(MASKS.get(how.mask) or strong(how.mask)), how.salt)
                key.verify(signature, message, mask, chosen)
            case ec.EllipticCurvePublicKey(), Scheme.ECDSA:
                key.verify(signature, message, ec.ECDSA(chosen))
            case ec.EllipticCurvePublicKey(), Scheme.ECDSA_PLAIN:
                key.verify(from_plain(signature), message, ec.ECDSA(chosen))
            case RareKey(), Scheme.ECDSA | Scheme.ECDSA_PLAIN:
                plain = how.scheme is Scheme.ECDSA_PLAIN
                if not key.verifies(from_plain(signature) if plain else signature, message, chosen):
                    raise NotProven(Reason.WRONG_SIGNATURE)
            case _:
                raise NotProven(Reason.UNKNOWN_ALGORITHM)
    except (InvalidSignature, ValueError):
        raise NotProven(Reason.WRONG_SIGNATURE) from None
    except UnsupportedAlgorithm:
        raise NotProven(Reason.UNKNOWN_ALGORITHM) from None


def from_plain(signature: bytes) -> bytes:
    """r || s as DER; raises NotProven(WRONG_SIGNATURE) on an odd or empty run of bytes."""
    half = len(signature) // 2
    if not half or len(signature) % 2 or half > 80:
        raise NotProven(Reason.WRONG_SIGNATURE)
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    return encode_dss_signature(r, s)


def _rsa(node: Node, least: int) -> rsa.RSAPublicKey:
    modulus, exponent = (der.integer(number) for number in der.fields(node, 2)[:2])
    if not least <= modulus.bit_length() <= MOST_RSA or modulus < 0:
        raise NotProven(Reason.WEAK_KEY)
    if not 1 < exponent.bit_length() <= MOST_EXPONENT or exponent < 0:
        raise NotProven(Reason.WEAK_KEY)
    try:
        return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise Malformed("RSA key") from None


def _pss(parameters: Node | None) -> Algorithm:
    """RSASSA-PSS-params (RFC 4055, 3.1); what is left out is SHA-1 and 20."""
    given = {node.tag: node.value for node in der.inside(parameters)} if parameters else {}
    name, mask, salt = "sha1", "sha1", 20
    if 0xA0 in given:
        name = digest(der.one(given[0xA0]))
    if 0xA1 in given:
        generator, *inner = der.fields(der.one(given[0xA1]), 1)
        if der.oid(generator) != MGF1 or not inner:
            raise NotProven(Reason.UNKNOWN_ALGORITHM)
        mask = digest(inner[0])
    if 0xA2 in given:
        salt = der.small(der.one(given[0xA2], der.INTEGER))
    if 0xA3 in given and der.integer(der.one(given[0xA3], der.INTEGER)) != 1:
        raise NotProven(Reason.UNKNOWN_ALGORITHM)
    return Algorithm(Scheme.PSS, name, mask, salt)
