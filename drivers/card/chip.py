"""A citizen card's chip that is not there: it answers as a Vietnamese eMRTD does, or misbehaves."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable

from drivers.card import CardError, CardState, chip_made, chip_proof, tlv
from drivers.card.apdu import LINKED, SHORT, command, le_of, split
from drivers.card.chip_access import Door
from drivers.card.chip_commands import (
    BAD_DATA,
    BAD_SEAL,
    DENIED,
    END_REACHED,
    LAST_EXPECTED,
    NO_FILE,
    NOT_FOUND,
    OK,
    PAST_END,
    UNKNOWN,
    WRONG_LENGTH,
    WRONG_PARAMETERS,
    WRONG_PROOF,
    Card,
    Refusal,
)
from drivers.card.chip_made import EXACT, GIVEN, REFUSED, REQUIRED, TOLD, Faults, Make
from drivers.card.files import AID, EF
from drivers.card.front import ATR_FILE
from drivers.card.habits import Habit
from drivers.card.person import Person
from drivers.card.secure_messaging import Protection

__all__ = ["Chip", "Faults", "Make"]

MASTER = {EF.CARD_ACCESS, EF.CARD_SECURITY}  # what lies in the master file
GET_RESPONSE, GENERAL_AUTHENTICATE = 0xC0, 0x86
FOR_EVER = 3600.0  # seconds
ENDLESS_FROM = 10  # APDUs
WRONG = {WRONG_PROOF, *range(0x63C0, 0x63D0)}
MASTER_FILE = b"\x3f\x00"
ATR_INFO = bytes.fromhex("7F6608020210000202 1000")  # 4096 bytes either way


class Chip:
    """One card in a field; a Channel, so that it can be read with no reader in between.

    `apdus` counts commands since the field came up. Raises CardError(REMOVED) at `remove_at`.
    `pause` is how a slow chip takes its time; `asked` is told each file that is asked for, before
    anything of it is given.
    """

    pause: Callable[[float], object] = staticmethod(time.sleep)
    asked: Callable[[EF], object] = staticmethod(lambda file: None)

    def __init__(
        self, person: Person, faults: Faults | None = None, make: Make | None = None
    ) -> None:
        self.apdus = 0
        self._former = b"\x90\x00"
        self.faults = faults or Faults()
        self.become(person, make or Make())

    @property
    def atr(self) -> bytes:
        return chip_made.NOISE if self.faults.bad_atr else self.make.atr

    def misbehave(self, faults: Faults) -> None:
        """From now on; a session that runs goes on."""
        self.faults = faults
        self._card.files = chip_made.files(self._person, self.make, faults)
        self._card.clone = self._door.clone = faults.clone

    def become(self, person: Person, make: Make) -> None:
        """Another card in the same place, quicker than a hand could change it."""
        self.make, self._person, self._habit = make, person, make.habit()
        self._door = Door(person, make)
        self._card = Card(person, {})
        self.misbehave(self.faults)
        self.reset()

    def reset(self) -> None:
        """The field went off and on."""
        self.apdus = 0
        self._begin()

    def _begin(self) -> None:
        self._selected: bytes | None = None
        self._in_application = self._habit.at_once
        self._in_master = self.make.select_mf != REQUIRED
        self._waiting = b""
        self._linked = b"", b""
        self._door.close()
        self._card.session = self._card.next_session = self._card.chosen = None

    def transmit(self, command: bytes) -> bytes:
        self.apdus += 1
        if self.apdus == self.faults.remove_at:
            self.faults.remove_at = 0
            raise CardError(CardState.REMOVED)
        self.pause(self.faults.slow)
        return self._as_told(self._honest(command))

    def _as_told(self, answer: bytes) -> bytes:
        """The answer, or what the faults make of it."""
        former, self._former = self._former, answer
        faults = self.faults
        if self.apdus == faults.hang_at:
            faults.hang_at = 0
            self.pause(FOR_EVER)
        if self.apdus == faults.cut_at:
            faults.cut_at = 0
            return answer[: len(answer) // 2]
        if self.apdus == faults.stale_at:
            faults.stale_at = 0
            return former
        if faults.endless and self.apdus >= ENDLESS_FROM:
            return bytes([0, faults.endless, 1])
        return answer

    def _honest(self, command: bytes) -> bytes:
        if len(command) < 4:
            return _status(WRONG_LENGTH)
        if command[1] == GET_RESPONSE and (self.faults.chained or self._waiting):
            return self._piece(self._waiting)
        if self.apdus == self.faults.naked_at:
            self.faults.naked_at = 0
            self._card.session = None
            return _status(BAD_SEAL)
        self._waiting = b""
        return self._piece(self._answered(command))

    def _answered(self, command: bytes) -> bytes:
        try:
            long = len(command) > 5 and command[4] == 0
            if long and not self.make.extended:
                self._card.session = None
                raise Refusal(WRONG_LENGTH)
            if self._card.session and command[0] & 0x0C:
                return self._secured(self._card.session, command, long)
            self._card.session = None  # a plain command ends it, 9303-11, 9.8.3
            data, status = self._answer(command)
            return data + _status(status)
        except Refusal as refusal:
            if refusal.status in WRONG:
                self.pause(self.faults.wrong_delay)
            own = self._habit.wrong_proof if refusal.status == WRONG_PROOF else 0
            return _status(own or refusal.status)
        except ValueError:  # Malformed and BadPoint are such
            return _status(BAD_DATA)

    def _piece(self, response: bytes) -> bytes:
        """As much of a response as goes at once; the rest waits for GET RESPONSE."""
        most = self.faults.chained or (
            SHORT if self.make.chaining and not self.make.extended else 0
        )
        if not most or len(response) <= most + 2:
            self._waiting = b""
            return response
        self._waiting = response[most:]
        return response[:most] + bytes([0x61, min(0xFF, len(self._waiting) - 2)])

    def _secured(self, session: Protection, sent: bytes, long: bool) -> bytes:
        session.advance()
        plain = self._opened(session, sent)
        answer, status = b"", OK
        try:
            answer, status = self._answer(plain)
        except Refusal as refusal:
            if self.faults.naked_errors:
                self._card.session = None
                raise
            status = refusal.status
        session.advance()
        body = self._protected(session, answer, status, odd=bool(sent[1] & 1))
        if len(body) > (chip_made.LONG if long or self.make.chaining else SHORT):
            self._card.session = None
            raise Refusal(WRONG_LENGTH)
        if self._card.next_session:
            self._card.session, self._card.next_session = self._card.next_session, None
        return body + _status(status)

    def _protected(self, session: Protection, answer: bytes, status: int, odd: bool) -> bytes:
        cryptogram = b""
        if answer and odd:
            cryptogram = tlv.make(0x85, session.encrypted(answer))
        elif answer:
            cryptogram = tlv.make(0x87, b"\x01", session.encrypted(answer))
        elif self._habit.emptied:
            cryptogram = tlv.make(0x87, b"\x01")
        made = {0x87: cryptogram, 0x99: tlv.make(0x99, _status(status))}
        if self._habit.unsealed and status != OK:
            self._card.session = None
            return tlv.make(0x87, b"\x01", session.encrypted(b""))
        objects = self._habit.objects if status == OK else Habit.objects
        body = b"".join(made.get(tag, b"") for tag in objects) or made[0x99]
        return body + tlv.make(0x8E, session.mac(body))

    def _opened(self, session: Protection, sent: bytes) -> bytes:
        """The plain command; raises Refusal, and ends the session, where the seal is wrong."""
        objects = list(tlv.elements(split(sent)[0]))
        covered = b"".join(tlv.make(o.tag, o.value) for o in objects[:-1])
        if not objects or not hmac.compare_digest(
            objects[-1].value, session.mac(sent[:4], covered)
        ):
            self._card.session = None
            raise Refusal(BAD_SEAL)
        fields = {element.tag: element.value for element in objects}
        data = session.decrypted(fields[0x87][1:]) if 0x87 in fields else b""
        data = session.decrypted(fields[0x85]) if 0x85 in fields else data
        le = le_of(fields[0x97]) if 0x97 in fields else None
        return command(sent[0] & ~0x0C, sent[1], sent[2], sent[3], data, le)

    def _answer(self, command: bytes) -> tuple[bytes, int]:
        data, le = split(command)
        named = command[1:3] == b"\xa4\x04"
        if not (self._in_application or named) and self._habit.alone:
            raise Refusal(self._habit.alone)
        if status := self._habit.refusal(command, bool(self._card.session)):
            raise Refusal(status)
        if not self._whole(command, data):
            return b"", OK
        data = self._linked[1]
        self._linked = b"", b""
        prove = chip_proof.COMMANDS.get((command[1], command[2], command[3]))
        if prove and self._card.session:
            return prove(self._card, data), OK
        match command[1], command[2], command[3]:
            case 0xA4, 0x04, _:
                return self._select_application(data), OK
            case 0xA4, 0x00, _ if data not in (b"", MASTER_FILE):
                return self._select_file(data), OK
            case 0xA4, 0x00, _ if self.make.select_mf != REFUSED:
                self._begin_at_master()
                return b"", OK
            case 0xA4, 0x02, _:
                return self._select_file(data), OK
            case 0xB0, high, low:
                return self._read(high, low, le_of(le))
            case 0xB1, 0, 0:
                return self._read_far(data, le_of(le))
            case (0x22, 0xC1, 0xA4) if not self.faults.no_emrtd and self.make.pace:
                return b"", self._door.begin(data)
            case 0x86, 0, 0:
                answer, session = self._door.step(data)
                self._card.session = session
                return answer, OK
            case (0x84, 0, 0) if self._in_application and self.make.bac:
                return self._door.challenge(), OK
            case (0x82, 0, 0) if self._in_application and self.make.bac:
                answer, self._card.session = self._door.authenticate(data)
                return answer, OK
        raise Refusal(UNKNOWN)

    def _whole(self, command: bytes, data: bytes) -> bool:
        """Whether a command is all there; what came of it so far is kept (ISO 7816-4, 5.1.1.1)."""
        kind, begun = self._linked
        self._linked = command[1:4], (begun if kind == command[1:4] else b"") + data
        if not command[0] & LINKED:
            return True
        # The steps of PACE are linked too, each of them a command of its own (9303-11, 4.4.4.2).
        if command[1] == GENERAL_AUTHENTICATE and _complete(self._linked[1]):
            return True
        if not self.make.chaining or len(self._linked[1]) > chip_made.LONG:
            self._linked = b"", b""
            raise Refusal(LAST_EXPECTED)
        return False

    def _begin_at_master(self) -> None:
        self._in_master, self._in_application, self._selected = True, False, None

    def _select_application(self, aid: bytes) -> bytes:
        if aid != AID or self.faults.no_emrtd:
            raise Refusal(NOT_FOUND)
        if not self._card.session:
            self._begin()  # some clients leave the card powered between readings
        self._in_application = True
        self._selected = None
        return b""

    def _select_file(self, identifier: bytes) -> bytes:
        self._selected = self._file(int.from_bytes(identifier, "big"))
        return b""

    def _file(self, number: int) -> bytes:
        """A file that lies where we stand and may be read."""
        if number == ATR_FILE and self.make.says_extended and not self._in_application:
            return ATR_INFO
        inside = self._in_application
        outside = MASTER - {EF.CARD_ACCESS} if self._habit.inside else MASTER
        here = (held for held in self._card.files if (held in outside) != inside)
        file = next((held for held in here if held.identifier == number), None)
        if file is not None:
            self.asked(file)
        if self.faults.no_emrtd or file is None or not (inside or self._in_master):
            raise Refusal(NOT_FOUND)
        if file is not EF.CARD_ACCESS and not self._card.session:
            raise Refusal(DENIED)
        return self._card.files[file]

    def _read(self, high: int, low: int, length: int) -> tuple[bytes, int]:
        if not high & 0x80:
            return self._part(high << 8 | low, length)
        if not self.make.short_names:
            raise Refusal(WRONG_PARAMETERS)
        self._selected = self._file(0x0100 | high & 0x1F)
        return self._part(low, length)

    def _read_far(self, data: bytes, length: int) -> tuple[bytes, int]:
        offset = int.from_bytes(tlv.only(data, 0x54), "big")
        part, status = self._part(offset, length - (2 if length < 0x82 else 4))
        return tlv.make(0x53, part), status

    def _part(self, offset: int, length: int) -> tuple[bytes, int]:
        if self._selected is None:
            raise Refusal(NO_FILE)
        data, given = self._selected, self._habit.given
        if self._habit.ignores_le:
            length = min(given, max(1, len(data) - offset))
        if length > self.make.le_limit:
            raise Refusal(WRONG_LENGTH)
        if offset >= len(data):
            raise Refusal(PAST_END)
        there = len(data) - offset
        status = OK
        if length > there and self.make.past_end != GIVEN:
            if self.make.past_end == EXACT and there < SHORT:
                raise Refusal(0x6C00 | there)
            if self.make.past_end != TOLD:
                raise Refusal(PAST_END)
            status = END_REACHED
        most = min(self.faults.short_reads or length, given or length)
        return data[offset : offset + min(length, most)], status


def _complete(data: bytes) -> bool:
    try:
        return bool(list(tlv.elements(data)))
    except tlv.Malformed:
        return False


def _status(word: int) -> bytes:
    return word.to_bytes(2, "big")
