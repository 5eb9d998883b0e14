"""A connection over a line that is coming back: tried every moment, and whichever stands first is taken."""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Sequence
from typing import Any

# The kernel asks again after 1 s, 3 s, 7 s: on a line that is cut for three seconds it is late by one.
KNOCK = 0.25  # seconds between two tries, older ones left open
_SO_FAR = (errno.EINPROGRESS, errno.EWOULDBLOCK, 0)


def connect(
    host: str, port: int, seconds: float, options: Sequence[tuple[int, int, int]]
) -> socket.socket:
    """A connected socket with this timeout and these options.

    Raises TimeoutError after `seconds`, or the OSError of the last address that refused; gaierror.
    """
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    end = time.monotonic() + seconds
    knocking: list[socket.socket] = []
    begun = refused = 0
    due = time.monotonic()
    try:
        while (now := time.monotonic()) < end:
            if now >= due:
                knocking.append(_begin(places[begun % len(places)], options))
                begun, due = begun + 1, now + KNOCK
            _, answered, _ = select.select([], knocking, [], max(0.0, min(due, end) - now))
            for line in answered:
                knocking.remove(line)
                if not (number := line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
                    line.settimeout(seconds)
                    return line
                line.close()
                refused, due = refused + 1, 0.0
                if refused >= len(places):
                    raise OSError(number, errno.errorcode.get(number, ""))
        raise TimeoutError
    finally:
        for line in knocking:
            line.close()


def _begin(place: tuple[Any, ...], options: Sequence[tuple[int, int, int]]) -> socket.socket:
    family, kind, protocol, _, address = place
    line = socket.socket(family, kind, protocol)
    try:
        for option in options:
            line.setsockopt(*option)
        line.setblocking(False)
        number = line.connect_ex(address)
        if number not in _SO_FAR:
            raise OSError(number, errno.errorcode.get(number, ""))
    except BaseException:
        line.close()
        raise
    return line
