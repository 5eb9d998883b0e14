"""python -m central bundle init | publish | extend | renew: what the province says to its kiosks, signed."""

from __future__ import annotations

import argparse
import datetime as dt
import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from central.bundles.keys import Keys
from central.bundles.repository import TARGETS_DAYS, Repository

ROTATED = ("root", "targets", "online")


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """0, or raises BundleError or KeysError: nothing of what was there has been changed then."""
    given = _parser().parse_args(arguments)
    given.repository.mkdir(parents=True, exist_ok=True)
    lock = os.open(given.repository, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # cron extends while somebody publishes
        say(_done(given, Repository(given.repository, lambda: dt.datetime.now(dt.UTC))))
    finally:
        os.close(lock)
    return 0


def _done(given: argparse.Namespace, repository: Repository) -> str:
    if given.what == "publish":
        here = Keys(given.online) if given.online else None
        version = repository.publish(given.folder, Keys(given.keys), here, given.days)
        return f"version {version}" + ("" if here else ": kiosks hear of it with the next extend")
    online = Keys(given.online)
    if given.what == "extend":
        return f"good until {repository.extend(online).isoformat()}"
    if given.what == "renew":
        version = repository.renew(Keys(given.keys), online, given.rotate)
        return f"root version {version} -> {repository.root}"
    repository.init(Keys(given.keys), online, given.root_keys, given.threshold)
    return f"root -> {repository.root}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m central bundle", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    init = commands.add_parser("init", help="new keys and an empty repository")
    publish = commands.add_parser("publish", help="a folder is what holds from now on")
    extend = commands.add_parser("extend", help="say anew that it still holds: every day, by cron")
    renew = commands.add_parser("renew", help="a new root, perhaps with new keys")
    init.add_argument("--root-keys", type=int, default=3)
    init.add_argument("--threshold", type=int, default=2, help="how many of them must sign a root")
    publish.add_argument("folder", type=Path, help="holds all/ and device/NAME/")
    publish.add_argument(
        "--days", type=int, default=TARGETS_DAYS, help="after so many, kiosks call it old"
    )
    renew.add_argument("--rotate", action="append", default=[], choices=ROTATED)
    for command in (init, publish, extend, renew):
        command.add_argument("--repository", type=Path, required=True, help="the folder served")
        command.add_argument(
            "--online",
            type=Path,
            required=command is not publish,
            help="the key that may stay here",
        )
        if command is not extend:
            command.add_argument("--keys", type=Path, required=True, help="keys that are kept away")
    return parser
