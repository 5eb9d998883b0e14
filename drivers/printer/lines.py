"""The three ways to a printer: a serial line, the kernel's USB printer file, TCP port 9100; one behaviour for all."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import socket
import struct
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

import serial

BROKEN = (OSError, termios.error)  # pyserial's own errors are OSErrors; termios's are not
_IN_USE = (errno.EBUSY, errno.EAGAIN, errno.ECONNREFUSED)
_AWAY = select.POLLHUP | select.POLLERR | select.POLLNVAL
_QUICK = 50_000  # bytes a second: USB and networks carry more
_JUST_LEFT = 1.0  # seconds in which a printer that takes one client notices that the last one, perhaps we, has left
_AGAIN = 0.05  # seconds
_NOTHING_YET = 0.02  # seconds until a file that had nothing is asked again


class LineFullError(Exception):
    """The other end took nothing for as long as was waited."""


class LineBusyError(OSError):
    """The port is there, but somebody else has it, or it lets nobody in."""


class Line:
    """One opened way to a printer, as a descriptor. What breaks it comes as one of BROKEN, from any method."""

    def __init__(
        self,
        fd: int,
        close: Callable[[], None],
        pace: float = _QUICK,
        may_be_empty: bool = False,
    ) -> None:
        """`pace`: bytes it carries a second, at least; `may_be_empty`: reading nothing is no end of it, as with
        usblp, where it is an empty answer."""
        self.pace = pace
        self._fd, self._close, self._may_be_empty = fd, close, may_be_empty
        os.set_blocking(fd, False)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._close()

    def write(self, data: bytes, patience: float) -> None:
        """All of it; raises LineFullError when nothing more is taken for `patience` seconds."""
        left, until = memoryview(data), time.monotonic() + patience
        while left:
            seen = self._seen(select.POLLOUT, until)
            if not seen:
                raise LineFullError
            if not seen & select.POLLOUT:
                raise BrokenPipeError(errno.EPIPE, "the other end is away")
            with suppress(BlockingIOError):
                left = left[os.write(self._fd, left) :]
                until = time.monotonic() + patience

    def read(self, until: float) -> int | None:
        """The next byte, or None at that moment of time.monotonic()."""
        while seen := self._seen(select.POLLIN, until):
            with suppress(BlockingIOError):
                if data := os.read(self._fd, 1):
                    return data[0]
                if not self._may_be_empty or seen & _AWAY:
                    raise ConnectionResetError(errno.ECONNRESET, "the other end hung up")
            if time.monotonic() >= until:
                return None
            time.sleep(_NOTHING_YET)
        return None

    def unsent(self) -> int:
        """Bytes that lie in this machine still; 0 where the kernel does not tell."""
        try:  # TIOCOUTQ of a terminal and SIOCOUTQ of a socket are one number
            count = fcntl.ioctl(self._fd, termios.TIOCOUTQ, struct.pack("i", 0))
        except OSError:
            return 0
        return int(struct.unpack("i", count)[0])

    def drop(self) -> None:
        """Forget what lies in this machine: half a ticket must not come out minutes later."""
        with suppress(*BROKEN):
            termios.tcflush(self._fd, termios.TCOFLUSH)

    def _seen(self, wanted: int, until: float) -> int:
        """What poll(2) says of it, by that moment; 0: nothing."""
        poll = select.poll()
        poll.register(self._fd, wanted)
        found = poll.poll(max(0.0, until - time.monotonic()) * 1000)
        return found[0][1] if found else 0


Opener: TypeAlias = Callable[[], Line]


def serial_line(path: str, baud: int) -> Opener:
    """RS-232, or USB that looks like it; nobody else may have it open."""

    def opened() -> Line:
        try:
            port = serial.Serial(path, baud, exclusive=True, timeout=0)
        except serial.SerialException as error:
            raise _told(error) from error
        return Line(port.fileno(), port.close, pace=baud / 10)

    return opened


def usb_line(path: str) -> Opener:
    """The kernel's file of a USB printer (usblp), /dev/usb/lp0. It opens once, and answers by bulk-in or never."""

    def opened() -> Line:
        try:
            fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except OSError as error:
            raise _told(error) from error
        return Line(fd, lambda: os.close(fd), may_be_empty=True)

    return opened


def tcp_line(host: str, port: int, patience: float) -> Opener:
    """A printer in the office's network, found within `patience` seconds; many take one connection at a time."""

    def opened() -> Line:
        until = time.monotonic() + _JUST_LEFT
        while True:
            try:
                connection = socket.create_connection((host, port), patience)
                break
            except OSError as error:
                if error.errno != errno.ECONNREFUSED or time.monotonic() >= until:
                    raise _told(error) from error
            time.sleep(_AGAIN)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Connected(connection)

    return opened


class _Connected(Line):
    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection.fileno(), connection.close)
        self._connection = connection

    def drop(self) -> None:
        """Closing will reset the connection instead of delivering the rest."""
        with suppress(OSError):
            self._connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )


def _told(error: OSError) -> OSError:
    """The same, as LineBusyError where somebody else has the port."""
    return LineBusyError(error.errno, "in use") if error.errno in _IN_USE else error
