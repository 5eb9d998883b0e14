"""Throw-away children at hand: a process that has all imported and forks one for each run.

Starting Python and importing cost a hundred times what judging a card's files costs.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

from drivers.limited import (
    DEADLINE,
    ENVIRONMENT,
    MOST_ANSWER,
    LimitedError,
    Reason,
    give_up_rights,
    meant,
    watched,
)

DONE, FAILED = b"0", b"1"


class Nursery:
    """Runs one function as drivers.limited does, sooner; used from one thread.

    The process that waits sees no hostile byte; it ends with its owner, or with `close`.
    """

    def __init__(self, function: str, most_answer: int = MOST_ANSWER) -> None:
        """`most_answer`: bytes of JSON; more only where the answer is a picture."""
        self._function = function
        self._most_answer = most_answer
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def ready(self) -> None:
        """Start it, so that it need not be waited for; does nothing where it runs."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()

    def run(self, function: str, data: bytes, deadline: float = DEADLINE) -> object:
        """What `function`, the one it was made for, makes of `data`; raises LimitedError."""
        if function != self._function:
            raise ValueError(f"made for {self._function}")
        self.ready()
        assert self._line
        with watched(deadline, self._kill) as overran:
            try:
                answer, status = _asked(self._line, data, self._most_answer)
            except OSError:
                self.close()
                raise LimitedError(Reason.OVERRAN if overran.is_set() else Reason.DIED) from None
        if len(answer) > self._most_answer:
            raise LimitedError(Reason.TOO_MUCH)
        if status != DONE:
            if not status or overran.is_set():
                self.close()
            raise LimitedError(Reason.OVERRAN if overran.is_set() else Reason.DIED)
        return meant(answer)

    def close(self) -> None:
        """End it; the next run starts it again."""
        if self._process is not None:
            self._kill()
            self._process.wait()
            self._process = None
        if self._line is not None:
            self._line.close()
            self._line = None

    def _start(self) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(
                    [
                        sys.executable,
                        "-P",
                        "-m",
                        "drivers.nursery",
                        self._function,
                        str(theirs.fileno()),
                    ],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,  # a traceback could quote the bytes
                    env=ENVIRONMENT,
                    cwd="/",
                    start_new_session=True,  # so that it and its children can be ended together
                )
            except OSError:
                raise LimitedError(Reason.DIED) from None

    def _kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _asked(line: socket.socket, data: bytes, most: int) -> tuple[bytes, bytes]:
    """The child's answer, cut a little beyond what is allowed, and how it ended; raises OSError."""
    (reading, given), (got, writing) = os.pipe(), os.pipe()
    with os.fdopen(given, "wb", buffering=0) as to_child, os.fdopen(got, "rb") as from_child:
        try:
            socket.send_fds(line, [DONE], [reading, writing])
        finally:
            os.close(reading)
            os.close(writing)
        with contextlib.suppress(BrokenPipeError):
            _write_all(to_child.fileno(), data)
        to_child.close()
        answer = from_child.read(most + 1)
    return answer, line.recv(1)


def _write_all(end: int, data: bytes) -> None:
    while data:
        data = data[os.write(end, data) :]


def main(name: str, line: socket.socket) -> None:
    module, _, attribute = name.partition(":")
    function: Callable[[bytes], object] = getattr(importlib.import_module(module), attribute)
    gc.freeze()
    for reading, writing in _asks(line):
        child = os.fork()
        if child == 0:
            line.close()
            _serve(function, reading, writing)
        os.close(reading)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        line.send(DONE if status == 0 else FAILED)


def _asks(line: socket.socket) -> Iterator[tuple[int, int]]:
    """Pairs of pipes, until the owner is gone."""
    while True:
        said, ends, _, _ = socket.recv_fds(line, 1, 2)
        if not said or len(ends) != 2:
            return
        yield ends[0], ends[1]


def _serve(function: Callable[[bytes], object], reading: int, writing: int) -> None:
    """In the child: never returns."""
    status = 1
    try:
        with os.fdopen(reading, "rb", closefd=False) as stream:
            data = stream.read()
        give_up_rights()
        _write_all(writing, json.dumps(function(data)).encode())
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[2])) as owner:
        main(sys.argv[1], owner)
