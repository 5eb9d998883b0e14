"""What a parser taken over by a hostile file might try; each is run in the limited child."""

from __future__ import annotations

import os
import resource
import socket
import sys
import time


def echo(data: bytes) -> str:
    return data.hex()


def read_a_file(data: bytes) -> str:
    return _tried(lambda: open(data).read())  # noqa: PTH123


def write_a_file(data: bytes) -> str:
    return _tried(lambda: open(data, "w").write("x"))  # noqa: PTH123


def open_a_socket(data: bytes) -> str:
    return _tried(lambda: socket.socket())


def start_a_process(data: bytes) -> str:
    return _tried(lambda: os.fork() or os._exit(0))


def raise_its_limits(data: bytes) -> str:
    most = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    return _tried(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, most))


def take_memory(data: bytes) -> str:
    return _tried(lambda: len(bytes(400 * 1024 * 1024)))


def burn(data: bytes) -> None:
    while True:
        pass


def sleep(data: bytes) -> None:
    time.sleep(600)


def recurse(data: bytes) -> None:
    sys.setrecursionlimit(10**9)
    recurse(data)


def shout(data: bytes) -> str:
    return "x" * 2 * 1024 * 1024


def blurt(data: bytes) -> None:
    sys.stdout.write("{")
    sys.stdout.flush()
    os._exit(0)


def give_what_json_cannot_say(data: bytes) -> object:
    return object()


def fail(data: bytes) -> None:
    raise KeyError(data)


def _tried(deed: object) -> str:
    try:
        deed()  # type: ignore[operator]
    except (OSError, ValueError, MemoryError) as error:
        return f"refused: {type(error).__name__} {getattr(error, 'strerror', '')}"
    return "done"
