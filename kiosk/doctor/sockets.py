"""Whether somebody listens at a socket of this machine."""

from __future__ import annotations

import socket
from pathlib import Path

_PATIENCE = 5.0  # seconds


def answers(at: Path | tuple[str, int]) -> bool:
    """Connects and hangs up; nothing is said."""
    kind = socket.AF_UNIX if isinstance(at, Path) else socket.AF_INET
    try:
        with socket.socket(kind) as line:
            line.settimeout(_PATIENCE)
            line.connect(str(at) if isinstance(at, Path) else at)
    except OSError:
        return False
    return True
