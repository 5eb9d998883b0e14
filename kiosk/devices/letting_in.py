"""Whether a service lets in whoever comes to its socket: asked as they would ask."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

PATIENCE = 5.0  # seconds for a service whose machine is busy


def lets_in(path: Path, patience: float = PATIENCE) -> bool:
    """Whether somebody there takes a guest in, and lets it go when it leaves without a word.

    Takes `patience` seconds at most.
    """
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as guest:
        guest.settimeout(patience)
        guest.connect(os.fspath(path))
        guest.shutdown(socket.SHUT_WR)
        while guest.recv(4096):
            pass
        return True
    return False
