"""Chip authentication, version 1: both agree on new keys, which only the chip's own key makes possible.

ICAO 9303-11, 6.2. From then on secure messaging runs under the new keys; a copy cannot follow.
"""

from __future__ import annotations

import secrets
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from drivers.card import Channel, tlv
from drivers.card.apdu import Linked, command, send
from drivers.card.dg14 import Agreement, DhKey
from drivers.card.key_derivation import ENC, MAC, derive
from drivers.card.rare_curves import RareKey
from drivers.card.secure_messaging import SessionKeys
from drivers.card.suites import Suite
from drivers.card.tlv import Malformed

SET_KAT, SET_AT = (0x22, 0x41, 0xA6), (0x22, 0x41, 0xA4)
GENERAL_AUTHENTICATE = (0x86, 0x00, 0x00)


class Secured(Protocol):
    """Secure messaging whose keys can be changed."""

    def transmit(self, command: bytes) -> bytes: ...

    def rekey(self, keys: SessionKeys) -> None:
        """From the next command on."""
        ...


def run(channel: Secured, way: Agreement, extended: bool = True) -> bytes:
    """Agree with the chip and change keys; returns our ephemeral public key, as sent.

    Nothing is proven until the chip has answered a command under the new keys. Without `extended` length a
    long key goes in pieces. Raises UnexpectedStatus when
    the chip refuses, Malformed when its key is of no use, CardError.
    """
    ours, secret = _ephemeral(way)
    carrier: Channel = channel if extended else Linked(channel)
    key_id = tlv.make(0x84, _number(way.key_id)) if way.key_id is not None else b""
    if way.suite is Suite.DES3:
        send(carrier, command(0x00, *SET_KAT, tlv.make(0x91, ours) + key_id))
    else:
        send(channel, command(0x00, *SET_AT, tlv.make(0x80, way.protocol) + key_id))
        data = tlv.make(0x7C, tlv.make(0x80, ours))
        send(carrier, command(0x00, *GENERAL_AUTHENTICATE, data, 256))
    channel.rekey(session_keys(secret, way.suite))
    return ours


def session_keys(secret: bytes, suite: Suite) -> SessionKeys:
    """KSenc and KSmac from the agreed secret (9.7.1)."""
    return SessionKeys(derive(secret, ENC, suite), derive(secret, MAC, suite), suite)


def shared(private: int, key: DhKey) -> bytes:
    """The secret of a Diffie-Hellman agreement, as long as the prime; raises Malformed."""
    secret = pow(key.value, private, key.prime)
    if secret in (0, 1, key.prime - 1):
        raise Malformed("DH key")
    return secret.to_bytes(key.size, "big")


def _ephemeral(way: Agreement) -> tuple[bytes, bytes]:
    """Our public key and the secret shared with the chip's; raises Malformed."""
    match way.key:
        case ec.EllipticCurvePublicKey() as theirs:
            private = ec.generate_private_key(theirs.curve)
            numbers = private.public_key().public_numbers()
            size = (theirs.curve.key_size + 7) // 8
            x, y = (number.to_bytes(size, "big") for number in (numbers.x, numbers.y))
            return b"\x04" + x + y, private.exchange(ec.ECDH(), theirs)
        case RareKey() as theirs:
            return theirs.agreed()
        case DhKey() as key:
            scalar = 2 + secrets.randbelow(key.prime - 3)
            ours = pow(key.generator, scalar, key.prime)
            return ours.to_bytes(key.size, "big"), shared(scalar, key)
        case rsa.RSAPublicKey():
            raise Malformed("an RSA key agrees on nothing")


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
