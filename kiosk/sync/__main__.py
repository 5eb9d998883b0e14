"""python -m kiosk.sync --settings kiosk.toml --state DIR: carry until SIGTERM.

python -m kiosk.sync export|import FOLDER ...: cases to a USB stick, receipts and rules from it; `export --help`.
python -m kiosk.sync identity [--new] --state DIR: the key by which the centre is to know this machine.
python -m kiosk.sync enrol|csr|certificate ...: this kiosk's certificate, by a one-time code or a stick; `enrol --help`.
python -m kiosk.sync try --settings kiosk.toml --state DIR: does the centre let this kiosk in, and until when?
python -m kiosk.sync push FILE... URL: files by hand to any tus 1.0 server; prints where each of them is.
python -m kiosk.sync import-bundles FOLDER --settings kiosk.toml --state DIR: the province's rules from a stick.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import re
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from kiosk.contract import TUS_VERSION
from kiosk.faults import remedy
from kiosk.notify import Heartbeat
from kiosk.settings import SettingsError, load
from kiosk.store.database import open_kept
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.orders import Service
from kiosk.store.renaming import StillWaitingError, part_with_name
from kiosk.store.restarting import Restarting
from kiosk.store.rulebook import Rulebook
from kiosk.sync.connection import CentreError, Connection
from kiosk.sync.framework import BundleError
from kiosk.sync.identity import Identity
from kiosk.sync.push import Pusher
from kiosk.sync.service import SyncService
from kiosk.sync.stick import bring
from kiosk.sync.trying import PERHAPS, tried
from kiosk.workspace import Workspace

LEAVE = (signal.SIGTERM, signal.SIGINT)
_ADDRESS = re.compile(r"https?://[^/\s]")
_PAIR = re.compile(r"([^\s,=]+)=(.*)", re.DOTALL)


def main() -> int:
    try:
        return _main()
    except DiskFailed as error:
        command = sys.argv[1:2] and not sys.argv[1].startswith("-")
        then = "give the command again" if command else "beginning anew"
        print(f"kiosk-sync: the disk failed ({error}): {then}", file=sys.stderr)
        return os.EX_IOERR


def _main() -> int:
    if sys.argv[1:2] == ["push"]:
        return push(_pushing(sys.argv[2:]))
    if sys.argv[1:2] == ["import-bundles"]:
        return import_bundles(_importing(sys.argv[2:]))
    if sys.argv[1:2] in (["export"], ["import"]):
        from kiosk.sync import stick_commands  # not at the top: the service needs none of these

        return stick_commands.main(sys.argv[1:])
    if sys.argv[1:2] in (["enrol"], ["csr"], ["certificate"]):
        from kiosk.sync import enrol_commands

        return enrol_commands.main(sys.argv[1:], print, _complain)
    if sys.argv[1:2] == ["identity"]:
        return identity(sys.argv[2:])
    if sys.argv[1:2] == ["try"]:
        return attempt(_arguments(sys.argv[2:]))
    arguments = _arguments(sys.argv[1:])
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it repeats what a stranger sent
    try:
        workspace = Workspace(arguments.state)
        brought = Rulebook(workspace).now().settings()
        service = SyncService(load(arguments.settings, brought), workspace)
    except (SettingsError, StoreError) as error:
        print(f"kiosk-sync: {error}", file=sys.stderr)
        return 2
    ended, tells = socket.socketpair()
    tells.setblocking(False)
    # The byte is what counts: a handler would run in the middle of whatever this thread does.
    signal.set_wakeup_fd(tells.fileno())
    for number in LEAVE:
        signal.signal(number, lambda *_: None)
    restarting = Restarting(workspace, Service.SYNC, _now)
    restarting.start()
    with ThreadPoolExecutor(max_workers=1) as crew:
        running = crew.submit(service.run)
        running.add_done_callback(lambda _: tells.send(b"."))
        with Heartbeat(lambda: service.goes_on, "carries, completes and erases"):
            ended.recv(1)
        restarting.leave()
        service.leave()
        running.result()
    return 0


def attempt(given: argparse.Namespace) -> int:
    """0: the centre lets this kiosk in; 1: it does not; 2: the settings cannot be used."""
    logging.disable()
    try:
        for line in tried(
            load(given.settings), Workspace(given.state), lambda: dt.datetime.now(dt.UTC)
        ):
            print(line, flush=True)
    except CentreError as error:
        told = remedy(error.fault)
        said = (str(error), f"{told.what.en} {told.do.en}", PERHAPS.get(error.fault, ""))
        print("\n".join(filter(None, said)), file=sys.stderr)
        return 1
    except (SettingsError, StoreError) as error:
        print(f"try: {error}", file=sys.stderr)
        return 2
    return 0


def identity(arguments: list[str]) -> int:
    """0: printed; 1: the key cannot be read or made, or something waits to be sent under the old one."""
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.sync identity",
        description="Print the public key by which the centre is to know this machine.",
    )
    parser.add_argument("--state", type=Path, required=True, help="the kiosk's state folder")
    parser.add_argument(
        "--new",
        action="store_true",
        help="make a new key, for a new name at the centre; stop every service of the kiosk first",
    )
    parser.add_argument(
        "--keep-name",
        action="store_true",
        help="with --new: the province took this kiosk out, and it comes back; what waits is sent under the new key",
    )
    parser.add_argument(
        "--part",
        action="store_true",
        help="set the old name aside and print nothing: whoever hands the key over makes the new one",
    )
    given = parser.parse_args(arguments)
    if given.keep_name and not given.new:
        parser.error("--keep-name goes with --new")
    workspace = Workspace(given.state)
    try:
        if given.part:
            _part(workspace)
        else:
            print(_identity(workspace, new=given.new, keep_name=given.keep_name).public)
    except StillWaitingError as error:
        print(
            f"identity: {error.count} envelopes wait under the old name. Start kiosk-sync alone until all are "
            "sent, then ask again. Nothing was changed. Of a kiosk that the province took out: --new --keep-name.",
            file=sys.stderr,
        )
        return 1
    except (SettingsError, StoreError) as error:
        print(f"identity: {error}", file=sys.stderr)
        return 1
    return 0


def _identity(workspace: Workspace, *, new: bool, keep_name: bool) -> Identity:
    if not new:
        return Identity.of(workspace)
    return Identity.renew(workspace) if keep_name else _renewed(workspace)


def _renewed(workspace: Workspace) -> Identity:
    """The chain first: a stop between the two leaves the old name, which goes on behind what the centre knows."""
    if os.environ.get("CREDENTIALS_DIRECTORY"):
        raise SettingsError("device.key is a credential here: kiosk-provisioning identity --new")
    _part(workspace)
    return Identity.renew(workspace)


def _part(workspace: Workspace) -> None:
    with closing(open_kept(workspace)) as db:
        part_with_name(db, dt.datetime.now(dt.UTC))


def push(given: argparse.Namespace) -> int:
    """0: the server has all files; 1: it does not; 2: an option cannot be used."""
    try:
        if not _ADDRESS.match(given.url):
            raise SettingsError(f"{given.url} is no address such as https://centre.example/files")
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


def import_bundles(given: argparse.Namespace) -> int:
    """0: what the folder holds is in use; 1: it is not, and why is said; 2: settings cannot be used."""
    try:
        version = bring(load(given.settings), Workspace(given.state), given.folder, _now)
    except SettingsError as error:
        print(f"import-bundles: {error}", file=sys.stderr)
        return 2
    except (BundleError, CentreError, StoreError) as error:
        print(f"import-bundles: {error}", file=sys.stderr)
        return 1
    print(version)
    return 0


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _importing(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.sync import-bundles",
        description="Take the province's rules out of a folder, believed no more than over the line.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="holds metadata and targets")
    _places(parser)
    return parser.parse_args(arguments)


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


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.sync",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _places(parser)
    return parser.parse_args(given)


def _places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", type=Path, required=True, help="kiosk.toml")
    parser.add_argument("--state", type=Path, required=True, help="the kiosk's state folder")


if __name__ == "__main__":
    sys.exit(main())
