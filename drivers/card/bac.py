"""Basic access control: keys from the printed MRZ (ICAO 9303-11, 4.3)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

from drivers.card import CardState, Channel, UnexpectedStatus
from drivers.card.apdu import SHORT, WRONG_LENGTH, command, send
from drivers.card.key_derivation import ENC, MAC, derive
from drivers.card.refused import Reason, Refused, blocked, tries_left
from drivers.card.secure_messaging import SecureMessaging, SessionKeys
from drivers.card.suites import MAC_LENGTH, Suite

DES3 = Suite.DES3
NONCE, KEY = 8, 16  # bytes
CRYPTOGRAM = 2 * NONCE + KEY


def document_keys(mrz_information: bytes) -> SessionKeys:
    """KEnc and KMac of the document (9.7.2)."""
    return _keys(hashlib.sha1(mrz_information, usedforsecurity=False).digest()[:KEY])


def sealed(keys: SessionKeys, plain: bytes) -> bytes:
    """A cryptogram and its MAC, as either side sends it (4.3.1)."""
    cipher = DES3.encrypt(keys.enc, plain)
    return cipher + DES3.authenticate(keys.mac, cipher)


def opened(keys: SessionKeys, data: bytes) -> bytes:
    """The reverse of `sealed`; raises ValueError."""
    cipher, mac = data[:CRYPTOGRAM], data[CRYPTOGRAM:]
    if len(cipher) != CRYPTOGRAM or not hmac.compare_digest(
        mac, DES3.authenticate(keys.mac, cipher)
    ):
        raise ValueError("cryptogram")
    return DES3.decrypt(keys.enc, cipher)


def session(
    ours: bytes, theirs: bytes, chips_nonce: bytes, our_nonce: bytes
) -> tuple[SessionKeys, int]:
    """Session keys and first counter from both sides' key halves and nonces (4.3.1, 9.8.6.3)."""
    seed = bytes(a ^ b for a, b in zip(ours, theirs, strict=True))
    return _keys(seed), int.from_bytes(chips_nonce[4:] + our_nonce[4:], "big")


def establish(
    channel: Channel,
    mrz_information: bytes,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> SecureMessaging:
    """Prove that both sides know the MRZ and return the secured channel (4.3.1).

    The eMRTD application is selected before. Raises Refused: NOT_OFFERED when the chip does not
    begin, WRONG_PASSWORD when the proof fails, NONSENSE. `random` is where our numbers come from.
    """
    keys = document_keys(mrz_information)
    our_nonce, our_key = random(NONCE), random(KEY)
    try:
        chips_nonce, answer = _exchanged(channel, keys, our_nonce, our_key)
    except UnexpectedStatus as refusal:
        if blocked(refusal.status):
            raise Refused(Reason.BLOCKED, f"EXTERNAL AUTHENTICATE {refusal.status:04X}") from None
        # Chips say it in many words: 6300, 6982, 6985, 6988, 6A80.
        raise Refused(
            Reason.WRONG_PASSWORD,
            f"EXTERNAL AUTHENTICATE {refusal.status:04X}",
            CardState.WRONG_NUMBER,
            tries_left(refusal.status),
        ) from None
    try:
        plain = opened(keys, answer)
    except ValueError:
        raise Refused(Reason.NONSENSE, "EXTERNAL AUTHENTICATE") from None
    if plain[: 2 * NONCE] != chips_nonce + our_nonce:
        raise Refused(Reason.NONSENSE, "EXTERNAL AUTHENTICATE")
    agreed, counter = session(our_key, plain[2 * NONCE :], chips_nonce, our_nonce)
    return SecureMessaging(channel, agreed, counter)


def _exchanged(
    channel: Channel, keys: SessionKeys, our_nonce: bytes, our_key: bytes
) -> tuple[bytes, bytes]:
    """The chip's nonce, and its answer to our proof; raises UnexpectedStatus, Refused."""
    for le in (CRYPTOGRAM + MAC_LENGTH, SHORT):
        try:
            chips_nonce = send(channel, command(0x00, 0x84, 0, 0, le=NONCE))
        except UnexpectedStatus as refusal:
            reason = Reason.BLOCKED if blocked(refusal.status) else Reason.NOT_OFFERED
            raise Refused(reason, f"GET CHALLENGE {refusal.status:04X}") from None
        if len(chips_nonce) != NONCE:
            raise Refused(Reason.NONSENSE, "GET CHALLENGE")
        proof = sealed(keys, our_nonce + chips_nonce + our_key)
        try:
            return chips_nonce, send(channel, command(0x00, 0x82, 0, 0, proof, le=le))
        except UnexpectedStatus as refusal:
            # Some chips want to be asked for all they have.
            if refusal.status != WRONG_LENGTH or le == SHORT:
                raise
    raise AssertionError("one of both ended it")


def _keys(seed: bytes) -> SessionKeys:
    return SessionKeys(derive(seed, ENC, DES3), derive(seed, MAC, DES3), DES3)
