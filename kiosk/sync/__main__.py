"""python -m kiosk.sync --settings kiosk.toml --state DIR: carry until SIGTERM.

python -m kiosk.sync identity --state DIR: the key by which the centre is to know this machine.
python -m kiosk.sync push FILE... URL: files by hand to any tus 1.0 server; prints where each of them is.
"""

from __future__ import annotations

import argparse
import logging
import re
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kiosk.contract import TUS_VERSION
from kiosk.settings import SettingsError, load
from kiosk.store.errors import StoreError
from kiosk.sync.connection import CentreError, Connection
from kiosk.sync.identity import Identity
from kiosk.sync.push import Pusher
from kiosk.sync.service import SyncService
from kiosk.workspace import Workspace

LEAVE = (signal.SIGTERM, signal.SIGINT)
_PAIR = re.compile(r"([^\s,=]+)=(.*)", re.DOTALL)


def main() -> int:
    if sys.argv[1:2] == ["push"]:
        return push(_pushing(sys.argv[2:]))
    if sys.argv[1:2] == ["identity"]:
        return identity(sys.argv[2:])
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it repeats what a stranger sent
    try:
        service = SyncService(load(arguments.settings), Workspace(arguments.state))
    except (SettingsError, StoreError) as error:
        print(f"kiosk-sync: {error}", file=sys.stderr)
        return 2
    ended, tells = socket.socketpair()
    tells.setblocking(False)
    # The byte is what counts: a handler would run in the middle of whatever this thread does.
    signal.set_wakeup_fd(tells.fileno())
    for number in LEAVE:
        signal.signal(number, lambda *_: None)
    with ThreadPoolExecutor(max_workers=1) as crew:
        running = crew.submit(service.run)
        running.add_done_callback(lambda _: tells.send(b"."))
        ended.recv(1)
        service.leave()
        running.result()
    return 0


def identity(arguments: list[str]) -> int:
    """0: printed; 1: the key cannot be read or made."""
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.sync identity",
        description="Print the public key by which the centre is to know this machine.",
    )
    parser.add_argument("--state", type=Path, required=True, help="the kiosk's state folder")
    try:
        print(Identity.of(Workspace(parser.parse_args(arguments).state)).public)
    except (SettingsError, StoreError) as error:
        print(f"identity: {error}", file=sys.stderr)
        return 1
    return 0


def push(given: argparse.Namespace) -> int:
    """0: the server has all files; 1: it does not; 2: an option cannot be used."""
    try:
        headers = dict(_pair(text, "--header") for text in given.header)
        metadata = dict(_pair(text, "--metadata") for text in given.metadata)
        connection = Connection({"Tus-Resumable": TUS_VERSION, **headers}, given.proxy)
    except SettingsError as error:
        print(f"push: {error}", file=sys.stderr)
        return 2
    pusher = Pusher(connection, time.sleep, lambda text: print(text, file=sys.stderr))
    try:
        for path in given.files:
            print(pusher.push(path, given.url, metadata), flush=True)
    except (CentreError, OSError) as error:
        print(f"push: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    return 0


def _pushing(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.sync push", description="Send files by hand to any tus 1.0 server."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("url", metavar="URL", help="where the server creates uploads")
    for option, what in (
        ("--header", "sent with every request"),
        ("--metadata", "told when an upload is created, beside its filename"),
    ):
        parser.add_argument(option, action="append", default=[], metavar="NAME=VALUE", help=what)
    parser.add_argument("--proxy", default="", help="http://proxy.example:3128")
    return parser.parse_args(arguments)


def _pair(text: str, option: str) -> tuple[str, str]:
    found = _PAIR.fullmatch(text)
    if not found:
        raise SettingsError(f"{option} must be NAME=VALUE")
    return found[1], found[2]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.sync",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--settings", type=Path, required=True, help="kiosk.toml")
    parser.add_argument("--state", type=Path, required=True, help="the kiosk's state folder")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
