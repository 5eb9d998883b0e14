"""Active authentication: the chip signs a number it could not know (ICAO 9303-11, 6.1)."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from drivers.card import Channel, signatures
from drivers.card.apdu import command, send
from drivers.card.rare_curves import RareKey
from drivers.card.verdict import NotProven, Reason

CHALLENGE = 8  # bytes
INTERNAL_AUTHENTICATE = 0x88
SHORT, EXTENDED = 256, 65536
HEADER = 0x6A  # ISO 9796-2, partial recovery
IMPLICIT = 0xBC  # the trailer that means SHA-1
EXPLICIT = 0xCC  # the trailer before which the digest's number stands (ISO 10118)
DIGESTS = {0x33: "sha1", 0x34: "sha256", 0x35: "sha512", 0x36: "sha384", 0x38: "sha224"}
# An attacker cannot choose what is signed, so collisions do not help him and SHA-1 will do.
HASHES: dict[str, hashes.HashAlgorithm] = {"sha1": hashes.SHA1(), **signatures.STRONG}


def ask(channel: Channel, challenge: bytes, extended: bool) -> bytes:
    """The chip's answer to 8 random bytes; raises UnexpectedStatus, CardError.

    The answer to a long RSA key does not fit a short response: `extended` says that longer ones work.
    """
    le = EXTENDED if extended else SHORT
    return send(channel, command(0x00, INTERNAL_AUTHENTICATE, 0, 0, challenge, le))


def verify(key: signatures.PublicKey, challenge: bytes, answer: bytes, digest: str) -> None:
    """Nothing when the key's owner gave this answer to this challenge.

    `digest` is what DG14 says for ECDSA, "" where it does not. Raises NotProven(WRONG_ANSWER).
    """
    if isinstance(key, rsa.RSAPublicKey):
        right = _recovered(key, challenge, answer)
    else:
        right = _signed(key, challenge, answer, digest)
    if not right:
        raise NotProven(Reason.WRONG_ANSWER)


def _recovered(key: rsa.RSAPublicKey, challenge: bytes, answer: bytes) -> bool:
    """ISO 9796-2, scheme 1: the chip's half of the message comes out of the signature."""
    numbers, size = key.public_numbers(), (key.key_size + 7) // 8
    if len(answer) != size or int.from_bytes(answer, "big") >= numbers.n:
        return False
    opened = pow(int.from_bytes(answer, "big"), numbers.e, numbers.n)
    if opened & 0x0F != 0x0C:
        opened = numbers.n - opened
    block = opened.to_bytes(size, "big")
    name, trailer = "sha1", 1
    if block[-1] == EXPLICIT:
        name, trailer = DIGESTS.get(block[-2], ""), 2
    elif block[-1] != IMPLICIT:
        return False
    if not name or block[0] != HEADER:
        return False
    end = size - trailer
    start = end - hashlib.new(name).digest_size
    made = hashlib.new(name, block[1:start] + challenge, usedforsecurity=False).digest()
    return hmac.compare_digest(made, block[start:end])


def _signed(
    key: ec.EllipticCurvePublicKey | RareKey, challenge: bytes, answer: bytes, digest: str
) -> bool:
    """Plain ECDSA; a chip that names no digest may have used any that fits its curve."""
    names = [digest] if digest in HASHES else ["sha256", "sha384", "sha512", "sha224", "sha1"]
    try:
        signature = signatures.from_plain(answer)
    except NotProven:
        return False
    for name in names:
        try:
            if isinstance(key, RareKey):
                if key.verifies(signature, challenge, HASHES[name]):
                    return True
                continue
            key.verify(signature, challenge, ec.ECDSA(HASHES[name]))
        except (InvalidSignature, ValueError, UnsupportedAlgorithm):
            continue
        return True
    return False
