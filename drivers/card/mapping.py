"""Points of a curve and the generic mapping of PACE (ICAO 9303-11, 4.4.3.3.1).

OpenSSL's ECDH gives only the x of k·P, and PACE needs whole points. So y is a square root, and its
sign is settled by a second ECDH with k+1: only one affine addition is done here, slowly.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

BYTES = 32  # of a coordinate: both curves are 256 bits wide


class BadPoint(ValueError):
    """Not a point of the curve, or the point at infinity."""


@dataclass(frozen=True)
class Point:
    """An affine point; never infinity."""

    x: int = field(repr=False)
    y: int = field(repr=False)

    def encoded(self) -> bytes:
        """04 || x || y (BSI TR-03111, 3.2.1)."""
        return b"\x04" + self.x.to_bytes(BYTES, "big") + self.y.to_bytes(BYTES, "big")


@dataclass(frozen=True)
class Curve:
    """A curve y² = x³ + ax + b over p (p = 3 mod 4) with generator order n, and OpenSSL's name of it."""

    openssl: ec.EllipticCurve
    p: int
    a: int
    b: int
    n: int

    def decoded(self, data: bytes) -> Point:
        """The point in 04 || x || y; raises BadPoint."""
        if len(data) != 1 + 2 * BYTES or data[0] != 4:
            raise BadPoint
        point = Point(
            int.from_bytes(data[1 : 1 + BYTES], "big"), int.from_bytes(data[1 + BYTES :], "big")
        )
        self._key(point)
        return point

    def random_scalar(self) -> int:
        return 1 + secrets.randbelow(self.n - 1)

    def of_generator(self, scalar: int) -> Point:
        """scalar·G."""
        numbers = self._scalar(scalar).public_key().public_numbers()
        return Point(numbers.x, numbers.y)

    def agree(self, scalar: int, point: Point) -> bytes:
        """The x of scalar·point, 32 bytes; raises BadPoint."""
        try:
            return self._scalar(scalar).exchange(ec.ECDH(), self._key(point))
        except ValueError:
            raise BadPoint from None

    def multiply(self, scalar: int, point: Point) -> Point:
        """scalar·point; raises BadPoint."""
        if scalar == 1:
            return point
        if scalar == self.n - 1:
            return Point(point.x, self.p - point.y)
        x = int.from_bytes(self.agree(scalar, point), "big")
        y = pow(x**3 + self.a * x + self.b, (self.p + 1) // 4, self.p)
        guess = Point(x, y)
        if self.add(guess, point).x == int.from_bytes(self.agree(scalar + 1, point), "big"):
            return guess
        return Point(x, self.p - y)

    def add(self, left: Point, right: Point) -> Point:
        """left + right for two different points; raises BadPoint."""
        if left.x == right.x:
            raise BadPoint
        slope = (right.y - left.y) * pow(right.x - left.x, -1, self.p) % self.p
        x = (slope * slope - left.x - right.x) % self.p
        return Point(x, (slope * (left.x - x) - left.y) % self.p)

    def mapped(self, nonce: bytes, shared: Point) -> Point:
        """The mapped generator: s·G + H; raises BadPoint."""
        scalar = int.from_bytes(nonce, "big") % self.n
        if scalar == 0:
            raise BadPoint
        return self.add(self.of_generator(scalar), shared)

    def _scalar(self, scalar: int) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(scalar, self.openssl)

    def _key(self, point: Point) -> ec.EllipticCurvePublicKey:
        try:
            return ec.EllipticCurvePublicNumbers(point.x, point.y, self.openssl).public_key()
        except ValueError:
            raise BadPoint from None


BRAINPOOL_P256 = Curve(  # RFC 5639, 3.4
    ec.BrainpoolP256R1(),
    p=0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377,
    a=0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9,
    b=0x26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6,
    n=0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7,
)
P256 = Curve(  # FIPS 186-4, D.1.2.3
    ec.SECP256R1(),
    p=0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    a=0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC,
    b=0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    n=0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
)
STANDARDIZED = {12: P256, 13: BRAINPOOL_P256}  # ICAO 9303-11, 9.5.1
