"""The calls to pcscd for one reading, and what its codes mean."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from smartcard import scard

from drivers.card import CardError, CardState
from drivers.card.apdu import NoAnswer
from drivers.card.readers import likeliest

PAUSE = 0.1  # seconds before trying again
SETTLE = 2.0  # seconds until pcscd has surely noticed that a card is gone, or let go of one

REMOVED = {
    scard.SCARD_W_REMOVED_CARD,
    scard.SCARD_E_NO_SMARTCARD,
    scard.SCARD_W_UNPOWERED_CARD,
}
READER_GONE = {
    scard.SCARD_E_NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED,
    scard.SCARD_E_NO_READERS_AVAILABLE,
    scard.SCARD_E_READER_UNAVAILABLE,
    scard.SCARD_E_UNKNOWN_READER,
    scard.SCARD_E_INVALID_HANDLE,
    scard.SCARD_E_SHARING_VIOLATION,  # another program holds the card: the technician's to end
    scard.SCARD_F_COMM_ERROR,
}


class Seat(NamedTuple):
    """A reader with a card on it; `moves` counts what came and went there, so it tells cards apart."""

    reader: str
    moves: int


class Connection:
    """A line to pcscd and to the card on one of the readers whose name contains `name`.

    Any call may hang, so a Hand makes them. `seat` is where the card lies, `atr` what it said first;
    `readers` are those there were at the last look, and `held` says that another program has a card.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._context: Any = None
        self._card: Any = None
        self._protocol = 0
        self._sound = True  # no command failed yet
        self.atr = b""
        self.seat = Seat("", 0)
        self.readers: list[str] = []
        self.held: CardError | None = None

    def present(self, seconds: float) -> bool:
        """Whether a card lies there, waiting up to `seconds` for one; raises CardError(READER_GONE)."""
        return bool(self._seats(self._likeliest(), seconds, {}))

    def connected(self, seconds: float, passed: Mapping[str, int]) -> bool:
        """Connect to a card, False without one; raises CardError.

        Cards in `passed` (reader and moves) are left alone, and so is one that another program holds
        while there are other readers.
        """
        readers = self._likeliest()
        trouble: CardError | None = None
        self.held = None
        for seat in self._seats(readers, seconds, passed):
            try:
                if self._connect(seat):
                    return True
            except CardError as error:
                if error.state is CardState.READER_GONE and len(readers) > 1:
                    self.held = self.held or error
                else:
                    trouble = trouble or error
        if trouble:
            raise trouble
        if self.held:
            time.sleep(PAUSE)  # its card lies there, so nothing would make us wait
        return False

    def again(self, reader: str, seconds: float) -> bool:
        """Let go of the card and connect afresh to that reader, False without a card in `seconds`.

        Raises CardError.
        """
        self.close()
        self._sound = True
        if reader not in self._likeliest():
            raise CardError(CardState.READER_GONE, "no such reader")
        return any(self._connect(seat) for seat in self._seats([reader], seconds, {}))

    def transmit(self, command: bytes) -> bytes:
        """Raises CardError: REMOVED, READER_GONE or UNREADABLE, whichever pcscd comes to see."""
        protocol = (
            scard.SCARD_PCI_T0 if self._protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
        )
        code, response = scard.SCardTransmit(self._card, protocol, list(command))
        if code == scard.SCARD_S_SUCCESS:
            if len(response) >= 2:
                return bytes(octet & 0xFF for octet in response)
            code = scard.SCARD_E_NOT_TRANSACTED  # some drivers say nothing of a card pulled away
        self._sound = False
        if code not in REMOVED and code not in READER_GONE and self._leaves():
            code = scard.SCARD_W_REMOVED_CARD
        self._expect(code)
        raise NoAnswer(CardState.UNREADABLE)

    def close(self) -> None:
        """Let go of card and pcscd; a card that answered to the end starts afresh for the next reading.

        Resetting a card that has just left confuses pcscd: it calls the slot empty before its own
        poll has seen it so, and misses a card laid down at once.
        """
        if self._card is not None:
            end = scard.SCARD_RESET_CARD if self._sound else scard.SCARD_LEAVE_CARD
            scard.SCardDisconnect(self._card, end)
        if self._context is not None:
            scard.SCardReleaseContext(self._context)
        self._card = self._context = None

    def _connect(self, seat: Seat) -> bool:
        """False where the card has just left; raises CardError."""
        code, card, self._protocol = scard.SCardConnect(
            self._context,
            seat.reader,
            scard.SCARD_SHARE_EXCLUSIVE,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        if code in REMOVED:
            time.sleep(PAUSE)  # pcscd is about to see it gone
            return False
        if code != scard.SCARD_S_SUCCESS:
            raise _meant(code)
        self._card, self.seat = card, seat
        code, _, _, _, atr = scard.SCardStatus(card)
        self.atr = bytes(octet & 0xFF for octet in atr) if code == scard.SCARD_S_SUCCESS else b""
        return True

    def _likeliest(self) -> list[str]:
        """Our readers, the likeliest first; raises CardError(READER_GONE) without any."""
        if self._context is None:
            code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
            self._expect(code)
            self._context = context
        code, readers = scard.SCardListReaders(self._context, [])
        self._expect(code)
        self.readers = likeliest([str(reader) for reader in readers], self._name)
        if not self.readers:
            raise CardError(CardState.READER_GONE, "no such reader")
        return self.readers

    def _seats(self, readers: list[str], seconds: float, passed: Mapping[str, int]) -> list[Seat]:
        """The cards on these readers, but those in `passed`; waits up to `seconds` for a first one."""
        states = self._states([(reader, scard.SCARD_STATE_UNAWARE) for reader in readers], 0)
        seats = _taken(states, passed)
        if not seats and seconds > 0:
            seats = _taken(self._states(states, seconds), passed)
        return seats

    def _states(self, known: list[tuple[str, int]], seconds: float) -> list[tuple[str, int]]:
        """Each reader's state, or the next one within `seconds` where `known` is what it was."""
        code, states = scard.SCardGetStatusChange(self._context, int(seconds * 1000), known)
        if code == scard.SCARD_E_TIMEOUT:
            return known
        self._expect(code)
        gone = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE
        there = [(str(row[0]), int(row[1])) for row in states if not row[1] & gone]
        if not there:
            self.close()
            raise CardError(CardState.READER_GONE, "reader unplugged")
        return there

    def _leaves(self) -> bool:
        """Whether the card turns out to be gone; pcscd learns of it a little after the failure."""
        until = time.monotonic() + SETTLE
        states = self._states([(self.seat.reader, scard.SCARD_STATE_UNAWARE)], 0)
        # Other changes wake us too: who uses the card, for one.
        while (seats := _taken(states, {})) and (left := until - time.monotonic()) > 0:
            if seats[0].moves != self.seat.moves:
                return True  # and is back already
            states = self._states(states, left)
        return not seats

    def _expect(self, code: int) -> None:
        """Raise what a PC/SC code other than success means."""
        if code == scard.SCARD_S_SUCCESS:
            return
        error = _meant(code)
        if error.state is CardState.READER_GONE:
            self.close()
        raise error


def _meant(code: int) -> CardError:
    detail = f"PC/SC {code & 0xFFFFFFFF:08X}"
    if code in REMOVED:
        return CardError(CardState.REMOVED, detail)
    if code in READER_GONE:
        return CardError(CardState.READER_GONE, detail)
    return NoAnswer(CardState.UNREADABLE, detail)


def _taken(states: list[tuple[str, int]], passed: Mapping[str, int]) -> list[Seat]:
    """The readers with a card that need not be passed over."""
    cards = [
        Seat(reader, state >> 16 & 0xFFFF)
        for reader, state in states
        if state & scard.SCARD_STATE_PRESENT
    ]
    return [seat for seat in cards if passed.get(seat.reader) != seat.moves]
