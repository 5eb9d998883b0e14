"""PACE: both sides prove that they know a password, and agree on keys (ICAO 9303-11, 4.4)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.card import CardState, Channel, UnexpectedStatus, tlv
from drivers.card.apdu import SHORT, Linked, command, send
from drivers.card.chip_mapping import ChipMapping
from drivers.card.integrated import field_number
from drivers.card.key_derivation import ENC, MAC, PASSWORD, derive
from drivers.card.mapping import BadPoint, Group
from drivers.card.pace_info import Mapping, PaceInfo
from drivers.card.refused import LEAST_LEFT, Reason, Refused, blocked, tries_left
from drivers.card.secure_messaging import SecureMessaging, SessionKeys
from drivers.card.suites import Suite

NO_PIECES = {0x6700, 0x6883, 0x6884, 0x6E00}  # a long command, or a piece of one, is not taken
# What chips say of a wrong token in place of 6300 or 63Cx.
CALLED_WRONG = frozenset({0x6982, 0x6985, 0x6988, 0x6A80})
MRZ, CAN = 1, 2  # the password's reference in MSE:Set AT, 4.4.4.1


@dataclass(frozen=True)
class Password:
    """What both sides must know, and which kind it is (9.7.3)."""

    reference: int
    secret: bytes = field(repr=False)


class Secured(SecureMessaging):
    """A channel secured by PACE; `chip_mapping` where the chip proved itself on the way."""

    chip_mapping: ChipMapping | None = None


def can(digits: str) -> Password:
    """The card access number as password."""
    return Password(CAN, digits.encode("ascii"))


def mrz(information: bytes) -> Password:
    """The MRZ as password: document number, birth date, expiry, each with its check digit (9.7.3)."""
    return Password(MRZ, hashlib.sha1(information, usedforsecurity=False).digest())


def password_key(password: Password, suite: Suite = Suite.AES128) -> bytes:
    """Kπ, the key that hides the nonce (9.7.3)."""
    return derive(password.secret, PASSWORD, suite)


def session_keys(secret: bytes, suite: Suite = Suite.AES128) -> SessionKeys:
    """KSenc and KSmac from the agreed secret (9.7.1)."""
    return SessionKeys(derive(secret, ENC, suite), derive(secret, MAC, suite), suite)


def token(keys: SessionKeys, protocol: bytes, tag: int, public: bytes) -> bytes:
    """The authentication token over the other side's key (4.4.3.4)."""
    covered = tlv.make(0x7F49, tlv.make(0x06, protocol), tlv.make(tag, public))
    return keys.suite.authenticate(keys.mac, covered)


def establish(
    channel: Channel,
    info: PaceInfo,
    password: Password,
    scalar: Callable[[Group], int] = lambda group: group.random_scalar(),
    nonce: Callable[[int], bytes] = secrets.token_bytes,
    extended: bool = True,
) -> Secured:
    """Prove that both sides know the password and return the secured channel (4.4.1).

    Raises Refused: NOT_OFFERED when the chip does not begin, WRONG_PASSWORD when the proof fails,
    NONSENSE; FEW_LEFT when it says that one more failure may lock it, BLOCKED when that has happened.
    `scalar` and `nonce` are where our random numbers come from; without `extended` length, numbers of
    2048 bits go in pieces.
    """
    _begin(channel, info, password.reference)
    run = _Run(channel if extended else Linked(channel), info, password, scalar, nonce)
    try:
        keys, mapped = run.agreed()
    except UnexpectedStatus as refusal:
        raise Refused(_reason(refusal.status), f"PACE {refusal.status:04X}") from None
    except ValueError:  # Malformed and BadPoint are such
        raise Refused(Reason.NONSENSE, "PACE data") from None
    secured = Secured(channel, keys)
    secured.chip_mapping = mapped
    return secured


def _begin(channel: Channel, info: PaceInfo, reference: int) -> None:
    """MSE:Set AT (4.4.4.1)."""
    data = tlv.make(0x80, info.protocol) + tlv.make(0x83, bytes([reference]))
    if info.ambiguous:
        data += tlv.make(0x84, bytes([info.parameter]))
    try:
        send(channel, command(0x00, 0x22, 0xC1, 0xA4, data))
    except UnexpectedStatus as refusal:
        left = tries_left(refusal.status)
        if blocked(refusal.status) or left == 0:
            raise Refused(Reason.BLOCKED, f"MSE {refusal.status:04X}") from None
        if left is None:
            raise Refused(
                Reason.NOT_OFFERED, f"MSE {refusal.status:04X}", CardState.NOT_CITIZEN
            ) from None
        if left < LEAST_LEFT:
            raise Refused(Reason.FEW_LEFT, f"MSE {refusal.status:04X}") from None


