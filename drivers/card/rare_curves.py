"""Brainpool's curves of 224 and 320 bits (RFC 5639), which OpenSSL knows and `cryptography` does not offer.

Signers of the first years and the BSI's reference chips use them. Plain arithmetic, some 10 ms a signature; its
time depends on the numbers, so no key that lasts belongs in here: only public ones, and one of ours for one session.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Affine = tuple[int, int] | None  # None is the point at infinity


@dataclass(frozen=True)
class RareCurve:
    """y² = x³ + ax + b over p, and a generator of order n; cofactor 1."""

    name: str
    p: int = field(repr=False)
    a: int = field(repr=False)
    b: int = field(repr=False)
    n: int = field(repr=False)
    generator: tuple[int, int] = field(repr=False)

    @property
    def width(self) -> int:
        """Bytes of a coordinate."""
        return (self.p.bit_length() + 7) // 8

    def add(self, left: Affine, right: Affine) -> Affine:
        """The sum of any two points."""
        if left is None or right is None:
            return right if left is None else left
        (x1, y1), (x2, y2) = left, right
        if x1 == x2 and (y1 + y2) % self.p == 0:
            return None
        over, under = (3 * x1 * x1 + self.a, 2 * y1) if left == right else (y2 - y1, x2 - x1)
        slope = over * pow(under, -1, self.p) % self.p
        x = (slope * slope - x1 - x2) % self.p
        return x, (slope * (x1 - x) - y1) % self.p

    def multiply(self, scalar: int, point: Affine) -> Affine:
        """scalar times the point."""
        total: Affine = None
        while scalar:
            if scalar & 1:
                total = self.add(total, point)
            point = self.add(point, point)
            scalar >>= 1
        return total

    def encoded(self, point: tuple[int, int]) -> bytes:
        """04 || x || y (BSI TR-03111, 3.2.1)."""
        return b"\x04" + b"".join(part.to_bytes(self.width, "big") for part in point)

    def key(self, data: bytes) -> RareKey:
        """The public key in 04 || x || y; raises ValueError when it is no point of the curve."""
        x, y = (
            int.from_bytes(part, "big")
            for part in (data[1 : 1 + self.width], data[1 + self.width :])
        )
        on_it = max(x, y) < self.p and (y * y - x * x * x - self.a * x - self.b) % self.p == 0
        if len(data) != 1 + 2 * self.width or data[0] != 4 or not on_it:
            raise ValueError("point")
        return RareKey(self, (x, y))


@dataclass(frozen=True)
class RareKey:
    """A public key on such a curve."""

    curve: RareCurve
    point: tuple[int, int] = field(repr=False)

    def verifies(self, signature: bytes, message: bytes, digest: hashes.HashAlgorithm) -> bool:
        """Whether the ECDSA signature (DER) is this key's; raises ValueError when it is none."""
        r, s = decode_dss_signature(signature)
        curve = self.curve
        if not (0 < r < curve.n and 0 < s < curve.n):
            return False
        hashed = hashes.Hash(digest)
        hashed.update(message)
        number = int.from_bytes(hashed.finalize(), "big")
        number >>= max(0, 8 * digest.digest_size - curve.n.bit_length())
        inverse = pow(s, -1, curve.n)
        found = curve.add(
            curve.multiply(number * inverse % curve.n, curve.generator),
            curve.multiply(r * inverse % curve.n, self.point),
        )
        return found is not None and found[0] % curve.n == r

    def agreed(self) -> tuple[bytes, bytes]:
        """A new public key of ours, and the secret it shares with this one (x, BSI TR-03111, 4.3.1)."""
        curve = self.curve
        ours = shared = None
        while ours is None or shared is None:
            scalar = 1 + secrets.randbelow(curve.n - 1)
            ours = curve.multiply(scalar, curve.generator)
            shared = curve.multiply(scalar, self.point)
        return curve.encoded(ours), shared[0].to_bytes(curve.width, "big")


def _curve(name: str, p: str, a: str, b: str, n: str, generator: tuple[str, str]) -> RareCurve:
    x, y = (int(part, 16) for part in generator)
    return RareCurve(name, int(p, 16), int(a, 16), int(b, 16), int(n, 16), (x, y))


BRAINPOOL_P224 = _curve(  # RFC 5639, 3.3
    "brainpoolP224r1",
    "D7C134AA264366862A18302575D1D787B09F075797DA89F57EC8C0FF",
    "68A5E62CA9CE6C1C299803A6C1530B514E182AD8B0042A59CAD29F43",
    "2580F63CCFE44138870713B1A92369E33E2135D266DBB372386C400B",
    "D7C134AA264366862A18302575D0FB98D116BC4B6DDEBCA3A5A7939F",
    (
        "0D9029AD2C7E5CF4340823B2A87DC68C9E4CE3174C1E6EFDEE12C07D",
        "58AA56F772C0726F24C6B89E4ECDAC24354B9E99CAA3F6D3761402CD",
    ),
)
BRAINPOOL_P320 = _curve(  # RFC 5639, 3.5
    "brainpoolP320r1",
    "D35E472036BC4FB7E13C785ED201E065F98FCFA6F6F40DEF4F92B9EC7893EC28FCD412B1F1B32E27",
    "3EE30B568FBAB0F883CCEBD46D3F3BB8A2A73513F5EB79DA66190EB085FFA9F492F375A97D860EB4",
    "520883949DFDBC42D3AD198640688A6FE13F41349554B49ACC31DCCD884539816F5EB4AC8FB1F1A6",
    "D35E472036BC4FB7E13C785ED201E065F98FCFA5B68F12A32D482EC7EE8658E98691555B44C59311",
    (
        "43BD7E9AFB53D8B85289BCC48EE5BFE6F20137D10A087EB6E7871E2A10A599C710AF8D0D39E20611",
        "14FDD05545EC1CC8AB4093247F77275E0743FFED117182EAA9C77877AAAC6AC7D35245D1692E8EE1",
    ),
)
RARE = {
    "1.3.36.3.3.2.8.1.1.5": BRAINPOOL_P224,
    "1.3.36.3.3.2.8.1.1.9": BRAINPOOL_P320,
}
STANDARDIZED = {11: BRAINPOOL_P224, 14: BRAINPOOL_P320}  # ICAO 9303-11, 9.5.1
