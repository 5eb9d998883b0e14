"""Elliptic curves by their OID, by their number, or by explicit parameters that are theirs to the last bit.

Many document signers write the curve out instead of naming it (ICAO 9303-12, 4.4 asks them to).
"""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec

from drivers.card import der
from drivers.card.der import Node
from drivers.card.tlv import Malformed
from drivers.card.verdict import NotProven, Reason

PRIME_FIELD = "1.2.840.10045.1.1"
NAMED: dict[str, ec.EllipticCurve] = {
    "1.3.132.0.33": ec.SECP224R1(),
    "1.2.840.10045.3.1.7": ec.SECP256R1(),
    "1.3.132.0.34": ec.SECP384R1(),
    "1.3.132.0.35": ec.SECP521R1(),
    "1.3.36.3.3.2.8.1.1.7": ec.BrainpoolP256R1(),
    "1.3.36.3.3.2.8.1.1.11": ec.BrainpoolP384R1(),
    "1.3.36.3.3.2.8.1.1.13": ec.BrainpoolP512R1(),
}
STANDARDIZED: dict[int, ec.EllipticCurve] = {  # ICAO 9303-11, 9.5.1
    10: ec.SECP224R1(),
    12: ec.SECP256R1(),
    13: ec.BrainpoolP256R1(),
    15: ec.SECP384R1(),
    16: ec.BrainpoolP384R1(),
    17: ec.BrainpoolP512R1(),
    18: ec.SECP521R1(),
}
# p, a, b and the order of the generator (FIPS 186-4, D.1.2; RFC 5639, 3).
WRITTEN_OUT: dict[str, tuple[int, int, int, int]] = {
    "secp224r1": (
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFE,
        0xB4050A850C04B3ABF54132565044B0B7D7BFD8BA270B39432355FFB4,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D,
    ),
    "secp256r1": (
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    ),
    "secp384r1": (
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFC,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    ),
    "secp521r1": (
        (1 << 521) - 1,
        (1 << 521) - 4,
        0x51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
        0x1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
    ),
    "brainpoolP256r1": (
        0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377,
        0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9,
        0x26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6,
        0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7,
    ),
    "brainpoolP384r1": (
        0x8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B412B1DA197FB71123ACD3A729901D1A71874700133107EC53,
        0x7BC382C63D8C150C3C72080ACE05AFA0C2BEA28E4FB22787139165EFBA91F90F8AA5814A503AD4EB04A8C7DD22CE2826,
        0x4A8C7DD22CE28268B39B55416F0447C2FB77DE107DCD2A62E880EA53EEB62D57CB4390295DBC9943AB78696FA504C11,
        0x8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7CF3AB6AF6B7FC3103B883202E9046565,
    ),
    "brainpoolP512r1": (
        0xAADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA703308717D4D9B009BC66842AECDA12AE6A380E62881FF2F2D82C68528AA6056583A48F3,
        0x7830A3318B603B89E2327145AC234CC594CBDD8D3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CA,
        0x3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CADC083E67984050B75EBAE5DD2809BD638016F723,
        0xAADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330870553E5C414CA92619418661197FAC10471DB1D381085DDADDB58796829CA90069,
    ),
}


def curve(parameters: Node) -> ec.EllipticCurve:
    """The curve that ECParameters (RFC 3279, 2.3.5) name or write out.

    Raises Malformed, and NotProven(UNKNOWN_CURVE) when it is none of ours in every single parameter: with a
    generator of his own anybody can sign for anybody's key.
    """
    if parameters.tag == der.OID:
        named = NAMED.get(der.oid(parameters))
        if named is None:
            raise NotProven(Reason.UNKNOWN_CURVE)
        return named
    version, field, coefficients, generator, order, *_ = der.fields(parameters, 5)
    der.small(version)
    kind, prime = der.fields(field, 2)[:2]
    a, b = der.fields(coefficients, 2)[:2]
    if der.oid(kind) != PRIME_FIELD:
        raise NotProven(Reason.UNKNOWN_CURVE)
    given = (der.integer(prime), *(_number(der.octets(x)) for x in (a, b)), der.integer(order))
    for known in NAMED.values():
        if WRITTEN_OUT[known.name] == given and der.octets(generator) in _generators(known.name):
            return known
    raise NotProven(Reason.UNKNOWN_CURVE)


def public_key(known: ec.EllipticCurve, point: bytes) -> ec.EllipticCurvePublicKey:
    """The key whose point is `point` (02, 03 or 04 first); raises Malformed when it is not on the curve."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(known, point)
    except ValueError:
        raise Malformed("point") from None


@cache
def _generators(name: str) -> tuple[bytes, bytes]:
    """G of the curve, whole and compressed."""
    known = next(known for known in NAMED.values() if known.name == name)
    numbers = ec.derive_private_key(1, known).public_key().public_numbers()
    size = (known.key_size + 7) // 8
    x, y = (number.to_bytes(size, "big") for number in (numbers.x, numbers.y))
    return b"\x04" + x + y, bytes([2 + (numbers.y & 1)]) + x


def _number(data: bytes) -> int:
    if len(data) > der.MOST_NUMBER:
        raise Malformed("number")
    return int.from_bytes(data, "big")
