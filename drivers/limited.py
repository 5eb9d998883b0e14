"""One pure function on hostile bytes, run in a throw-away child that can harm nothing.

The child can open no file and no socket, start no process, and use no more than 300 MiB and 2 s.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parent.parent  # where the child finds this package
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
MOST_ANSWER = 1024 * 1024  # bytes of JSON
MOST_MEMORY = 300 * 1024 * 1024  # bytes of address space
CPU_SECONDS = 2
DEADLINE = 10.0  # seconds of wall clock; a loaded board is slow to start a child
NOBODY = 65534
PR_SET_NO_NEW_PRIVS = 38


class Reason(StrEnum):
    """Why there is no answer."""

    OVERRAN = "overran"  # the deadline
    DIED = "died"  # a limit was hit, the function raised, or it crashed
    TOO_MUCH = "too-much"  # the answer exceeds 1 MiB
    NONSENSE = "nonsense"  # the answer is not JSON


class LimitedError(Exception):
    """The child gave no answer; never says anything of the bytes."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def run(
    function: str,
    data: bytes,
    deadline: float = DEADLINE,
    memory: int = MOST_MEMORY,
    cpu_seconds: int = CPU_SECONDS,
) -> object:
    """What `function` ("module:function", bytes to JSON-able) makes of `data`; raises LimitedError.

    The function must have imported all it needs with its module: later, no file can be opened. `memory` (bytes of
    address space) and `cpu_seconds` for a function whose libraries alone fill what a parser of ours may have.
    """
    child = _child(function, memory, cpu_seconds)
    assert child.stdin
    assert child.stdout
    with watched(deadline, child.kill) as overran:
        try:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(data)
                child.stdin.flush()
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()
            answer = child.stdout.read(MOST_ANSWER + 1)
            if len(answer) > MOST_ANSWER:
                raise LimitedError(Reason.TOO_MUCH)
            status = child.wait()
        finally:
            child.kill()
            child.wait()
            child.stdout.close()
    if status != 0:
        raise LimitedError(Reason.OVERRAN if overran.is_set() else Reason.DIED)
    return meant(answer)


@contextlib.contextmanager
def watched(deadline: float, kill: Callable[[], None]) -> Iterator[threading.Event]:
    """Within it, `kill` is called once `deadline` seconds are over; the event says whether it was."""
    overran = threading.Event()

    def stop() -> None:
        overran.set()
        kill()

    timer = threading.Timer(deadline, stop)
    timer.start()
    try:
        yield overran
    finally:
        timer.cancel()


def meant(answer: bytes) -> object:
    """The JSON a child answered with; raises LimitedError."""
    try:
        result: object = json.loads(answer)
    except (ValueError, RecursionError):
        raise LimitedError(Reason.NONSENSE) from None
    return result


def _child(function: str, memory: int, cpu_seconds: int) -> subprocess.Popen[bytes]:
    limits = [str(memory), str(cpu_seconds)]
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "drivers.limited", function, *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote the bytes
            env=ENVIRONMENT,
            cwd="/",
        )
    except OSError:
        raise LimitedError(Reason.DIED) from None


def give_up_rights(
    memory: int = MOST_MEMORY, cpu_seconds: int | None = CPU_SECONDS, descriptors: int = 0
) -> None:
    """Limit this process for good: no file, socket, process or core; 300 MiB, 2 s of CPU from now.

    `memory` in bytes of address space; `cpu_seconds` None for a child that lives on and is watched otherwise.
    What is open stays open; a new descriptor must be below `descriptors`.
    """
    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.geteuid() == 0:
        # Root is bound by no limit on processes and may raise the others again. A user namespace
        # may hold no other user; the limits then stand alone.
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = round(usage.ru_utime + usage.ru_stime)  # the limit counts whole seconds from the start
    cpu = resource.RLIM_INFINITY if cpu_seconds is None else used + cpu_seconds
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_NOFILE, descriptors),
    ):
        resource.setrlimit(limit, (most, most))


def main(name: str, memory: int, cpu_seconds: int) -> None:
    module, _, attribute = name.partition(":")
    function: Callable[[bytes], object] = getattr(importlib.import_module(module), attribute)
    data = sys.stdin.buffer.read()
    give_up_rights(memory, cpu_seconds)
    answer = json.dumps(function(data)).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
