"""What a service tells systemd of itself (sd_notify(3)); nothing where nobody listens."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


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


def ready() -> None:
    """The service does its work from now on."""
    tell(READY="1")


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