def _reason(status: int) -> Reason:
    """What a refusal in the middle of PACE means."""
    if blocked(status):
        return Reason.BLOCKED
    return Reason.NOT_OFFERED if status in NO_PIECES else Reason.NONSENSE


@dataclass
class _Run:
    channel: Channel
    info: PaceInfo
    password: Password
    scalar: Callable[[Group], int]
    random: Callable[[int], bytes]
    chip_public: bytes = b""  # of the mapping

    def agreed(self) -> tuple[SessionKeys, ChipMapping | None]:
        group, suite = self.info.group, self.info.suite
        key = password_key(self.password, suite)
        nonce = suite.decrypt(key, self._step(None, 0x80))
        generator = self._mapped(group, nonce)
        secret = self.scalar(group)
        ours = group.public(secret, generator)
        theirs = self._step((0x83, ours), 0x84)
        if theirs == ours:
            raise BadPoint  # a mirror, 4.4.1 step 3d
        keys = session_keys(group.shared(secret, theirs), suite)
        given = self._prove(keys, group.tag, ours, theirs)
        by_chip = self.info.mapping is Mapping.CHIP_AUTHENTICATION
        return keys, self._chip_mapping(keys, given) if by_chip else None

    def _mapped(self, group: Group, nonce: bytes) -> bytes:
        if self.info.mapping is Mapping.INTEGRATED:
            ours = self.random(self.info.suite.key)
            self._step((0x81, ours), None)
            return group.embedded(field_number(self.info.suite, nonce, ours, group.p))
        secret = self.scalar(group)
        self.chip_public = self._step((0x81, group.public(secret)), 0x82)
        return group.mapped(nonce, secret, self.chip_public)

    def _prove(self, keys: SessionKeys, tag: int, ours: bytes, theirs: bytes) -> bytes:
        """Exchange tokens; the content of the chip's last answer."""
        proof = token(keys, self.info.protocol, tag, theirs)
        try:
            answer = self._answer((0x85, proof), last=True)
        except UnexpectedStatus as refusal:
            if refusal.status >> 8 == 0x63 or refusal.status in CALLED_WRONG:  # 4.4.4.2
                raise Refused(
                    Reason.WRONG_PASSWORD,
                    f"PACE {refusal.status:04X}",
                    CardState.WRONG_NUMBER,
                    tries_left(refusal.status),
                ) from None
            raise
        expected = token(keys, self.info.protocol, tag, ours)
        if not hmac.compare_digest(_found(answer, 0x86), expected):
            raise tlv.Malformed("token")
        return answer

    def _chip_mapping(self, keys: SessionKeys, answer: bytes) -> ChipMapping:
        """The chip's proof, enciphered under a vector of its own (4.4.3.5.1)."""
        vector = keys.suite.first_vector(keys.enc, (1 << 128) - 1)
        plain = keys.suite.decrypt(keys.enc, _found(answer, 0x8A), vector).rstrip(b"\0")
        if plain[-1:] != b"\x80":
            raise tlv.Malformed("chip authentication data")
        return ChipMapping(self.info.parameter, self.chip_public, plain[:-1])

    def _step(self, given: tuple[int, bytes] | None, wanted: int | None) -> bytes:
        """One GENERAL AUTHENTICATE (4.4.4.2): its answer's data object `wanted`."""
        answer = self._answer(given)
        return b"" if wanted is None else _found(answer, wanted)

    def _answer(self, given: tuple[int, bytes] | None, last: bool = False) -> bytes:
        data = tlv.make(0x7C, tlv.make(*given) if given else b"")
        # Numbers of 2048 bits need extended length both ways, or pieces.
        le = SHORT if len(data) <= 255 else 65_536
        answer = send(self.channel, command(0x00 if last else 0x10, 0x86, 0, 0, data, le))
        return tlv.only(answer, 0x7C) if answer else b""


def _found(answer: bytes, wanted: int) -> bytes:
    value = tlv.first(answer, wanted)
    if value is None:
        raise tlv.Malformed(f"no {wanted:X}")
    return value
