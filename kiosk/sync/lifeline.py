"""The courier's line: its one socket, watched while it is used, hung up when it is dead."""

from __future__ import annotations

import fcntl
import math
import socket
import struct
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

# An answer awaited on a dead line, nothing left to send: found out after 10 s. A line that is kept for the next
# question is asked far less often, or such probes would be most of what an office's line carries in a day.
AWAITED, KEPT = 4, 120  # seconds to the first probe
OPTIONS = (
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, AWAITED),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    # What waits in the kernel when a line dies was read for nothing.
    (socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, 64 * 1024),
)
BBR = b"bbr"  # not slowed by single losses
# Every 10 s BBR all but stops for a third of a second, to see how short the way is without itself (PROBE_RTT): some
# 3 % of a thin line. The way of an office stays as long as it is, so it is begun anew before that.
ANEW = 9.0  # seconds
_LOOK = 0.2  # seconds between two looks at the socket
# Offsets in the kernel's struct tcp_info.
_BYTES_ACKED = 120  # tcpi_bytes_acked
_RTT, _RETRANSMITTED, _SEGMENTS = 68, 100, 136  # tcpi_rtt, tcpi_total_retrans, tcpi_segs_out


class EndlessError(ConnectionAbortedError):
    """More came than an answer may have."""


@dataclass(frozen=True)
class Toll:
    """What the kernel counted on one line: its round trip in seconds, segments sent, and sent again."""

    round_trip: float
    sent: int
    again: int


class Lifeline:
    """Whoever sends or waits on a line that is hung up gets an OSError. `end` may be called from any thread."""

    def __init__(self) -> None:
        self._may_hear = 0.0  # bytes, within this exchange
        self._line: socket.socket | None = None
        self._ended = False
        self.until = (
            0.0  # when what is being asked is over at the latest (time.monotonic); 0: nothing is
        )
        self._fresh = 0.0  # when the line last began to send

    def attach(self, line: socket.socket) -> None:
        """The line from now on; the one before is nobody's business any more."""
        with suppress(OSError):  # a kernel without it keeps its own: slower on lossy lines
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, BBR)
        self._line = line
        self._fresh = time.monotonic()

    def end(self) -> None:
        """Hang up for good: no line is watched, so none is used, after this."""
        self._ended = True
        _hang_up(self._line)

    def toll(self) -> Toll | None:
        """Of the line that is open; None where none is."""
        with suppress(OSError, ValueError):  # closed meanwhile
            if self._line is not None:
                most = _SEGMENTS + 4
                info = self._line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, most)
                at = (
                    struct.unpack_from("I", info, one)[0]
                    for one in (_RTT, _SEGMENTS, _RETRANSMITTED)
                )
                round_trip, sent, again = at
                return Toll(round_trip / 1_000_000, sent, again)
        return None

    def heard(self, count: int) -> None:
        """So many bytes more came; raises EndlessError when they are more than may come."""
        self._may_hear -= count
        if self._may_hear < 0:
            raise EndlessError

    @contextmanager
    def watched(self, seconds: float, stall: float, most: float = math.inf) -> Iterator[None]:
        """Hang up after `seconds`, or when bytes wait and none was acknowledged for `stall` seconds.

        `most`: bytes that may be heard, whatever they are: status, headers, chunks or a body.
        """
        if self._ended:
            raise ConnectionAbortedError
        self._may_hear = most
        self.until = time.monotonic() + seconds
        _probe_after(self._line, AWAITED)
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done, seconds, stall), daemon=True)
        watch.start()
        try:
            yield
        finally:
            self.until = 0.0
            done.set()
            watch.join()
            _probe_after(self._line, KEPT)

    def _watch(self, done: threading.Event, seconds: float, stall: float) -> None:
        end = time.monotonic() + seconds
        acked, moved = -1, time.monotonic()
        while not done.wait(_LOOK):
            now, line = time.monotonic(), self._line
            if line is not None and now - self._fresh > ANEW:
                _begin_anew(line)
                self._fresh = now
            seen, waiting = _progress(line)
            if seen != acked or not waiting:
                acked, moved = seen, now
            if self._ended or now > end or now - moved > stall:
                _hang_up(line)


def _probe_after(line: socket.socket | None, seconds: int) -> None:
    if line is not None:
        with suppress(OSError):  # closed meanwhile
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, seconds)


def _begin_anew(line: socket.socket) -> None:
    with suppress(OSError):  # closed meanwhile
        if line.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16).rstrip(b"\0") == BBR:
            for control in (b"reno", BBR):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, control)


def _hang_up(line: socket.socket | None) -> None:
    if line is not None:
        with suppress(OSError):
            # What it still holds would be sent again and again when it is closed, beside the line that follows.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # Not SSLSocket's own, which drops the encryption first.
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def _progress(line: socket.socket | None) -> tuple[int, int]:
    """Bytes acknowledged so far, bytes waiting for it; (-1, 0) of a line that is not open."""
    try:
        return (_acked(line), _waiting(line)) if line is not None else (-1, 0)
    except (OSError, ValueError):  # closed meanwhile
        return -1, 0


def _acked(line: socket.socket) -> int:
    """Bytes the other side has acknowledged: the only sure sign of progress (a full buffer refills)."""
    info = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_ACKED + 8)
    (acked,) = struct.unpack_from("Q", info, _BYTES_ACKED)
    return int(acked)


def _waiting(line: socket.socket) -> int:
    """Bytes handed to the kernel and not acknowledged yet."""
    (count,) = struct.unpack("i", fcntl.ioctl(line.fileno(), termios.TIOCOUTQ, bytes(4)))
    return int(count)
