"""How a virtual printer is plugged in: behind a terminal, as on a serial line, on a TCP port, or in one process."""

from __future__ import annotations

import errno
import os
import socket
import struct
import tty
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from drivers.printer.lines import Line

MOST = 4096  # bytes taken at once


class Plug(Protocol):
    """One cable. Nothing here waits; what is broken shows as nothing to take."""

    device: str  # as the driver is told to open it

    @property
    def plugged(self) -> bool: ...

    def plug(self) -> None:
        """Put it in; nothing happens while it is."""
        ...

    def pull(self) -> None:
        """Out, in the middle of whatever is said."""
        ...

    def watched(self) -> list[int]:
        """Descriptors on which something may come."""
        ...

    def take(self, ready: list[int], most: int) -> bytes:
        """What came there, at most so many bytes."""
        ...

    def answer(self, byte: int) -> None:
        """Said to whoever listens; lost where nobody does."""
        ...


class Terminal:
    """A pseudo-terminal; `link`, where given, points at it as long as it is plugged in."""

    def __init__(self, link: Path | None = None) -> None:
        self.device = ""
        self._link = link
        self._master = self._slave = -1

    @property
    def plugged(self) -> bool:
        return self._master >= 0

    def plug(self) -> None:
        """A new terminal behind the same link."""
        if self.plugged:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.device = os.ttyname(self._slave)
        if self._link:
            fresh = self._link.with_name(self._link.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self.device)
            fresh.replace(self._link)

    def pull(self) -> None:
        if self.plugged:
            if self._link:
                self._link.unlink(missing_ok=True)
            os.close(self._slave)
            os.close(self._master)
            self._master = self._slave = -1

    def watched(self) -> list[int]:
        return [self._master] if self.plugged else []

    def take(self, ready: list[int], most: int) -> bytes:
        if self._master not in ready:
            return b""
        try:
            return os.read(self._master, most)
        except BlockingIOError:
            return b""

    def answer(self, byte: int) -> None:
        with suppress(BlockingIOError):  # nobody fetches the answers
            os.write(self._master, bytes((byte,)))


class Port:
    """A TCP port on this machine that takes one client and refuses all others until that one has left."""

    def __init__(self, number: int = 0) -> None:
        """`number` 0: whichever is free, and the same one ever after."""
        self._number = number
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._in = False
        self.device = ""

    @property
    def plugged(self) -> bool:
        return self._in

    def plug(self) -> None:
        if not self._in:
            self._in = True
            self._listen()

    def pull(self) -> None:
        """Power and cable at once: the client is told by a reset when it next speaks."""
        self._in = False
        if self._client:
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._client.close()
        if self._listener:
            self._listener.close()
        self._client = self._listener = None

    def watched(self) -> list[int]:
        return [end.fileno() for end in (self._listener, self._client) if end]

    def take(self, ready: list[int], most: int) -> bytes:
        if self._listener and self._listener.fileno() in ready:
            self._let_in()
        if not (self._client and self._client.fileno() in ready):
            return b""
        try:
            data = self._client.recv(most)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data and self._client:
            self._client.close()
            self._client = None
            self._listen()
        return data

    def answer(self, byte: int) -> None:
        if self._client:
            with suppress(OSError):
                self._client.send(bytes((byte,)))

    def _listen(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._number), backlog=1)
        self._listener.setblocking(False)
        self._number = self._listener.getsockname()[1]
        self.device = f"tcp:127.0.0.1:{self._number}"

    def _let_in(self) -> None:
        if not self._listener:
            return
        with suppress(BlockingIOError):
            self._client, _ = self._listener.accept()
            self._client.setblocking(False)
            self._listener.close()
            self._listener = None


class Pair:
    """A cable inside this process, for where there is neither a terminal nor a network; `line` is its other end."""

    device = ""  # no driver can open it by name

    def __init__(self) -> None:
        self._ends: tuple[socket.socket, socket.socket] | None = None

    @property
    def plugged(self) -> bool:
        return self._ends is not None

    def plug(self) -> None:
        if self._ends is None:
            self._ends = socket.socketpair()
            self._ends[0].setblocking(False)

    def pull(self) -> None:
        for end in self._ends or ():
            end.close()
        self._ends = None

    def watched(self) -> list[int]:
        return [self._ends[0].fileno()] if self._ends else []

    def take(self, ready: list[int], most: int) -> bytes:
        if not self._ends or self._ends[0].fileno() not in ready:
            return b""
        try:
            return self._ends[0].recv(most)
        except BlockingIOError:
            return b""

    def answer(self, byte: int) -> None:
        if self._ends:
            with suppress(BlockingIOError):  # nobody fetches the answers
                self._ends[0].send(bytes((byte,)))

    def line(self) -> Line:
        """As a driver's Opener; raises OSError while it is not plugged in."""
        if self._ends is None:
            raise OSError(errno.ENODEV, "not plugged in")
        end = self._ends[1].dup()
        return Line(end.fileno(), end.close)
