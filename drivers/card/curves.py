"""Elliptic curves by their OID, by their number, or by explicit parameters that are theirs to the last bit.

Many document signers write the curve out instead of naming it (ICAO 9303-12, 4.4 asks them to).
"""

from __future__ import annotations

from functools import cache
from typing import overload

from cryptography.hazmat.primitives.asymmetric import ec

from drivers.card import der, parameters, rare_curves
from drivers.card.der import Node
from drivers.card.mapping import Curve
from drivers.card.rare_curves import RareCurve, RareKey
from drivers.card.tlv import Malformed
from drivers.card.verdict import NotProven, Reason

LEAST_BITS = 224
PRIME_FIELD = "1.2.840.10045.1.1"
NAMED: dict[str, Curve] = {
    "1.3.132.0.33": parameters.P224,
    "1.2.840.10045.3.1.7": parameters.P256,
    "1.3.132.0.34": parameters.P384,
    "1.3.132.0.35": parameters.P521,
    "1.3.36.3.3.2.8.1.1.7": parameters.BRAINPOOL_P256,
    "1.3.36.3.3.2.8.1.1.11": parameters.BRAINPOOL_P384,
    "1.3.36.3.3.2.8.1.1.13": parameters.BRAINPOOL_P512,
}


def standardized(number: int) -> ec.EllipticCurve | RareCurve:
    """The curve of that number (ICAO 9303-11, 9.5.1) for a key that lasts.

    Raises NotProven: UNKNOWN_CURVE, and WEAK_KEY where it is shorter than 9303-12, 4.4 allows.
    """
    if number in rare_curves.STANDARDIZED:
        return rare_curves.STANDARDIZED[number]
    group = parameters.STANDARDIZED.get(number)
    if not isinstance(group, Curve):
        raise NotProven(Reason.UNKNOWN_CURVE)
    if group.p.bit_length() < LEAST_BITS:
        raise NotProven(Reason.WEAK_KEY)
    return group.openssl


def curve(said: Node) -> ec.EllipticCurve | RareCurve:
    """The curve that ECParameters (RFC 3279, 2.3.5) name or write out.

    Raises Malformed, and NotProven(UNKNOWN_CURVE) when it is none of ours in every single parameter: with a
    generator of his own anybody can sign for anybody's key.
    """
    if said.tag == der.OID:
        if der.oid(said) in rare_curves.RARE:
            return rare_curves.RARE[der.oid(said)]
        named = NAMED.get(der.oid(said))
        if named is None:
            raise NotProven(Reason.UNKNOWN_CURVE)
        return named.openssl
    version, field, coefficients, generator, order, *_ = der.fields(said, 5)
    der.small(version)
    kind, prime = der.fields(field, 2)[:2]
    a, b = der.fields(coefficients, 2)[:2]
    if der.oid(kind) != PRIME_FIELD:
        raise NotProven(Reason.UNKNOWN_CURVE)
    given = (der.integer(prime), *(_number(der.octets(x)) for x in (a, b)), der.integer(order))
    for known in NAMED.values():
        if (known.p, known.a, known.b, known.n) == given and der.octets(generator) in _generators(
            known.openssl.name
        ):
            return known.openssl
    for rare in rare_curves.RARE.values():
        whole = rare.encoded(rare.generator)
        short = bytes([2 + (rare.generator[1] & 1)]) + whole[1 : 1 + rare.width]
        if (rare.p, rare.a, rare.b, rare.n) == given and der.octets(generator) in (whole, short):
            return rare
    raise NotProven(Reason.UNKNOWN_CURVE)


@overload
def public_key(known: ec.EllipticCurve, point: bytes) -> ec.EllipticCurvePublicKey: ...
@overload
def public_key(known: RareCurve, point: bytes) -> RareKey: ...
def public_key(
    known: ec.EllipticCurve | RareCurve, point: bytes
) -> ec.EllipticCurvePublicKey | RareKey:
    """The key whose point is `point` (02, 03 or 04 first); raises Malformed when it is not on the curve."""
    try:
        if isinstance(known, RareCurve):
            return known.key(point)
        return ec.EllipticCurvePublicKey.from_encoded_point(known, point)
    except ValueError:
        raise Malformed("point") from None


@cache
def _generators(name: str) -> tuple[bytes, bytes]:
    """G of the curve, whole and compressed."""
    known = next(held.openssl for held in NAMED.values() if held.openssl.name == name)
    numbers = ec.derive_private_key(1, known).public_key().public_numbers()
    size = (known.key_size + 7) // 8
    x, y = (number.to_bytes(size, "big") for number in (numbers.x, numbers.y))
    return b"\x04" + x + y, bytes([2 + (numbers.y & 1)]) + x


def _number(data: bytes) -> int:
    if len(data) > der.MOST_NUMBER:
        raise Malformed("number")
    return int.from_bytes(data, "big")
