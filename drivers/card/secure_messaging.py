"""Secure messaging with 3DES or AES (ICAO 9303-11, 9.8): a Channel around a Channel."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from drivers.card import CardError, CardState, Channel, tlv
from drivers.card.apdu import exchange, split, status_of
from drivers.card.suites import Suite

MOST_PLAIN = 223  # bytes of an answer that, protected with AES, still fits a short response (9.8.4)
MOST_PLAIN_DES = 231
OVERHEAD = 64  # bytes that protection adds at most to an answer
# Data objects of a protected answer: 9.8.4 has the data first and the status always; others do not.
LAYOUTS = (
    [0x99, 0x8E],
    *([data, 0x99, 0x8E] for data in (0x87, 0x85)),
    *([0x99, data, 0x8E] for data in (0x87, 0x85)),
    *([data, 0x8E] for data in (0x87, 0x85)),
)
# What a status word in clear beside sealed data may say: nobody vouches for a refusal.
BELIEVED = (b"\x90\x00", b"\x62\x82")
LARGE = 65_000  # asks for all there is in one extended answer


@dataclass(frozen=True)
class SessionKeys:
    """KSenc and KSmac of one session, and the cipher they are for."""

    enc: bytes = field(repr=False)
    mac: bytes = field(repr=False)
    suite: Suite = Suite.AES128


class NakedStatus(CardError):
    """The chip answered a protected command without protection: whatever it says, the session is over.

    `status` is what it said; nobody vouches for it.
    """

    def __init__(self, status: int) -> None:
        super().__init__(CardState.UNREADABLE, f"unprotected {status:04X}")
        self.status = status


class Protection:
    """The counter and the keys of one session; both ends hold one, in step (9.8.6)."""

    def __init__(self, keys: SessionKeys, counter: int = 0) -> None:
        self._keys = keys
        self._counter = counter
        self.suite = keys.suite

    def advance(self) -> None:
        """Before every command and every response (9.8.6.3)."""
        self._counter = (self._counter + 1) % (1 << 8 * self.suite.block)

    def encrypted(self, plain: bytes) -> bytes:
        keys = self._keys
        vector = self.suite.first_vector(keys.enc, self._counter)
        return self.suite.encrypt(keys.enc, self.suite.pad(plain), vector)

    def decrypted(self, cipher: bytes) -> bytes:
        """Raises Malformed when nothing sensible comes out."""
        if not cipher or len(cipher) % self.suite.block:
            raise tlv.Malformed("cryptogram")
        vector = self.suite.first_vector(self._keys.enc, self._counter)
        plain = self.suite.decrypt(self._keys.enc, cipher, vector).rstrip(b"\0")
        if plain[-1:] != b"\x80":
            raise tlv.Malformed("padding")
        return plain[:-1]

    def mac(self, *parts: bytes) -> bytes:
        """The seal over the counter and each part padded, 8 bytes (9.8.6)."""
        counter = self._counter.to_bytes(self.suite.block, "big")
        sealed = b"".join([counter, *(self.suite.pad(part) for part in parts if part)])
        return self.suite.mac(self._keys.mac, sealed)


class SecureMessaging:
    """Takes plain command APDUs and returns plain responses; what travels is enciphered and sealed.

    Raises NakedStatus on an answer without protection, even an error status: otherwise whoever sits
    between could make a data group seem absent. Raises CardError(UNREADABLE) on a wrong seal.
    """

    def __init__(self, channel: Channel, keys: SessionKeys, counter: int = 0) -> None:
        self._channel = channel
        self._protection = Protection(keys, counter)

    @property
    def most_plain(self) -> int:
        """How many bytes of an answer fit a short response once protected."""
        return MOST_PLAIN_DES if self._protection.suite is Suite.DES3 else MOST_PLAIN

    def rekey(self, keys: SessionKeys) -> None:
        """From the next command on, other keys and a counter from zero: chip authentication (6.2)."""
        self._protection = Protection(keys)

    def transmit(self, command: bytes) -> bytes:
        response = exchange(self._channel, self._protected(command))
        self._protection.advance()
        if len(response) == 2:
            raise NakedStatus(status_of(response))
        try:
            return self._plain(response[:-2], response[-2:])
        except tlv.Malformed as error:
            raise CardError(CardState.UNREADABLE, f"secure messaging: {error}") from None

    def _protected(self, command: bytes) -> bytes:
        self._protection.advance()
        data, le = split(command)
        header = bytes([command[0] | 0x0C]) + command[1:4]
        objects = b""
        if data and command[1] & 1:
            objects += tlv.make(0x85, self._protection.encrypted(data))
        elif data:
            objects += tlv.make(0x87, b"\x01", self._protection.encrypted(data))
        if le:
            objects += tlv.make(0x97, le)
        body = objects + tlv.make(0x8E, self._protection.mac(header, objects))
        if len(le) > 1 or len(body) > 255:
            return header + b"\0" + len(body).to_bytes(2, "big") + body + b"\0\0"
        return header + bytes([len(body)]) + body + b"\0"

    def _plain(self, response: bytes, outside: bytes) -> bytes:
        objects = list(tlv.elements(response))
        tags = [element.tag for element in objects]
        if 0x8E not in tags:  # some chips seal no refusal, though they encipher it
            raise NakedStatus(status_of(outside))
        if tags not in LAYOUTS:
            raise tlv.Malformed("data objects")
        *sealed, seal = objects
        # What was sealed is what was sent: up to the last data object, whatever its length form.
        covered = response[: len(response) - len(tlv.make(0x8E, seal.value))]
        if not hmac.compare_digest(seal.value, self._protection.mac(covered)):
            raise tlv.Malformed("seal")
        held = {element.tag: element.value for element in sealed}
        status = held.pop(0x99, None)
        if status is None and outside in BELIEVED:
            status = outside
        if status is None or len(status) != 2:
            raise tlv.Malformed("status")
        for tag, cipher in held.items():
            return self._decrypted(tag, cipher) + status
        return status

    def _decrypted(self, tag: int, cipher: bytes) -> bytes:
        if tag == 0x87:
            if cipher[:1] != b"\x01":
                raise tlv.Malformed("padding indicator")
            cipher = cipher[1:]
        # No data may also be said with a cryptogram of nothing.
        return self._protection.decrypted(cipher) if cipher else b""
