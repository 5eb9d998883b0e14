"""What stands in the office's namespace while `./dev bench drain` measures others; it knows nothing of us.

`python tests/bench/drain_peer.py WHO URL FILE...`: prints one JSON line with the seconds it took.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import requests
from urllib3.connection import HTTPConnection

# As an office's Debian sends, whatever this machine is set to.
HTTPConnection.default_socket_options = [
    *HTTPConnection.default_socket_options,
    (socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic"),
]
MOST = 240.0  # seconds


def again(url: str, paths: Iterable[Path]) -> float:
    """Each file in one request, from its first byte after every cut."""
    session = requests.Session()

    def send(path: Path) -> None:
        session.post(f"{url}/{path.name}", path.read_bytes(), timeout=10).raise_for_status()

    return _each(paths, send)


def tuspy(url: str, paths: Iterable[Path]) -> float:
    """An uploader a file, with retries; resumed by its address where it gave up."""
    from tusclient import client

    tus = client.TusClient(url)
    known: dict[Path, str] = {}

    def send(path: Path) -> None:
        uploader = tus.uploader(
            str(path),
            metadata={"filename": path.name},  # none at all is refused by @tus/server
            retries=100,
            retry_delay=1,
            url=known.get(path),
        )
        try:
            uploader.upload()
        finally:
            if uploader.url:
                known[path] = uploader.url

    return _each(paths, send)


def _each(paths: Iterable[Path], send: Callable[[Path], None]) -> float:
    began = time.monotonic()
    for path in paths:
        while True:
            try:
                send(path)
                break
            except Exception:
                if time.monotonic() - began > MOST:
                    raise
                time.sleep(1)
    return time.monotonic() - began


if __name__ == "__main__":
    _, who, where, *given = sys.argv
    seconds = {"again": again, "tuspy": tuspy}[who](where, map(Path, given))
    print(json.dumps({"seconds": seconds}), flush=True)
