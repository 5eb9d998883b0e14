"""Where whoever gives a command sits: before the box's own screen, or somewhere else."""

from __future__ import annotations

import os
from pathlib import PurePosixPath

from provisioning.box import Box

_PROC = PurePosixPath("/proc")
_CONSOLES, _FIRST, _LAST = 4, 1, 63  # /dev/tty1 to tty63; behind them are serial lines


def at_the_screen(box: Box, pid: int | None = None) -> bool:
    """Whether this process (or `pid`) was begun at the screen that the kiosk takes for itself once it starts.

    Its ancestors are asked as well: sudo gives its command a terminal of another kind.
    """
    pid = os.getpid() if pid is None else pid
    while pid > 1:
        told = (box.read(_PROC / str(pid) / "stat") or "").rpartition(")")[2].split()
        if len(told) < 5:
            return False
        parent, terminal = int(told[1]), int(told[4])
        if terminal >> 8 == _CONSOLES and _FIRST <= terminal & 0xFF <= _LAST:
            return True
        pid = parent
    return False
