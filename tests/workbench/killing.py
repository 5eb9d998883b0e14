"""kill -9 at chosen moments: any, or while a process has a write open."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

WAL_WRITE_LOCK = 120  # SQLite's byte in the -shm file that the one writer holds
RESERVED_LOCK = 0x40000001  # and in the database itself, where it has a rollback journal
WRITABLE = os.O_WRONLY | os.O_RDWR


def holds_write_lock(pid: int, database: Path) -> bool:
    """Whether the process is inside a write transaction of the database."""
    shared = database.with_name(f"{database.name}-shm")
    return _holds(pid, shared, WAL_WRITE_LOCK) or _holds(pid, database, RESERVED_LOCK)


def _holds(pid: int, path: Path, byte: int) -> bool:
    try:
        inode = path.stat().st_ino
    except FileNotFoundError:
        return False
    for line in Path("/proc/locks").read_text().splitlines():
        parts = line.split()
        if len(parts) == 8 and parts[3] == "WRITE" and int(parts[4]) == pid:
            start, end = int(parts[6]), float("inf") if parts[7] == "EOF" else int(parts[7])
            if int(parts[5].split(":")[2]) == inode and start <= byte <= end:
                return True
    return False


def writes_file(pid: int, folder: Path) -> bool:
    """Whether the process has a file under `folder` open for writing, the database apart."""
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            target = handle.readlink()
            if not target.is_relative_to(folder) or ".db" in target.name or ".sock" in target.name:
                continue
            info = Path(f"/proc/{pid}/fdinfo/{handle.name}").read_text()
            flags = next(line for line in info.splitlines() if line.startswith("flags:"))
            if int(flags.split()[1], 8) & WRITABLE:
                return True
    return False


def kill_looking(pid: int, is_open: Callable[[int], bool]) -> bool:
    """Freeze the process, see whether it has a write open, and kill -9 it as it stands."""
    found = False
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, signal.SIGSTOP)
        _wait_stopped(pid)
        found = is_open(pid)
        os.kill(pid, signal.SIGKILL)
    return found


def kill_while(pid: int, is_open: Callable[[int], bool], seconds: float) -> bool:
    """Freeze the process again and again until `is_open`, then kill -9; False if that never came."""
    until = time.monotonic() + seconds
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        while time.monotonic() < until:
            os.kill(pid, signal.SIGSTOP)
            _wait_stopped(pid)
            if is_open(pid):
                os.kill(pid, signal.SIGKILL)
                return True
            os.kill(pid, signal.SIGCONT)
            time.sleep(0.002)
    return False


def _wait_stopped(pid: int) -> None:
    while Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "TZ":
        time.sleep(0.0002)
