"""Chip-authentication mapping: on the way into PACE the chip shows that it holds a signed key.

ICAO 9303-11, 4.4.3.3.3 and 4.4.3.5; the key stands in EF.CardSecurity (9303-10, 3.11.4).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from drivers.card import der, signatures, signed_data
from drivers.card.mapping import Curve, Point
from drivers.card.parameters import STANDARDIZED
from drivers.card.signed_data import SignedData
from drivers.card.tlv import Malformed
from drivers.card.verdict import PROVEN, Link, NotProven, Reason, failed, not_checked

MOST_BYTES = 32 * 1024
MOST_INFOS = 32
SECURITY_OBJECT = "0.4.0.127.0.7.3.2.1"  # id-SecurityObject, what EF.CardSecurity signs
PUBLIC_KEY = "0.4.0.127.0.7.2.2.1.2"  # ChipAuthenticationPublicKeyInfo on a curve


@dataclass(frozen=True)
class ChipMapping:
    """What a chip gave: the number of its curve, its public mapping key, and its proof (4.4.3.5.1)."""

    parameter: int
    public: bytes = field(repr=False)
    data: bytes = field(repr=False)

    def proves(self, static: bytes) -> bool:
        """Whether it knows the secret of `static`, a point of its curve (4.4.3.5.2)."""
        group = STANDARDIZED.get(self.parameter)
        if not isinstance(group, Curve):
            return False
        x = slice(1, 1 + group.width)
        try:
            shared = group.public(int.from_bytes(self.data, "big"), static)
        except ValueError:
            return False
        return hmac.compare_digest(shared[x], self.public[x])


def judge(
    mapped: ChipMapping, card_security: bytes | None, vouched: Callable[[SignedData], Link]
) -> Link:
    """Whether the chip holds the private half of a key that EF.CardSecurity has for that curve.

    `vouched` says whether whoever signed it is as trusted as the signer of EF.SOD.
    """
    if card_security is None:
        return not_checked(Reason.KEY_WITHHELD)
    try:
        signed = _signed(card_security)
        keys = list(_points(signed.content, mapped.parameter))
    except Malformed:
        return not_checked(Reason.MALFORMED)
    link = vouched(signed)
    if not link.holds:
        return link
    if not keys:
        return not_checked(Reason.NO_KEY)
    if any(mapped.proves(key) for key in keys):
        return PROVEN
    return failed(Reason.WRONG_ANSWER)


def _signed(card_security: bytes) -> SignedData:
    if len(card_security) > MOST_BYTES:
        raise Malformed("EF.CardSecurity too long")
    content = der.definite(card_security)
    der.survey(content)
    signed = signed_data.parse(content)
    if signed.kind != SECURITY_OBJECT:
        raise Malformed("EF.CardSecurity content")
    der.survey(signed.content)
    return signed


def _points(content: bytes, parameter: int) -> Iterator[bytes]:
    """The public keys on that curve."""
    group = STANDARDIZED.get(parameter)
    infos = der.inside(der.one(content, der.SET), der.SET)
    if not isinstance(group, Curve) or len(infos) > MOST_INFOS:
        raise Malformed("EF.CardSecurity keys")
    for info in infos:
        name, *rest = der.fields(info, 2)
        if der.oid(name) != PUBLIC_KEY:
            continue
        try:
            key = signatures.public_key(rest[0])
        except NotProven:
            continue
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == group.openssl.name:
            numbers = key.public_numbers()
            yield group.encoded(Point(numbers.x, numbers.y))
