"""PACE with generic mapping over ECDH and AES-128, most often with the CAN (ICAO 9303-11, 4.4)."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from drivers.card import CardError, CardState, Channel, UnexpectedStatus, tlv
from drivers.card.apdu import command, send
from drivers.card.key_derivation import ENC, MAC, PASSWORD, derive
from drivers.card.mapping import STANDARDIZED, BadPoint, Curve, Point
from drivers.card.secure_messaging import SecureMessaging, SessionKeys

GM_AES_128 = bytes.fromhex("04007F00070202040202")  # id-PACE-ECDH-GM-AES-CBC-CMAC-128, 9.2.1
CAN = 2  # the password's reference in MSE:Set AT, 4.4.4.1


@dataclass(frozen=True)
class Password:
    """What both sides must know, and which kind it is (9.7.3)."""

    reference: int
    secret: bytes = field(repr=False)


def can(digits: str) -> Password:
    """The card access number as password."""
    return Password(CAN, digits.encode("ascii"))


@dataclass(frozen=True)
class PaceInfo:
    """One way of doing PACE that the chip offers and this kiosk knows (9.2.1)."""

    protocol: bytes
    parameter: int  # standardized domain parameters, 9.5.1
    ambiguous: bool = False  # the same protocol is offered with other parameters too

    @property
    def curve(self) -> Curve:
        return STANDARDIZED[self.parameter]


def pace_info(card_access: bytes) -> PaceInfo | None:
    """The first PACEInfo of EF.CardAccess that we can do, None without one; raises Malformed."""
    parameters: list[int] = []
    for info in tlv.elements(tlv.only(card_access, 0x31)):
        if info.tag != 0x30:
            raise tlv.Malformed("SecurityInfo")
        match list(tlv.elements(info.value)):
            case [
                tlv.Element(tag=0x06, value=protocol),
                tlv.Element(tag=0x02, value=b"\x02"),
                tlv.Element(tag=0x02, value=parameter),
            ] if protocol == GM_AES_128:
                parameters.append(int.from_bytes(parameter, "big"))
    known = [parameter for parameter in parameters if parameter in STANDARDIZED]
    return PaceInfo(GM_AES_128, known[0], ambiguous=len(parameters) > 1) if known else None


def password_key(password: Password) -> bytes:
    """Kπ, the key that hides the nonce (9.7.3)."""
    return derive(password.secret, PASSWORD)


def decrypted_nonce(key: bytes, encrypted: bytes) -> bytes:
    """The nonce s (4.4.3.3); raises ValueError when `encrypted` is no whole number of blocks."""
    decryptor = Cipher(algorithms.AES128(key), modes.CBC(bytes(16))).decryptor()
    return decryptor.update(encrypted) + decryptor.finalize()


def session_keys(secret: bytes) -> SessionKeys:
    """KSenc and KSmac from the agreed x (9.7.1)."""
    return SessionKeys(derive(secret, ENC), derive(secret, MAC))


def token(keys: SessionKeys, protocol: bytes, point: Point) -> bytes:
    """The authentication token over the other side's key (4.4.3.4)."""
    mac = CMAC(algorithms.AES128(keys.mac))
    mac.update(tlv.make(0x7F49, tlv.make(0x06, protocol), tlv.make(0x86, point.encoded())))
    return mac.finalize()[:8]


def establish(
    channel: Channel,
    info: PaceInfo,
    password: Password,
    scalar: Callable[[Curve], int] = Curve.random_scalar,
) -> SecureMessaging:
    """Prove that both sides know the password and return the secured channel (4.4.1).

    Raises CardError: NOT_CITIZEN when the chip does not begin PACE at all, WRONG_NUMBER when the
    proof fails, UNREADABLE when it answers nonsense. `scalar` is where ephemeral keys come from.
    """
    _begin(channel, info, password.reference)
    try:
        keys = _agree(channel, info, password, scalar)
    except UnexpectedStatus as refusal:
        raise CardError(CardState.UNREADABLE, f"PACE {refusal.status:04X}") from None
    except (tlv.Malformed, BadPoint, ValueError):
        raise CardError(CardState.UNREADABLE, "PACE data") from None
    return SecureMessaging(channel, keys)


def _begin(channel: Channel, info: PaceInfo, reference: int) -> None:
    """MSE:Set AT (4.4.4.1)."""
    data = tlv.make(0x80, info.protocol) + tlv.make(0x83, bytes([reference]))
    if info.ambiguous:
        data += tlv.make(0x84, bytes([info.parameter]))
    try:
        send(channel, command(0x00, 0x22, 0xC1, 0xA4, data))
    except UnexpectedStatus as refusal:
        # 63Cx only warns that earlier tries failed.
        if refusal.status >> 4 != 0x63C:
            raise CardError(CardState.NOT_CITIZEN, f"MSE {refusal.status:04X}") from None


def _agree(
    channel: Channel, info: PaceInfo, password: Password, scalar: Callable[[Curve], int]
) -> SessionKeys:
    curve = info.curve
    nonce = decrypted_nonce(password_key(password), _step(channel, None, 0x80))
    mapping = scalar(curve)
    theirs = curve.decoded(_step(channel, (0x81, curve.of_generator(mapping).encoded()), 0x82))
    generator = curve.mapped(nonce, curve.multiply(mapping, theirs))
    ephemeral = scalar(curve)
    ours = curve.multiply(ephemeral, generator)
    theirs = curve.decoded(_step(channel, (0x83, ours.encoded()), 0x84))
    if theirs == ours:
        raise BadPoint  # a mirror, 4.4.1 step 3d
    keys = session_keys(curve.agree(ephemeral, theirs))
    try:
        proof = _step(channel, (0x85, token(keys, info.protocol, theirs)), 0x86, last=True)
    except UnexpectedStatus as refusal:
        if refusal.status >> 8 == 0x63:  # 6300 or 63Cx, 4.4.4.2
            raise CardError(CardState.WRONG_NUMBER) from None
        raise
    if not hmac.compare_digest(proof, token(keys, info.protocol, ours)):
        raise tlv.Malformed("token")
    return keys


def _step(
    channel: Channel, given: tuple[int, bytes] | None, wanted: int, last: bool = False
) -> bytes:
    """One GENERAL AUTHENTICATE (4.4.4.2): its answer's data object `wanted`."""
    data = tlv.make(0x7C, tlv.make(*given) if given else b"")
    answer = send(channel, command(0x00 if last else 0x10, 0x86, 0, 0, data, le=256))
    value = tlv.first(tlv.only(answer, 0x7C), wanted)
    if value is None:
        raise tlv.Malformed(f"no {wanted:X}")
    return value
