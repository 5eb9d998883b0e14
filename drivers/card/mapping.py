"""Points of a curve and the mappings of PACE over it (ICAO 9303-11, 4.4.3.3).

OpenSSL's ECDH gives only the x of k·P, and PACE needs whole points. So y is a square root, and its
sign is settled by a second ECDH with k+1: only one affine addition is done here, slowly.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec


class BadPoint(ValueError):
    """Not a point of the curve, or the point at infinity."""


class Group(Protocol):
    """A group in which two sides agree on a key; its elements are bytes as they travel.

    All raise BadPoint (a ValueError) on bytes that are no element, or lead to a neutral one.
    """

    @property
    def tag(self) -> int:
        """Of a public key in a token's input (9.4.2, 9.4.3)."""
        ...

    @property
    def p(self) -> int:
        """The prime of its field."""
        ...

    def random_scalar(self) -> int: ...

    def public(self, scalar: int, generator: bytes | None = None) -> bytes:
        """scalar times `generator`, or times the group's own."""
        ...

    def shared(self, scalar: int, theirs: bytes) -> bytes:
        """The secret both sides have in common (9.5.2)."""
        ...

    def mapped(self, nonce: bytes, scalar: int, theirs: bytes) -> bytes:
        """The generator by generic mapping (4.4.3.3.1)."""
        ...

    def embedded(self, number: int) -> bytes:
        """The generator by integrated mapping, from a number of the field (4.4.3.3.2)."""
        ...


@dataclass(frozen=True)
class Point:
    """An affine point; never infinity."""

    x: int = field(repr=False)
    y: int = field(repr=False)


@dataclass(frozen=True)
class Curve:
    """A curve y² = x³ + ax + b over p with generator order n, and OpenSSL's name of it."""

    openssl: ec.EllipticCurve
    p: int
    a: int
    b: int
    n: int

    tag = 0x86

    @property
    def width(self) -> int:
        """Bytes of a coordinate."""
        return (self.p.bit_length() + 7) // 8

    def encoded(self, point: Point) -> bytes:
        """04 || x || y (BSI TR-03111, 3.2.1)."""
        return b"\x04" + point.x.to_bytes(self.width, "big") + point.y.to_bytes(self.width, "big")

    def decoded(self, data: bytes) -> Point:
        """The point in 04 || x || y; raises BadPoint."""
        middle = 1 + self.width
        if len(data) != 1 + 2 * self.width or data[0] != 4:
            raise BadPoint
        point = Point(int.from_bytes(data[1:middle], "big"), int.from_bytes(data[middle:], "big"))
        self._key(point)
        return point

    def random_scalar(self) -> int:
        return 1 + secrets.randbelow(self.n - 1)

    def public(self, scalar: int, generator: bytes | None = None) -> bytes:
        if generator is None:
            return self.encoded(self.of_generator(scalar))
        return self.encoded(self.multiply(scalar, self.decoded(generator)))

    def shared(self, scalar: int, theirs: bytes) -> bytes:
        return self.agree(scalar, self.decoded(theirs))

    def mapped(self, nonce: bytes, scalar: int, theirs: bytes) -> bytes:
        shared = self.multiply(scalar, self.decoded(theirs))
        return self.encoded(self.mapped_by(nonce, shared))

    def embedded(self, number: int) -> bytes:
        return self.encoded(self.point_of(number))

    def of_generator(self, scalar: int) -> Point:
        """scalar·G."""
        numbers = self._scalar(scalar).public_key().public_numbers()
        return Point(numbers.x, numbers.y)

    def agree(self, scalar: int, point: Point) -> bytes:
        """The x of scalar·point; raises BadPoint."""
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
        y = _root(self._right_side(x), self.p)
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

    def mapped_by(self, nonce: bytes, shared: Point) -> Point:
        """The mapped generator: s·G + H; raises BadPoint."""
        scalar = int.from_bytes(nonce, "big") % self.n
        if scalar == 0:
            raise BadPoint
        return self.add(self.of_generator(scalar), shared)

    def point_of(self, number: int) -> Point:
        """The point that a number of the field stands for (9303-11, appendix B.2); raises BadPoint.

        Only where p = 3 mod 4, as the standard has it.
        """
        p = self.p
        alpha = -number * number % p
        beta = (alpha + alpha * alpha) % p
        if beta == 0:
            raise BadPoint
        x = -self.b * pow(self.a, -1, p) * (1 + pow(beta, -1, p)) % p
        height = self._right_side(x)
        root = pow(height, p - 1 - (p + 1) // 4, p)
        if root * root * height % p == 1:
            return Point(x, root * height % p)
        return Point(alpha * x % p, root * pow(number, 3, p) * height % p)

    def _right_side(self, x: int) -> int:
        return (pow(x, 3, self.p) + self.a * x + self.b) % self.p

    def _scalar(self, scalar: int) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(scalar, self.openssl)

    def _key(self, point: Point) -> ec.EllipticCurvePublicKey:
        try:
            return ec.EllipticCurvePublicNumbers(point.x, point.y, self.openssl).public_key()
        except ValueError:
            raise BadPoint from None


def _root(square: int, p: int) -> int:
    """A square root modulo p (Tonelli and Shanks; one power where p = 3 mod 4, as but for P-224)."""
    twos = ((p - 1) & (1 - p)).bit_length() - 1
    odd = (p - 1) >> twos
    root, rest = pow(square, (odd + 1) // 2, p), pow(square, odd, p)
    other = next(n for n in range(2, p) if pow(n, (p - 1) // 2, p) == p - 1) if rest != 1 else 0
    turn = pow(other, odd, p)
    while rest != 1:
        order, power = 0, rest
        while power != 1:
            power = power * power % p
            order += 1
            if order == twos:
                raise BadPoint  # no square
        step = pow(turn, 1 << (twos - order - 1), p)
        twos, turn = order, step * step % p
        root, rest = root * step % p, rest * turn % p
    return root
