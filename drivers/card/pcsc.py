"""A card reader over PC/SC, watched by ourselves.

pcscd may be killed and come back, and the reader be unplugged: every reading begins from nothing, and
pyscard's CardMonitor, which never recovers from that, is not used. A call that never returns cannot be
cancelled: it is left behind with its thread, and the next one has a new one (drivers/card/hand.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from drivers.card import CardError, CardState, Reading, Wish
from drivers.card.access import Tries
from drivers.card.apdu import NoAnswer
from drivers.card.connection import PAUSE, SETTLE, Connection, Seat
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
SECOND_LOOK = 1.0  # seconds for a card on another reader, once one was of no use
NO_USE = {CardState.NOT_CITIZEN, CardState.UNREADABLE, CardState.WRONG_NUMBER}
T = TypeVar("T")


class PcscReader:
    """The PC/SC readers whose name contains `name`; used from one thread.

    Where there are several, the card on a contactless one is read first, and one that is of no use does
    not keep us from a card on another; one that was no eMRTD the last time already is waited beside.
    While it waits for a card, a missing reader or pcscd is overlooked for `grace` seconds, and in
    mid-reading too. A card that leaves in mid-reading may come back within `patience` seconds, and the
    reading goes on. Whatever hangs, `read` ends at most 20 seconds after `wait` and `budget` are over.
    """

    def __init__(self, name: str = "", grace: float = GRACE, patience: float = PATIENCE) -> None:
        self._name = name
        self._grace = grace
        self._patience = patience
        self._hand = Hand()
        self._extended = True
        self._tries: dict[str, tuple[int, Tries]] = {}  # by reader: for the card that lies there
        self._nursery = Nursery(PARSE)
        self._strangers: dict[str, int] = {}  # no eMRTDs: their readers, and what moved there

    def state(self) -> CardState | None:
        line = _Line(self._hand, self._name)
        try:
            present = line.call(lambda connection: connection.present(0), CALL_SECONDS)
        except CardError as error:
            return error.state
        finally:
            line.let_go()
        return None if present else CardState.ABSENT

    def readers(self) -> list[str]:
        """Their names as pcscd has them, the likeliest first; none where it does not answer."""
        line = _Line(self._hand, self._name)
        try:
            line.call(lambda connection: connection.present(0), CALL_SECONDS)
            return line.connection.readers
        except CardError:
            return []
        finally:
            line.let_go()

    def answer(self, command: bytes) -> bytes:
        """What the chip of the card that lies there now says to one command; empty without a card.

        Raises CardError: UNREADABLE for a chip that says nothing.
        """
        line = _Line(self._hand, self._name)
        try:
            if not line.connected(0, {}):
                return b""
            return line.call(lambda connection: connection.transmit(command), CALL_SECONDS)
        finally:
            line.let_go()

    def read(
        self,
        number: str | Credentials,
        progress: Callable[[int], None],
        wait: float,
        budget: float,
        wish: Wish | None = None,
    ) -> Reading:
        credentials = number if isinstance(number, Credentials) else Credentials(number)
        line = _Line(self._hand, self._name)
        self._nursery.ready()
        search = _Search(self._strangers, wait, self._grace)
        left = budget
        try:
            while True:
                search.wait_for_card(line, progress)
                wire = _Wire(line, left)
                try:
                    return self._read_on(line, wire, credentials, progress, wish)
                except CardError as error:
                    if not search.goes_on(line, error):
                        raise
                    left = wire.left
        finally:
            line.let_go()

    def _read_on(
        self,
        line: _Line,
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
                again=partial(self._again, line, wire),
                atr=line.connection.atr,
                extended=self._extended,
                tries=self._tries_on(line.seat),
                run=self._nursery.run,
            )
        finally:
            # A reader that fails on a long command is not asked for one again.
            self._extended = self._extended and not wire.too_long

    def _tries_on(self, seat: Seat) -> Tries:
        """How often the card on a reader was tried; a card that was lifted begins anew."""
        moves, tries = self._tries.get(seat.reader, (-1, Tries()))
        if moves != seat.moves:
            tries = Tries()
            self._tries[seat.reader] = seat.moves, tries
        return tries

    def _again(self, line: _Line, wire: _Wire) -> None:
        """Give the card a fresh start, waiting a little for one that moved, or for pcscd to be back."""
        began = time.monotonic()
        for_reader = began + min(self._grace, wire.left)
        for_card = began + min(self._patience, wire.left)
        while True:
            seconds = max(0.0, min(SLICE, for_card - time.monotonic()))
            error = CardError(CardState.REMOVED)
            try:
                if line.again(seconds, min(CALL_SECONDS, wire.left)):
                    return
            except CardError as trouble:
                error = trouble
            now = time.monotonic()
            if error.state is CardState.READER_GONE:
                for_card = now + min(self._patience, wire.left)
            if now >= (for_reader if error.state is CardState.READER_GONE else for_card):
                raise error
            time.sleep(PAUSE)


class _Line:
    """A Connection whose calls have deadlines; one that overran is left behind for a new one."""

    def __init__(self, hand: Hand, name: str) -> None:
        self._hand = hand
        self._name = name
        self.connection = Connection(name)
        self.seat = Seat("", 0)  # where the card lies that we read
        self.choice = False  # whether there is another reader

    def call(self, ask: Callable[[Connection], T], seconds: float) -> T:
        """What the connection says; raises CardError, READER_GONE where it says nothing in time."""
        try:
            return self.overrun(ask, seconds)
        except TimeoutError:
            raise CardError(CardState.READER_GONE, "PC/SC does not answer") from None

    def overrun(self, ask: Callable[[Connection], T], seconds: float) -> T:
        """The same, but raises TimeoutError."""
        try:
            return self._hand.call(partial(ask, self.connection), seconds)
        except TimeoutError:
            self._walk_away()
            raise

    def connected(self, seconds: float, passed: dict[str, int]) -> bool:
        """As Connection.connected."""
        if self.call(lambda connection: connection.connected(seconds, passed), CALL_SECONDS):
            self.seat = self.connection.seat
            self.choice = len(self.connection.readers) > 1
            return True
        return False

    def again(self, seconds: float, deadline: float) -> bool:
        """As Connection.again, on the reader where the card lay."""
        return self.call(
            lambda connection: connection.again(self.seat.reader, seconds), seconds + deadline
        )

    def let_go(self) -> None:
        """Close the connection, or leave it to be closed once a stuck call is over."""
        try:
            self._hand.call(self.connection.close, SETTLE)
        except TimeoutError:
            self._walk_away()

    def _walk_away(self) -> None:
        stale, self.connection = self.connection, Connection(self._name)
        self._hand.walk_away(stale.close, SETTLE)


class _Search:
    """Waits for a card that may be the holder's, on whichever of our readers it comes to lie."""

    def __init__(self, strangers: dict[str, int], wait: float, grace: float) -> None:
        self._strangers = strangers
        self._passed: dict[str, int] = {}
        self._until = time.monotonic() + wait
        self._grace = grace
        self._refused: CardError | None = None  # what the first card of no use was

    def wait_for_card(self, line: _Line, progress: Callable[[int], None]) -> None:
        """Connect to a card; a missing reader or a mute card is an error only when it lasts."""
        trouble_since: float | None = None
        while True:
            progress(0)  # whoever waits may leave by raising
            left = max(0.0, min(SLICE, self._until - time.monotonic()))
            try:
                if line.connected(left, self._passed):
                    return
            except CardError as error:
                now = time.monotonic()
                trouble_since = trouble_since or now
                if error.state is CardState.READER_GONE:
                    self._passed.clear()  # pcscd counts anew when it comes back
                if now >= min(self._until, trouble_since + self._grace):
                    raise self._refused or error from None
                time.sleep(PAUSE)
                continue
            trouble_since = None
            if time.monotonic() >= self._until:
                raise self._refused or line.connection.held or CardError(CardState.ABSENT)

    def goes_on(self, line: _Line, error: CardError) -> bool:
        """Whether there may be another card, after this one was of no use; then lets go of it."""
        if error.state not in NO_USE or not line.choice:
            return False
        self._refused = self._refused or error
        reader, moves = line.seat
        self._passed[reader] = moves
        # pcscd counts anew when it is restarted, so a stranger is known only once it was asked again.
        known = error.state is CardState.NOT_CITIZEN and self._strangers.get(reader) == moves
        if error.state is CardState.NOT_CITIZEN:
            self._strangers[reader] = moves
        if not known:
            self._until = time.monotonic() + SECOND_LOOK
        line.let_go()
        return True


class _Wire:
    """The Channel to a connected card, each command under a deadline."""

    def __init__(self, line: _Line, budget: float) -> None:
        self._line = line
        self._until = time.monotonic() + budget
        self.too_long = False  # the reader failed on an extended command

    @property
    def left(self) -> float:
        """Seconds of the budget."""
        return max(0.0, self._until - time.monotonic())

    def transmit(self, command: bytes) -> bytes:
        seconds = min(APDU_SECONDS, self.left)
        try:
            return self._line.overrun(lambda connection: connection.transmit(command), seconds)
        except TimeoutError:
            raise CardError(CardState.UNREADABLE, "no answer in time") from None
        except NoAnswer:
            self.too_long |= len(command) > 5 and command[4] == 0
            raise
