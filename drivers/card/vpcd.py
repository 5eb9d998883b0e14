"""Lays a simulated chip on the virtual reader of vsmartcard's vpcd, over TCP."""

from __future__ import annotations

import socket
import threading
from functools import partial

from drivers.card import CardError
from drivers.card.chip import Chip

POWER_OFF, POWER_ON, RESET, GET_ATR = 0, 1, 2, 4
RETRY = 0.1  # seconds between tries to reach vpcd


class VirtualCard:
    """One slot of a vpcd: a chip can be inserted and removed while `serve` runs.

    When vpcd goes away the card stays in the slot and is offered again until vpcd is back.
    """

    def __init__(self, host: str, port: int) -> None:
        self._address = host, port
        self._changed = threading.Condition()
        self._chip: Chip | None = None
        self._line: socket.socket | None = None
        self._stopped = False

    @property
    def chip(self) -> Chip | None:
        """The chip that lies there."""
        return self._chip

    def insert(self, chip: Chip) -> None:
        """Lay this chip down, in place of any other."""
        self.remove()
        chip.pause = partial(self._pause, chip)
        with self._changed:
            self._chip = chip
            self._changed.notify_all()

    def remove(self) -> None:
        """Take the chip away, at once, in mid-sentence too."""
        with self._changed:
            self._chip = None
            self._hang_up()
            self._changed.notify_all()

    def stop(self) -> None:
        """End `serve`."""
        with self._changed:
            self._stopped = True
            self._chip = None
            self._hang_up()
            self._changed.notify_all()

    def serve(self) -> None:
        """Carry commands to whatever chip lies there, until `stop`."""
        while chip := self._next_chip():
            try:
                with socket.create_connection(self._address) as line:
                    self._converse(line, chip)
            except (OSError, EOFError):
                with self._changed:
                    self._changed.wait(RETRY)
            except CardError:
                self._left(chip)

    def _next_chip(self) -> Chip | None:
        with self._changed:
            self._changed.wait_for(lambda: self._chip or self._stopped)
            return self._chip

    def _converse(self, line: socket.socket, chip: Chip) -> None:
        # Each APDU is two small packets each way: without this one takes 44 ms instead of 0.2.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._changed:
            if self._chip is not chip:
                return
            self._line = line
        while True:
            length = int.from_bytes(_received(line, 2), "big")
            message = _received(line, length)
            answer = _control(chip, message[0]) if length == 1 else chip.transmit(message)
            if answer is not None:
                line.sendall(len(answer).to_bytes(2, "big") + answer)

    def _left(self, chip: Chip) -> None:
        """The chip moved away; for good, or for as long as it is told to."""
        with self._changed:
            if chip.faults.returns:
                self._changed.wait_for(lambda: self._chip is not chip, chip.faults.returns)
            elif self._chip is chip:
                self._chip = None

    def _pause(self, chip: Chip, seconds: float) -> None:
        """A slow chip can still be taken away at once."""
        with self._changed:
            self._changed.wait_for(lambda: self._chip is not chip, seconds)

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it was gone already


def _control(chip: Chip, code: int) -> bytes | None:
    if code == GET_ATR:
        return chip.atr
    if code in (POWER_OFF, POWER_ON, RESET):
        chip.reset()
    return None


def _received(line: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # the kernel forgets it
        part = line.recv(length - len(data))
        if not part:
            raise EOFError
        data += part
    return data
