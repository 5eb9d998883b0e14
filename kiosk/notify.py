"""What a service tells systemd of itself (sd_notify(3)); nothing where nobody listens."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

BEATS = 3  # within the time in which one is wanted: a single late one ends no service
FIRST = 0.1  # seconds between two looks whether the service serves yet


def tell(**said: str) -> None:
    """Such as `tell(READY="1", STATUS="...")`. Never waits and never fails: a deaf manager stops no kiosk."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    lines = "\n".join(f"{name}={text}" for name, text in said.items())
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.setblocking(False)
        to.sendto(lines.encode(), address)


def listens() -> bool:
    """Whether anybody wants to be told."""
    return bool(os.environ.get("NOTIFY_SOCKET"))


def ready(status: str) -> None:
    """The service does its work from now on; `status`: one short English line, without a word of anybody's data."""
    tell(READY="1", STATUS=status)


def alive() -> None:
    """Something was done just now that shows it; to be said only where it was: a frame drawn, a request answered."""
    tell(WATCHDOG="1")


def leaving() -> None:
    tell(STOPPING="1")


def every() -> float | None:
    """Seconds within which `alive` is wanted (WATCHDOG_USEC); None: nobody asks. Under a compositor the number of
    the process named is the compositor's: it is not looked at."""
    try:
        wanted = int(os.environ.get("WATCHDOG_USEC", "0"))
    except ValueError:
        return None
    return wanted / 1_000_000 if wanted > 0 else None


class Heartbeat:
    """Around serving: READY is said once `serves` holds, and WATCHDOG thrice as often as is wanted while it holds.

    `serves` is asked on a thread of its own and does what shows it: it asks the service what others would ask. It may
    take its time; without its answer nothing is said. Where nobody listens it is never asked. `status`: as of `ready`.
    """

    def __init__(self, serves: Callable[[], bool], status: str) -> None:
        self._serves, self._status = serves, status
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        if listens():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        leaving()

    def _beat(self) -> None:
        while not self._serves():
            if self._over.wait(FIRST):
                return
        ready(self._status)
        wanted = every()
        while wanted is not None and not self._over.wait(wanted / BEATS):
            if self._serves():
                alive()
