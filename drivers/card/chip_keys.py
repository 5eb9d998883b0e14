"""The keys with which an invented chip proves itself; new in each process."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from drivers.card import country
from drivers.card.modp import MODP_2048_256, Modp
from drivers.card.parameters import STANDARDIZED
from drivers.card.tlv import make

ACTIVE_INFO = bytes.fromhex("678108010105")
ECDSA_PLAIN_SHA256 = bytes.fromhex("04007F000701010401 03")
PUBLIC_KEY = bytes.fromhex("04007F00070202 01")
AGREEMENT = bytes.fromhex("04007F00070202 03")
DH, ECDH = b"\x01", b"\x02"
STANDARD_CURVE = bytes.fromhex("04007F00070102")  # named by its number (9303-11, 9.4.4)
PKCS3 = bytes.fromhex("2A864886F70D010301")
SUITES = {"3des": b"\x01", "": b"\x02", "aes192": b"\x03", "aes256": b"\x04"}


class Active(StrEnum):
    """The key of active authentication."""

    ECDSA = "ecdsa"
    RSA = "rsa"  # of 1536 bits: its answer fits a short response
    RSA_2048 = "rsa-2048"
    NONE = "none"


class Agreement(StrEnum):
    """The key of chip authentication, and the ciphers that follow; AES-128 where none is named."""

    ECDH = "ecdh"
    ECDH_3DES = "ecdh-3des"
    ECDH_AES192 = "ecdh-aes192"
    ECDH_AES256 = "ecdh-aes256"
    DH = "dh"
    NONE = "none"


@dataclass(frozen=True)
class DhPrivateKey:
    """A Diffie-Hellman private key in its group."""

    group: Modp
    scalar: int = field(repr=False)

    def spki(self) -> bytes:
        public = pow(self.group.g, self.scalar, self.group.p)
        parameters = make(0x30, integer(self.group.p), integer(self.group.g))
        key = make(0x03, b"\0" + integer(public))
        return make(0x30, make(0x30, make(0x06, PKCS3), parameters), key)


@cache
def active_key(kind: Active) -> country.PrivateKey | None:
    """The chip's private key for active authentication."""
    match kind:
        case Active.ECDSA:
            return country.new_key()
        case Active.RSA:
            return rsa.generate_private_key(65537, 1536)
        case Active.RSA_2048:
            return rsa.generate_private_key(65537, 2048)
        case Active.NONE:
            return None


@cache
def agreement_key(curve: bool, /) -> ec.EllipticCurvePrivateKey | DhPrivateKey:
    """The chip's private key for chip authentication, on a curve or not."""
    if curve:
        return country.new_key()
    return DhPrivateKey(MODP_2048_256, 1 + secrets.randbelow(MODP_2048_256.q - 1))


@cache
def mapping_key(parameter: int, /) -> tuple[int, bytes]:
    """The secret and the public key with which a chip maps, on the curve of that number."""
    group = STANDARDIZED[parameter]
    secret = group.random_scalar()
    return secret, group.public(secret)


def mapping_infos(parameters: Iterable[int]) -> list[bytes]:
    """A ChipAuthenticationPublicKeyInfo for each of these curves (ICAO 9303-11, 9.2.6)."""
    infos = []
    for parameter in parameters:
        number = make(0x02, bytes([parameter]))
        algorithm = make(0x30, make(0x06, STANDARD_CURVE), number)
        point = make(0x03, b"\0" + mapping_key(parameter)[1])
        key = make(0x30, algorithm, point)
        infos.append(make(0x30, make(0x06, PUBLIC_KEY + ECDH), key, number))
    return infos


def agreement_spki(curve: bool, explicit: bool = False) -> bytes:
    """The public half of that key."""
    key = agreement_key(curve)
    return key.spki() if isinstance(key, DhPrivateKey) else country.spki(key, explicit)


def security_infos(active: Active, agreement: Agreement, explicit: bool = False) -> bytes:
    """The SecurityInfos of DG14; b"" where the chip has nothing to say (ICAO 9303-11, 9.2)."""
    infos = []
    if active is Active.ECDSA:
        named = make(0x06, ECDSA_PLAIN_SHA256)
        infos.append(make(0x30, make(0x06, ACTIVE_INFO), make(0x02, b"\1"), named))
    if agreement is not Agreement.NONE:
        kind, _, cipher = agreement.partition("-")
        which = DH if kind == "dh" else ECDH
        protocol = AGREEMENT + which + SUITES[cipher]
        infos.append(make(0x30, make(0x06, protocol), make(0x02, b"\1")))
        key = agreement_spki(which == ECDH, explicit)
        infos.append(make(0x30, make(0x06, PUBLIC_KEY + which), key))
    return make(0x31, *infos) if infos else b""


def integer(number: int) -> bytes:
    """A positive INTEGER in DER."""
    return make(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))
