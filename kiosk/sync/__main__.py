"""python -m kiosk.sync --settings kiosk.toml --state DIR: carry until SIGTERM."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kiosk.settings import SettingsError, load
from kiosk.sync.service import SyncService
from kiosk.workspace import Workspace

LEAVE = (signal.SIGTERM, signal.SIGINT)


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it repeats what a stranger sent
    try:
        service = SyncService(load(arguments.settings), Workspace(arguments.state))
    except SettingsError as error:
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


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kiosk.sync", description=__doc__)
    parser.add_argument("--settings", type=Path, required=True, help="kiosk.toml")
    parser.add_argument("--state", type=Path, required=True, help="the kiosk's state folder")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
