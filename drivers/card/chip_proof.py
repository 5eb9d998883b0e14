"""How a simulated chip proves that it is no copy: active and chip authentication."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from drivers.card import chip_authentication, chip_keys, country, curves, dg14, tlv
from drivers.card.chip_commands import (
    BAD_DATA,
    NOT_FOUND,
    OUT_OF_ORDER,
    Card,
    Commands,
    Refusal,
)
from drivers.card.chip_keys import Active, DhPrivateKey
from drivers.card.dg14 import DhKey
from drivers.card.files import EF
from drivers.card.secure_messaging import Protection
from drivers.card.suites import Suite

TRAILER = b"\x34\xcc"  # SHA-256


def internal_authenticate(card: Card, challenge: bytes) -> bytes:
    """Sign the reader's number (ICAO 9303-11, 6.1); a clone signs with a key of its own."""
    key = _active_key(card)
    if len(challenge) != 8:
        raise Refusal(BAD_DATA)
    if isinstance(key, rsa.RSAPrivateKey):
        made = _recoverable(key, challenge)
        return secrets.token_bytes(len(made)) if card.clone else made
    if card.clone:
        key = country.new_key()
    r, s = decode_dss_signature(key.sign(challenge, ec.ECDSA(hashes.SHA256())))
    size = (key.curve.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def set_kat(card: Card, data: bytes) -> bytes:
    """MSE:Set KAT: chip authentication in one step, for 3DES (6.2.4)."""
    fields = {element.tag: element.value for element in tlv.elements(data)}
    if 0x91 not in fields:
        raise Refusal(BAD_DATA)
    _agree(card, _way(card, Suite.DES3, None), fields[0x91])
    return b""


def set_at(card: Card, data: bytes) -> bytes:
    """MSE:Set AT: which chip authentication follows."""
    fields = {element.tag: element.value for element in tlv.elements(data)}
    card.chosen = _way(card, None, fields.get(0x80))
    return b""


def general_authenticate(card: Card, data: bytes) -> bytes:
    """The agreement that MSE:Set AT chose."""
    way = card.chosen
    if not isinstance(way, dg14.Agreement):
        raise Refusal(OUT_OF_ORDER)
    ephemeral = tlv.first(tlv.only(data, 0x7C), 0x80)
    if ephemeral is None:
        raise Refusal(BAD_DATA)
    card.chosen = None
    _agree(card, way, ephemeral)
    return tlv.make(0x7C)


# Asked inside secure messaging.
COMMANDS: Commands = {
    (0x88, 0, 0): internal_authenticate,
    (0x22, 0x41, 0xA6): set_kat,
    (0x22, 0x41, 0xA4): set_at,
    (0x86, 0, 0): general_authenticate,
}


def _active_key(card: Card) -> country.PrivateKey:
    """The private key whose public half is in DG15."""
    if EF.DG15 in card.files:
        public = dg14.active_key(card.files[EF.DG15])
        for kind in Active:
            key = chip_keys.active_key(kind)
            if key and key.public_key() == public:
                return key
    raise Refusal(NOT_FOUND)


def _recoverable(key: rsa.RSAPrivateKey, challenge: bytes) -> bytes:
    """ISO 9796-2, scheme 1, with our half of the message chosen at random."""
    size = key.key_size // 8
    ours = secrets.token_bytes(size - 1 - hashes.SHA256.digest_size - len(TRAILER))
    block = b"\x6a" + ours + hashlib.sha256(ours + challenge).digest() + TRAILER
    numbers = key.private_numbers()
    made = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)
    return made.to_bytes(size, "big")


def _way(card: Card, suite: Suite | None, protocol: bytes | None) -> dg14.Agreement:
    for way in dg14.parse(card.files.get(EF.DG14, b"")).agreements:
        if suite in (None, way.suite) and protocol in (None, way.protocol):
            return way
    raise Refusal(BAD_DATA)


def _agree(card: Card, way: dg14.Agreement, ephemeral: bytes) -> None:
    key = chip_keys.agreement_key(not isinstance(way.key, DhKey))
    if isinstance(key, DhPrivateKey):
        group = key.group
        theirs = DhKey(group.p, group.g, int.from_bytes(ephemeral, "big"))
        secret = chip_authentication.shared(key.scalar, theirs)
    else:
        secret = key.exchange(ec.ECDH(), curves.public_key(key.curve, ephemeral))
    if card.clone:
        secret = secrets.token_bytes(len(secret))
    card.next_session = Protection(chip_authentication.session_keys(secret, way.suite))
