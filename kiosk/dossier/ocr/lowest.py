"""A process that comes after everything else, and is gone with the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # prctl(2)


def come_last() -> None:
    """From now on this process and all it starts run only where a processor and the disk would be idle.

    SCHED_IDLE gives the lowest class of input and output too (ioprio_set(2)): there is no call of its own.
    """
    os.nice(19)
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def die_with(parent: int) -> None:
    """This process is killed when `parent`, which must be the one that started it, ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked to be told
        os._exit(2)
