"""Cards that are not there: replayed conversations, and a reader that can be mishandled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from drivers.card import CardError, CardState, Reading, Wish
from drivers.card.chip import Chip, Faults, Make
from drivers.card.credentials import Credentials
from drivers.card.person import Person
from drivers.card.reading import read_chip

SLICE = 0.2  # seconds between two looks at whether anybody still waits for a card


class ScriptedChannel:
    """Replays a recorded conversation, in order, and refuses any other.

    A script is lines of `> command` and `< response` in hex, which a line without mark goes on with; `#`
    starts a comment and `< removed` pulls the card.
    """

    def __init__(self, script: str) -> None:
        self._lines: list[str] = []
        for line in script.splitlines():
            kept = line.split("#")[0].strip()
            if kept[:1] in ("<", ">"):
                self._lines.append(kept)
            elif kept:
                self._lines[-1] += kept

    def transmit(self, command: bytes) -> bytes:
        expected, answer = self._next(">"), self._next("<")
        assert command == bytes.fromhex(expected), f"sent {command.hex()}, script has {expected}"
        if answer == "removed":
            raise CardError(CardState.REMOVED)
        return bytes.fromhex(answer)

    def finished(self) -> bool:
        return not self._lines

    def _next(self, mark: str) -> str:
        line = self._lines.pop(0) if self._lines else "(end of script)"
        assert line.startswith(mark), f"script has {line!r} where {mark!r} was due"
        return line[1:].strip()


class FakeReader:
    """A reader on a desk: lay a card down, take it away, pull its plug; from any thread.

    What lies on it is a simulated chip, really read: PACE, secure messaging and all. A card that left
    in mid-reading may come back within `patience` seconds.
    """

    def __init__(self, person: Person | None = None, patience: float = 0.0) -> None:
        self._changed = threading.Condition()
        self._patience = patience
        self._chip = Chip(person) if person else None
        self._plugged = True

    def insert(
        self, person: Person, faults: Faults | None = None, make: Make | None = None
    ) -> None:
        with self._changed:
            self._chip = Chip(person, faults, make)
            self._changed.notify_all()

    def remove(self) -> None:
        with self._changed:
            self._chip = None
            self._changed.notify_all()

    def unplug(self) -> None:
        with self._changed:
            self._plugged = False
            self._changed.notify_all()

    def plug_in(self) -> None:
        with self._changed:
            self._plugged = True
            self._changed.notify_all()

    def state(self) -> CardState | None:
        if not self._plugged:
            return CardState.READER_GONE
        return None if self._chip else CardState.ABSENT

    def readers(self) -> list[str]:
        """As PcscReader.readers."""
        return ["simulated"] if self._plugged else []

    def answer(self, command: bytes) -> bytes:
        """As PcscReader.answer."""
        state, chip = self.state(), self._chip
        if state is CardState.READER_GONE:
            raise CardError(state)
        return self.carry(chip, command) if chip else b""

    def read(
        self,
        number: str | Credentials,
        progress: Callable[[int], None],
        wait: float,
        budget: float,
        wish: Wish | None = None,
    ) -> Reading:
        desk = _Desk(self, self.there(progress, wait))
        return read_chip(desk, number, progress, budget, wish, again=desk.again, atr=desk.chip.atr)

    def there(self, progress: Callable[[int], None], wait: float) -> Chip:
        """The chip that lies there, or comes to lie there in time, started afresh; raises CardError."""
        chip = self._awaited(progress, wait)
        state = self.state()
        if state is not None or chip is None:
            raise CardError(state or CardState.ABSENT)
        chip.reset()
        return chip

    def back(self) -> Chip:
        """The chip that lies there again after it moved; raises CardError."""
        return self.there(lambda percent: None, self._patience)

    def _awaited(self, progress: Callable[[int], None], wait: float) -> Chip | None:
        """What lies on the reader once something does, or it is unplugged, or `wait` is over."""
        until = time.monotonic() + wait
        while True:
            progress(0)
            left = until - time.monotonic()
            with self._changed:
                happened = self._changed.wait_for(
                    lambda: self._chip or not self._plugged, min(SLICE, left)
                )
                if happened or left <= SLICE:
                    return self._chip

    def carry(self, chip: Chip, command: bytes) -> bytes:
        """One command to `chip`, if it still lies here."""
        if not self._plugged:
            raise CardError(CardState.READER_GONE)
        if self._chip is not chip:
            raise CardError(CardState.REMOVED)
        try:
            return chip.transmit(command)
        except CardError:
            self.remove()
            raise


class _Desk:
    """The Channel to the chip that lies on the reader."""

    def __init__(self, reader: FakeReader, chip: Chip) -> None:
        self._reader = reader
        self.chip = chip

    def transmit(self, command: bytes) -> bytes:
        return self._reader.carry(self.chip, command)

    def again(self) -> None:
        try:
            self.chip = self._reader.back()
        except CardError as error:
            if error.state is CardState.ABSENT:
                raise CardError(CardState.REMOVED) from None
            raise
