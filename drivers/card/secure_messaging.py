"""Secure messaging with AES-128 (ICAO 9303-11, 9.8): a Channel around a Channel."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from drivers.card import CardError, CardState, Channel, tlv
from drivers.card.apdu import exchange

BLOCK = 16
MOST_PLAIN = 223  # bytes of an answer that still fits a short response once protected (9.8.4)


@dataclass(frozen=True)
class SessionKeys:
    """KSenc and KSmac of one session."""

    enc: bytes = field(repr=False)
    mac: bytes = field(repr=False)


class Protection:
    """The counter and the cipher of one session; both ends hold one, in step (9.8.6)."""

    def __init__(self, keys: SessionKeys) -> None:
        self._keys = keys
        self._counter = 0

    def advance(self) -> None:
        """Before every command and every response (9.8.6.3)."""
        self._counter += 1

    def encrypted(self, plain: bytes) -> bytes:
        encryptor = self._cipher().encryptor()
        return encryptor.update(_padded(plain)) + encryptor.finalize()

    def decrypted(self, cipher: bytes) -> bytes:
        """Raises Malformed when nothing sensible comes out."""
        if not cipher or len(cipher) % BLOCK:
            raise tlv.Malformed("cryptogram")
        decryptor = self._cipher().decryptor()
        plain = (decryptor.update(cipher) + decryptor.finalize()).rstrip(b"\0")
        if plain[-1:] != b"\x80":
            raise tlv.Malformed("padding")
        return plain[:-1]

    def mac(self, *parts: bytes) -> bytes:
        """CMAC over the counter and each part padded, cut to 8 bytes (9.8.6.2)."""
        cmac = CMAC(algorithms.AES128(self._keys.mac))
        cmac.update(self._counter.to_bytes(BLOCK, "big"))
        for part in parts:
            if part:
                cmac.update(_padded(part))
        return cmac.finalize()[:8]

    def _cipher(self) -> Cipher[modes.CBC]:
        """AES-CBC; its first vector is the encrypted counter (9.8.6.1)."""
        key = algorithms.AES128(self._keys.enc)
        counter = Cipher(key, modes.ECB()).encryptor()
        return Cipher(key, modes.CBC(counter.update(self._counter.to_bytes(BLOCK, "big"))))


class SecureMessaging:
    """Takes plain command APDUs and returns plain responses; what travels is enciphered and sealed.

    Raises CardError(UNREADABLE) on anything unprotected or wrongly sealed, even an error status:
    otherwise whoever sits between could make a data group seem absent.
    """

    def __init__(self, channel: Channel, keys: SessionKeys) -> None:
        self._channel = channel
        self._protection = Protection(keys)

    def transmit(self, command: bytes) -> bytes:
        response = exchange(self._channel, self._protected(command))
        self._protection.advance()
        if len(response) == 2:
            raise CardError(CardState.UNREADABLE, f"unprotected {response.hex()}")
        try:
            return self._plain(response[:-2])
        except tlv.Malformed as error:
            raise CardError(CardState.UNREADABLE, f"secure messaging: {error}") from None

    def _protected(self, command: bytes) -> bytes:
        self._protection.advance()
        data, le = split(command)
        header = bytes([command[0] | 0x0C]) + command[1:4]
        objects = b""
        if data:
            objects += tlv.make(0x87, b"\x01", self._protection.encrypted(data))
        if le:
            objects += tlv.make(0x97, le)
        seal = tlv.make(0x8E, self._protection.mac(header, objects))
        return header + bytes([len(objects + seal)]) + objects + seal + b"\0"

    def _plain(self, response: bytes) -> bytes:
        objects = list(tlv.elements(response))
        tags = [element.tag for element in objects]
        if tags not in ([0x99, 0x8E], [0x87, 0x99, 0x8E]):
            raise tlv.Malformed("data objects")
        *sealed, seal = objects
        # What was sealed is what was sent: up to the last data object, whatever its length form.
        covered = response[: len(response) - len(tlv.make(0x8E, seal.value))]
        if not hmac.compare_digest(seal.value, self._protection.mac(covered)):
            raise tlv.Malformed("seal")
        status = sealed[-1].value
        if len(status) != 2:
            raise tlv.Malformed("status")
        if len(sealed) == 1:
            return status
        if sealed[0].value[:1] != b"\x01":
            raise tlv.Malformed("padding indicator")
        return self._protection.decrypted(sealed[0].value[1:]) + status


def split(command: bytes) -> tuple[bytes, bytes]:
    """Data and Le (empty or one byte) of a short command APDU; raises Malformed."""
    body = command[4:]
    if len(body) <= 1:
        return b"", body
    end = 1 + body[0]
    if body[0] == 0 or len(body) not in (end, end + 1):
        raise tlv.Malformed("command")
    return body[1:end], body[end:]


def _padded(data: bytes) -> bytes:
    """80 00 ... to a whole block (9.8.6, ISO 9797-1 method 2)."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)
