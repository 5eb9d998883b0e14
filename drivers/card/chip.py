"""A citizen card's chip that is not there: it answers as a Vietnamese eMRTD does, or misbehaves."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from drivers.card import CardError, CardState, chip_proof, issuer, pace, tlv
from drivers.card.chip_commands import (
    BAD_DATA,
    BAD_SEAL,
    DENIED,
    NOT_FOUND,
    OK,
    OUT_OF_ORDER,
    PAST_END,
    UNKNOWN,
    WRONG_PROOF,
    Card,
    Refusal,
)
from drivers.card.files import AID, EF
from drivers.card.mapping import BRAINPOOL_P256, BadPoint, Point
from drivers.card.person import Person
from drivers.card.secure_messaging import Protection, SessionKeys, split

ATR = bytes.fromhex("3B8880010000000000000000" + "09")  # a contactless chip, no historical bytes
CURVE = BRAINPOOL_P256


@dataclass
class Faults:
    """How this chip misbehaves; all off is a good card."""

    wrong_hash: bool = False  # DG1 is another than EF.SOD says
    other_number: bool = False  # the CAN fits, but DG1 names another number
    garbage: bool = False  # every file is noise behind a believable header
    slow: float = 0.0  # seconds added to every answer
    remove_at: int = 0  # the card leaves at this APDU, from 1, once; 0: never
    no_emrtd: bool = False  # some other contactless card
    no_dg13: bool = False
    clone: bool = False  # the files are right, the keys to prove it are not there


@dataclass
class _Pace:
    """Where a PACE run stands (ICAO 9303-11, 4.4)."""

    nonce: bytes = b""
    generator: Point | None = None
    keys: SessionKeys | None = None
    theirs: Point | None = None
    ours: Point | None = None


class Chip:
    """One card in a field; a Channel, so that it can be read with no reader in between.

    `apdus` counts commands since the field came up. Raises CardError(REMOVED) at `remove_at`.
    `pause` is how a slow chip takes its time.
    """

    pause: Callable[[float], object] = staticmethod(time.sleep)

    def __init__(self, person: Person, faults: Faults | None = None) -> None:
        self.apdus = 0
        self._person = person
        self._card = Card(person, {})
        self.misbehave(faults or Faults())
        self.reset()

    def misbehave(self, faults: Faults) -> None:
        """From now on; a session that runs goes on."""
        self.faults = faults
        self._can = pace.can(self._person.number[-6:])
        self._card.files = _made(self._person, faults)
        self._card.clone = faults.clone

    def reset(self) -> None:
        """The field went off and on."""
        self.apdus = 0
        self._selected: EF | None = None
        self._in_application = False
        self._pace: _Pace | None = None
        self._card.session = self._card.next_session = self._card.chosen = None

    def transmit(self, command: bytes) -> bytes:
        self.apdus += 1
        if self.apdus == self.faults.remove_at:
            self.faults.remove_at = 0
            raise CardError(CardState.REMOVED)
        self.pause(self.faults.slow)
        if len(command) < 4:
            return _status(0x6700)
        try:
            if self._card.session and command[0] & 0x0C:
                return self._secured(self._card.session, command)
            self._card.session = None  # a plain command ends it, 9303-11, 9.8.3
            return self._answer(command) + _status(OK)
        except Refusal as refusal:
            return _status(refusal.status)
        except (tlv.Malformed, BadPoint, ValueError):
            return _status(BAD_DATA)

    def _secured(self, session: Protection, command: bytes) -> bytes:
        session.advance()
        objects = list(tlv.elements(split(command)[0]))
        sealed = b"".join(tlv.make(o.tag, o.value) for o in objects[:-1])
        if not objects or not hmac.compare_digest(
            objects[-1].value, session.mac(command[:4], sealed)
        ):
            self._card.session = None
            raise Refusal(BAD_SEAL)
        fields = {element.tag: element.value for element in objects}
        data = session.decrypted(fields[0x87][1:]) if 0x87 in fields else b""
        plain = bytes([command[0] & ~0x0C]) + command[1:4]
        plain += (bytes([len(data)]) + data if data else b"") + fields.get(0x97, b"")
        status, answer = OK, b""
        try:
            answer = self._answer(plain)
        except Refusal as refusal:
            status = refusal.status
        session.advance()
        body = tlv.make(0x87, b"\x01", session.encrypted(answer)) if answer else b""
        body += tlv.make(0x99, _status(status))
        if self._card.next_session:
            self._card.session, self._card.next_session = self._card.next_session, None
        return body + tlv.make(0x8E, session.mac(body)) + _status(status)

    def _answer(self, command: bytes) -> bytes:
        data, le = split(command)
        prove = chip_proof.COMMANDS.get((command[1], command[2], command[3]))
        if prove and self._card.session:
            return prove(self._card, data)
        match command[1], command[2], command[3]:
            case 0xA4, 0x04, _:
                return self._select_application(data)
            case 0xA4, 0x02, _:
                return self._select_file(data)
            case 0xB0, high, low if high < 0x80:
                return self._read(high << 8 | low, (le[0] or 256) if le else 0)
            case 0x22, 0xC1, 0xA4:
                return self._begin_pace(data)
            case 0x86, 0, 0:
                return self._authenticate(data)
        raise Refusal(UNKNOWN)  # SELECT MF among them, as on real cards

    def _select_application(self, aid: bytes) -> bytes:
        if aid != AID or self.faults.no_emrtd:
            raise Refusal(NOT_FOUND)
        if not self._card.session:
            self.reset()  # some clients leave the card powered between readings
        self._in_application = True
        self._selected = None
        return b""

    def _select_file(self, identifier: bytes) -> bytes:
        number = int.from_bytes(identifier, "big")
        if self.faults.no_emrtd or number not in self._card.files:
            raise Refusal(NOT_FOUND)
        file = EF(number)
        if (file is EF.CARD_ACCESS) == self._in_application:
            raise Refusal(NOT_FOUND)
        if file is not EF.CARD_ACCESS and not self._card.session:
            raise Refusal(DENIED)
        self._selected = file
        return b""

    def _read(self, offset: int, length: int) -> bytes:
        if self._selected is None:
            raise Refusal(OUT_OF_ORDER)
        data = self._card.files[self._selected]
        if offset >= len(data):
            raise Refusal(PAST_END)
        return data[offset : offset + length]

    def _begin_pace(self, data: bytes) -> bytes:
        if self.faults.no_emrtd:
            raise Refusal(UNKNOWN)
        wanted = {element.tag: element.value for element in tlv.elements(data)}
        if wanted.get(0x80) != pace.GM_AES_128 or wanted.get(0x83) != bytes([pace.CAN]):
            raise Refusal(BAD_DATA)
        self._pace = _Pace()
        return b""

    def _authenticate(self, data: bytes) -> bytes:
        run = self._pace
        if run is None:
            raise Refusal(OUT_OF_ORDER)
        steps = list(tlv.elements(tlv.only(data, 0x7C)))
        match [step.tag for step in steps]:
            case []:
                given = 0x80, self._nonce(run)
            case [0x81]:
                given = 0x82, _mapped(run, steps[0].value)
            case [0x83]:
                given = 0x84, _agreed(run, steps[0].value)
            case [0x85]:
                given = 0x86, self._proven(run, steps[0].value)
            case _:
                raise Refusal(BAD_DATA)
        return tlv.make(0x7C, tlv.make(*given))

    def _nonce(self, run: _Pace) -> bytes:
        run.nonce = secrets.token_bytes(16)
        key = algorithms.AES128(pace.password_key(self._can))
        encryptor = Cipher(key, modes.CBC(bytes(16))).encryptor()
        return encryptor.update(run.nonce) + encryptor.finalize()

    def _proven(self, run: _Pace, proof: bytes) -> bytes:
        self._pace = None
        if not run.keys or not run.theirs or not run.ours:
            raise Refusal(OUT_OF_ORDER)
        if not hmac.compare_digest(proof, pace.token(run.keys, pace.GM_AES_128, run.ours)):
            raise Refusal(WRONG_PROOF)
        self._card.session = Protection(run.keys)
        return pace.token(run.keys, pace.GM_AES_128, run.theirs)


def _mapped(run: _Pace, data: bytes) -> bytes:
    scalar, theirs = CURVE.random_scalar(), CURVE.decoded(data)
    run.generator = CURVE.mapped(run.nonce, CURVE.multiply(scalar, theirs))
    return CURVE.of_generator(scalar).encoded()


def _agreed(run: _Pace, data: bytes) -> bytes:
    if run.generator is None:
        raise Refusal(OUT_OF_ORDER)
    scalar, run.theirs = CURVE.random_scalar(), CURVE.decoded(data)
    run.ours = CURVE.multiply(scalar, run.generator)
    run.keys = pace.session_keys(CURVE.agree(scalar, run.theirs))
    return run.ours.encoded()


def _made(person: Person, faults: Faults) -> dict[EF, bytes]:
    files = issuer.files(person, dg13=not faults.no_dg13)
    if faults.wrong_hash:
        files[EF.DG1] = issuer.data_group_1(replace(person, latin="AN OTHER"))
    if faults.other_number:
        other = "001" if person.number[:3] != "001" else "002"
        person = replace(person, number=other + person.number[3:])
        files = issuer.files(person, dg13=not faults.no_dg13)
    if faults.garbage:
        for file in (EF.DG1, EF.DG13, EF.SOD):
            if file in files:
                files[file] = files[file][:4] + secrets.token_bytes(len(files[file]) - 4)
    return files


def _status(word: int) -> bytes:
    return word.to_bytes(2, "big")
