"""The line between office and centre: a relay on loopback that can be cut, black-holed, slowed and mended."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum

from tests.workbench.centre import free_port

_PIECE = 16 * 1024
_LOOK = 0.02  # seconds between two looks at whether the line still stands
_STUCK = 10.0  # seconds one side may refuse to take bytes


class Cut(Enum):
    """How a line dies."""

    RESET = "reset"  # both sides are told; new connections are refused
    BLACK_HOLE = "black hole"  # nobody is told anything, for ever; new connections stay silent too


class Line:
    """TCP from a port of its own to `port`; `up` and `down` count the bytes carried to and from the centre,
    `connections` those let in.

    `cuts` are the times (time.monotonic) of every cut and its mending.
    """

    def __init__(self, port: int, bytes_a_second: float = float("inf")) -> None:
        self.bytes_a_second = bytes_a_second
        self.up = self.down = self.connections = 0
        self.cuts: list[tuple[float, float]] = []
        self.overhear: Callable[[bytes], object] | None = None  # told what the kiosk was handed
        self._centre = port
        self._port = free_port()
        self._url = f"http://127.0.0.1:{self._port}"
        self._how: Cut | None = None  # now
        self._last_cut: Cut | None = None
        self._cut_from = 0.0
        self._age = 0  # grows with each cut: older connections are dead
        self._ends = threading.Event()
        self._relays: list[threading.Thread] = []
        self._at: tuple[int, Callable[[], object]] | None = None
        self._before_answer: tuple[bytes, Callable[[], object]] | None = None
        self._door = threading.Thread(target=self._let_in)

    @property
    def url(self) -> str:
        return self._url

    @property
    def is_cut(self) -> bool:
        return self._how is not None

    def __enter__(self) -> Line:
        self._door.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._door.join()
        for relay in self._relays:
            relay.join()

    def cut(self, how: Cut = Cut.RESET) -> None:
        self._cut_from = time.monotonic()
        self._how = self._last_cut = how
        self._age += 1

    def mend(self) -> None:
        """New connections pass again; returns once they do."""
        self.cuts.append((self._cut_from, time.monotonic()))
        self._how = None
        while not self._ends.is_set():
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 1):
                return

    def at(self, up: int, act: Callable[[], object]) -> None:
        """Call `act` once exactly `up` bytes in all went to the centre; the rest waits meanwhile."""
        self._at = (up, act)

    def before_answer(self, question: bytes, act: Callable[[], object]) -> None:
        """Call `act` when the centre has answered a request that begins so, before it is handed on."""
        self._before_answer = (question, act)

    def _let_in(self) -> None:
        door: socket.socket | None = None
        while not self._ends.is_set():
            if self._how is Cut.RESET:
                if door:
                    door.close()
                    door = None
                self._ends.wait(_LOOK)
                continue
            door = door or _listen(self._port)
            if select.select([door], [], [], _LOOK)[0]:
                kiosk, _ = door.accept()
                self.connections += 1
                relay = threading.Thread(target=self._carry, args=(kiosk, self._age, self._how))
                self._relays.append(relay)
                relay.start()
        if door:
            door.close()

    def _carry(self, kiosk: socket.socket, age: int, how: Cut | None) -> None:
        with kiosk, socket.socket() as centre:
            for side in (kiosk, centre):
                side.settimeout(_STUCK)
            if how is None:
                with suppress(OSError):
                    centre.connect(("127.0.0.1", self._centre))
                    self._relay(kiosk, centre, age)
            if age != self._age:
                how = self._last_cut
            if how is Cut.BLACK_HOLE:
                self._ends.wait()
            elif how is Cut.RESET:
                for side in (kiosk, centre):
                    side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _relay(self, kiosk: socket.socket, centre: socket.socket, age: int) -> None:
        question = b""  # the last one on this connection
        while not self._ends.is_set() and age == self._age:
            readable, _, _ = select.select([kiosk, centre], [], [], _LOOK)
            for side in readable:
                data = side.recv(_PIECE)
                if not data:
                    return
                if side is kiosk:
                    if b" HTTP/1.1\r\n" in data[:200]:
                        question = data[:200]
                    self._carry_up(centre, data, age)
                elif not self._swallowed(age, question):
                    kiosk.sendall(data)
                    self.down += len(data)
                    if self.overhear:
                        self.overhear(data)

    def _carry_up(self, centre: socket.socket, data: bytes, age: int) -> None:
        if self._at and self.up + len(data) >= self._at[0]:
            here, act = self._at[0] - self.up, self._at[1]
            self._at = None
            self._carry_up(centre, data[:here], age)
            act()
            data = data[here:]
        if data and age == self._age:
            centre.sendall(data)
            self.up += len(data)
            self._ends.wait(len(data) / self.bytes_a_second)

    def _swallowed(self, age: int, question: bytes) -> bool:
        if self._before_answer and question.startswith(self._before_answer[0]):
            act, self._before_answer = self._before_answer[1], None
            act()
        return age != self._age


def _listen(port: int) -> socket.socket:
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    door.listen()
    return door
