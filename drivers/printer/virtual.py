"""A printer made of software: real bytes go in, tickets come out as pictures.

It treats its line as printers do: DLE EOT is answered the moment it arrives, even inside a picture and without
paper; everything else waits in the receive buffer, which stands still while the printer is off line; what does not
fit there is lost.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from PIL import Image

from drivers.printer import escpos, reading
from drivers.printer.plugs import MOST, Plug, Terminal


class Roll(StrEnum):
    """How much paper is left."""

    OK = "ok"
    LOW = "low"
    OUT = "out"


class Trouble(StrEnum):
    """What stops it besides paper and cover."""

    NONE = "none"
    KNIFE = "knife"
    HOT = "hot"
    BROKEN = "broken"
    BUTTON = "button"  # taken off line by its own button


_CAUSES = {Trouble.KNIFE: 0x08, Trouble.BROKEN: 0x20, Trouble.HOT: 0x40}  # DLE EOT 3


class VirtualPrinter:
    """Between start() and close() a thread of its own is the printer; every switch may be used from any thread.

    `device` is what a driver is told to open.
    """

    def __init__(
        self,
        width: int = 576,
        plug: Plug | None = None,
        out: Path | None = None,
        buffer: int = 4096,
        rate: int | None = None,
    ) -> None:
        """`plug`: its cable, a terminal unless said; `out`: folder that gets raw-NNN.bin and ticket-NNN.png at each
        cut; `buffer`: its bytes; `rate`: bytes it takes a second, all that come unless said."""
        self.width = width
        self.tickets: list[Image.Image] = []
        self.raw: list[bytes] = []  # what came in for each ticket
        self.times: list[
            list[float]
        ] = []  # when each row of each ticket came out, time.monotonic()
        self.stray = bytearray()  # what a real printer would have printed as letters
        self._cable, self._out, self._room, self._rate = plug or Terminal(), out, buffer, rate
        self._roll, self._cover_open, self._mute = Roll.OK, False, False
        self._trouble = Trouble.NONE
        self._rows_left: int | None = None  # until the roll ends
        self._mishap: tuple[int, Callable[[], None]] | None = None  # due after so many bytes
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._wake: tuple[int, int] = (-1, -1)
        self._received = bytearray()
        self._rows: deque[bytes] = deque()  # taken from a band, not yet on paper
        self._strip: list[bytes] = []  # on paper, not yet cut
        self._clock: list[float] = []  # when each row of it came out
        self._kept = bytearray()  # the bytes of the strip
        self._tail = b""  # where DLE EOT may go on
        self._paper = reading.Paper(width)

    @property
    def device(self) -> str:
        return self._cable.device

    def start(self) -> VirtualPrinter:
        """Plug in and print until close()."""
        self._wake = os.pipe()
        self.plug()
        self._thread = threading.Thread(target=self._serve, name="virtual-printer")
        self._thread.start()
        return self

    def close(self) -> None:
        os.write(self._wake[1], b"q")
        if self._thread:
            self._thread.join()
        self.unplug()
        for end in self._wake:
            os.close(end)

    def __enter__(self) -> VirtualPrinter:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def paper(self, roll: Roll, after_rows: int | None = None) -> None:
        """Lay in a roll; with `after_rows` it ends after that many more dots of paper."""
        with self._lock:
            self._roll, self._rows_left = roll, after_rows
            self._work()

    def cover(self, open_: bool) -> None:
        with self._lock:
            self._cover_open = open_
            self._work()

    def trouble(self, what: Trouble) -> None:
        with self._lock:
            self._trouble = what
            self._work()

    def mute(self, on: bool, after_bytes: int | None = None) -> None:
        """Muted, it reads but answers nothing; now, or in the middle of what comes next."""
        with self._lock:
            if after_bytes is None:
                self._mute = on
            else:
                self._mishap = (after_bytes, lambda: self.mute(on))

    def unplug(self, after_bytes: int | None = None) -> None:
        """Pull the cable, now or in the middle of what comes next; the printer loses power with it."""
        with self._lock:
            if after_bytes is None:
                self._pull()
            else:
                self._mishap = (after_bytes, self._pull)

    def plug(self) -> None:
        """The same cable; nothing happens while it is in."""
        with self._lock:
            if not self.plugged:
                self._clear()
                self._cable.plug()
                self._knock()

    @property
    def plugged(self) -> bool:
        return self._cable.plugged

    def status(self) -> dict[str, object]:
        """How it stands, for whoever holds the switches."""
        with self._lock:
            return {
                "device": self.device,
                "plugged": self.plugged,
                "paper": self._roll.value,
                "cover_open": self._cover_open,
                "mute": self._mute,
                "trouble": self._trouble.value,
                "tickets": len(self.tickets),
                "stray": len(self.stray),
            }

    # -- the printer's own thread

    def _serve(self) -> None:
        while True:
            with self._lock:
                watched = [self._wake[0], *self._cable.watched()]
            try:
                ready, _, _ = select.select(watched, [], [])
            except (OSError, ValueError):  # the cable was pulled between the look and the wait
                continue
            if self._wake[0] in ready and b"q" in os.read(self._wake[0], 64):
                return
            with self._lock:
                taken = self._take(ready)
            if self._rate and taken:
                time.sleep(taken / self._rate)

    def _take(self, ready: list[int]) -> int:
        """How many bytes came."""
        most = min(MOST, self._rate // 100) if self._rate else MOST
        data = self._cable.take(ready, max(1, most))
        count = len(data)
        if self._mishap and data:
            left, happen = self._mishap
            self._hear(data[:left])
            self._mishap = (left - len(data), happen) if left > len(data) else None
            if self._mishap:
                return count
            happen()
            data = data[left:] if self.plugged else b""
        self._hear(data)
        return count

    def _hear(self, data: bytes) -> None:
        self._answer_at_once(data)
        self._received += data
        self._work()
        if not self._online:
            del self._received[self._room :]

    def _answer_at_once(self, data: bytes) -> None:
        seen = self._tail + data
        self._tail = seen[-2:]
        for at in range(len(seen) - 2):
            if seen[at : at + 2] == b"\x10\x04" and seen[at + 2] in escpos.QUERIES:
                self._answer(self._real_time()[seen[at + 2]])

    def _real_time(self) -> dict[int, int]:
        out, low = self._roll is Roll.OUT, self._roll is Roll.LOW
        cause = _CAUSES.get(self._trouble, 0)
        stopped = (0x20 if out else 0) | (0x40 if cause else 0)
        return {
            1: 0x12 | (0 if self._online else 0x08),
            2: 0x12 | (0x04 if self._cover_open else 0) | stopped,
            3: 0x12 | cause,
            4: 0x12 | (0x6C if out else 0x0C if low else 0),
        }

    @property
    def _online(self) -> bool:
        stopped = self._roll is Roll.OUT or self._cover_open
        return not stopped and self._trouble is Trouble.NONE

    def _answer(self, byte: int) -> None:
        if not self._mute and self.plugged:
            self._cable.answer(byte)

    def _work(self) -> None:
        """Print what is in the buffer, row by row, as long as the printer is on line."""
        while self._online:
            if self._rows:
                self._strip.append(self._rows.popleft())
                self._clock.append(time.monotonic())
                self._wear()
            elif found := reading.read_command(self._received):
                command, size = found
                self._kept += self._received[:size]
                del self._received[:size]
                self._do(command)
            else:
                break

    def _do(self, command: reading.Command) -> None:
        self._rows.extend(self._paper.rows(command))
        match command:
            case reading.Stray(byte):
                self.stray.append(byte)
            case reading.InOrderQuery():
                self._answer(0x03 if self._roll is Roll.LOW else 0x00)
            case reading.Cut() if self._strip:
                self._deliver()

    def _wear(self) -> None:
        if self._rows_left is not None:
            self._rows_left -= 1
            if self._rows_left <= 0:
                self._roll, self._rows_left = Roll.OUT, None

    def _deliver(self) -> None:
        ticket, raw = reading.picture_of(self._strip, self.width), bytes(self._kept)
        self.times.append(self._clock)
        self._strip, self._kept, self._clock = [], bytearray(), []
        self.tickets.append(ticket)
        self.raw.append(raw)
        if self._out:
            number = f"{len(self.tickets):03d}"
            (self._out / f"raw-{number}.bin").write_bytes(raw)
            fresh = self._out / f".ticket-{number}.png"
            ticket.save(fresh)
            fresh.replace(self._out / f"ticket-{number}.png")

    def _pull(self) -> None:
        if self.plugged:
            self._cable.pull()
            self._knock()

    def _clear(self) -> None:
        """What is gone with the power: settings and the buffer; a half-printed strip is torn off."""
        self._received.clear()
        self._rows.clear()
        self._strip, self._kept, self._clock, self._tail = [], bytearray(), [], b""
        self._paper = reading.Paper(self.width)

    def _knock(self) -> None:
        if self._thread:
            os.write(self._wake[1], b".")
