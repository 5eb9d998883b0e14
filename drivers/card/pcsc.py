"""A card reader over PC/SC, watched by ourselves.

pcscd may be killed and come back, and the reader be unplugged: every reading begins from nothing, and
pyscard's CardMonitor, which never recovers from that, is not used.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from smartcard import scard

from drivers.card import CardError, CardState, Reading, Wish
from drivers.card.access import Tries
from drivers.card.apdu import NoAnswer
from drivers.card.contents import PARSE
from drivers.card.credentials import Credentials
from drivers.card.hand import Hand
from drivers.card.reading import read_chip
from drivers.nursery import Nursery

APDU_SECONDS = 10.0  # chips slow down on purpose after wrong numbers
CALL_SECONDS = 5.0  # any other call to pcscd
SLICE = 0.5  # seconds of one wait for a card
GRACE = 3.0  # seconds a reader may be away, or a card mute, before we say so
PATIENCE = 1.5  # seconds a card may be away in mid-reading
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


class PcscReader:
    """The first PC/SC reader whose name contains `name`; used from one thread.

    While it waits for a card, a missing reader or pcscd is overlooked for `grace` seconds. A card that
    leaves in mid-reading may come back within `patience` seconds, and the reading goes on.
    """

    def __init__(self, name: str = "", grace: float = GRACE, patience: float = PATIENCE) -> None:
        self._name = name
        self._grace = grace
        self._patience = patience
        self._hand = Hand()
        self._extended = True
        self._tries = Tries()
        self._nursery = Nursery(PARSE)

    def state(self) -> CardState | None:
        link = _Link(self._name)

        def look() -> bool:
            try:
                return link.present(0)
            finally:
                link.close()

        try:
            if self._call(look):
                return None
            self._tries = Tries()
            return CardState.ABSENT
        except CardError as error:
            return error.state

    def read(
        self,
        number: str | Credentials,
        progress: Callable[[int], None],
        wait: float,
        budget: float,
        wish: Wish | None = None,
    ) -> Reading:
        credentials = number if isinstance(number, Credentials) else Credentials(number)
        link = _Link(self._name)
        self._nursery.ready()
        try:
            self._wait_for_card(link, wait, progress)
            wire = _Wire(self._hand, link, budget)
            return self._read_on(link, wire, credentials, progress, wish)
        finally:
            self._let_go(link)

    def _read_on(
        self,
        link: _Link,
        wire: _Wire,
        credentials: Credentials,
        progress: Callable[[int], None],
        wish: Wish | None,
    ) -> Reading:
        try:
            return read_chip(
                wire,
                credentials,
                progress,
                wire.left,
                wish,
                again=partial(self._again, link, wire),
                atr=link.atr,
                extended=self._extended,
                tries=self._tries,
                run=self._nursery.run,
            )
        finally:
            # A reader that fails on a long command is not asked for one again.
            self._extended = self._extended and not wire.too_long

    def _again(self, link: _Link, wire: _Wire) -> None:
        """Give the card a fresh start, waiting a little for one that moved."""
        until = time.monotonic() + min(self._patience, wire.left)
        while True:
            try:
                if self._call(partial(link.again, max(0.0, until - time.monotonic()))):
                    return
            except CardError as error:
                if error.state is CardState.READER_GONE or time.monotonic() >= until:
                    raise
            if time.monotonic() >= until:
                raise CardError(CardState.REMOVED)
            time.sleep(PAUSE)

    def _let_go(self, link: _Link) -> None:
        try:
            self._hand.call(link.close, SETTLE)
        except TimeoutError:
            self._hand.post(link.close)  # once the stuck call is over

    def _wait_for_card(self, link: _Link, wait: float, progress: Callable[[int], None]) -> None:
        """Connect to a card; a missing reader or a mute card is an error only when it lasts."""
        until = time.monotonic() + wait
        trouble_since: float | None = None
        while True:
            progress(0)  # whoever waits may leave by raising
            left = max(0.0, min(SLICE, until - time.monotonic()))
            try:
                if self._call(partial(link.connected, left)):
                    return
                self._tries = Tries()  # whatever comes next was lifted, or is another card
            except CardError:
                now = time.monotonic()
                trouble_since = trouble_since or now
                if now >= min(until, trouble_since + self._grace):
                    raise
                time.sleep(PAUSE)
                continue
            trouble_since = None
            if time.monotonic() >= until:
                raise CardError(CardState.ABSENT)

    def _call(self, function: Callable[[], bool]) -> bool:
        try:
            return self._hand.call(function, CALL_SECONDS)
        except TimeoutError:
            raise CardError(CardState.READER_GONE, "PC/SC does not answer") from None


class _Wire:
    """The Channel to a connected card, each command under a deadline."""

    def __init__(self, hand: Hand, link: _Link, budget: float) -> None:
        self._hand = hand
        self._link = link
        self._until = time.monotonic() + budget
        self.too_long = False  # the reader failed on an extended command

    @property
    def left(self) -> float:
        """Seconds of the budget."""
        return max(0.0, self._until - time.monotonic())

    def transmit(self, command: bytes) -> bytes:
        seconds = min(APDU_SECONDS, self.left)
        try:
            return self._hand.call(partial(self._link.transmit, command), seconds)
        except TimeoutError:
            raise CardError(CardState.UNREADABLE, "no answer in time") from None
        except NoAnswer:
            self.too_long |= len(command) > 5 and command[4] == 0
            raise


class _Link:
    """The calls to pcscd for one reading; any of them may hang, so a Hand makes them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._context: Any = None
        self._card: Any = None
        self._protocol = 0
        self._sound = True  # no command failed yet
        self.atr = b""

    def present(self, seconds: float) -> bool:
        """Whether a card lies there, waiting up to `seconds` for one; raises CardError(READER_GONE)."""
        reader = self._reader()
        state = self._status(reader, scard.SCARD_STATE_UNAWARE, 0)
        if not state & scard.SCARD_STATE_PRESENT and seconds > 0:
            state = self._status(reader, state, seconds)
        return bool(state & scard.SCARD_STATE_PRESENT)

    def connected(self, seconds: float) -> bool:
        """Connect to the card, False without one; raises CardError."""
        if not self.present(seconds):
            return False
        code, card, self._protocol = scard.SCardConnect(
            self._context,
            self._reader(),
            scard.SCARD_SHARE_EXCLUSIVE,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        if code in REMOVED:
            time.sleep(PAUSE)  # pcscd is about to see it gone
            return False
        self._expect(code)
        self._card = card
        code, _, _, _, atr = scard.SCardStatus(card)
        self.atr = bytes(octet & 0xFF for octet in atr) if code == scard.SCARD_S_SUCCESS else b""
        return True

    def again(self, seconds: float) -> bool:
        """Let go of the card and connect afresh, False without one in `seconds`; raises CardError."""
        self.close()
        self._sound = True
        return self.connected(seconds)

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

    def _reader(self) -> str:
        if self._context is None:
            code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
            self._expect(code)
            self._context = context
        code, readers = scard.SCardListReaders(self._context, [])
        self._expect(code)
        for reader in readers:
            if self._name in reader:
                return str(reader)
        raise CardError(CardState.READER_GONE, "no such reader")

    def _status(self, reader: str, known: int, seconds: float) -> int:
        """The reader's state, or its next one within `seconds` where `known` is what it was."""
        code, states = scard.SCardGetStatusChange(
            self._context, int(seconds * 1000), [(reader, known)]
        )
        if code == scard.SCARD_E_TIMEOUT:
            return known
        self._expect(code)
        state = int(states[0][1])
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
            self.close()
            raise CardError(CardState.READER_GONE, "reader unplugged")
        return state

    def _leaves(self) -> bool:
        """Whether the card turns out to be gone; pcscd learns of it a little after the failure."""
        reader = self._reader()
        until = time.monotonic() + SETTLE
        state = self._status(reader, scard.SCARD_STATE_UNAWARE, 0)
        # Other changes wake us too: who uses the card, for one.
        while state & scard.SCARD_STATE_PRESENT and (left := until - time.monotonic()) > 0:
            state = self._status(reader, state, left)
        return not state & scard.SCARD_STATE_PRESENT

    def _expect(self, code: int) -> None:
        """Raise what a PC/SC code other than success means."""
        if code == scard.SCARD_S_SUCCESS:
            return
        detail = f"PC/SC {code & 0xFFFFFFFF:08X}"
        if code in REMOVED:
            raise CardError(CardState.REMOVED, detail)
        if code in READER_GONE:
            self.close()
            raise CardError(CardState.READER_GONE, detail)
        raise NoAnswer(CardState.UNREADABLE, detail)


def names() -> list[str]:
    """Every reader by its PC/SC name; raises CardError(READER_GONE) without pcscd or any reader."""
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code != scard.SCARD_S_SUCCESS:
        raise CardError(CardState.READER_GONE, "pcscd does not run")
    try:
        code, readers = scard.SCardListReaders(context, [])
    finally:
        scard.SCardReleaseContext(context)
    if code != scard.SCARD_S_SUCCESS or not readers:
        raise CardError(CardState.READER_GONE, "no reader")
    return [str(reader) for reader in readers]
