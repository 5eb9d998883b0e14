"""python -m central bundle init | publish | extend | renew: what the province says to its kiosks, signed."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from central.bundles.keys import Keys
from central.bundles.repository import TARGETS_DAYS, Repository

ROTATED = ("root", "targets", "online")


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """0, or raises BundleError or KeysError: nothing of what was there has been changed then."""
    given = _parser().parse_args(arguments)
    repository = Repository(given.repository, lambda: dt.datetime.now(dt.UTC))
    online = Keys(given.online)
    match given.what:
        case "init":
            repository.init(Keys(given.keys), online, given.root_keys, given.threshold)
            say(f"root -> {repository.root}")
        case "publish":
            version = repository.publish(given.folder, Keys(given.keys), online, given.days)
            say(f"version {version}")
        case "extend":
            say(f"good until {repository.extend(online).isoformat()}")
        case "renew":
            version = repository.renew(Keys(given.keys), online, given.rotate)
            say(f"root version {version} -> {repository.root}")
    return 0


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
            "--online", type=Path, required=True, help="the key that may stay here"
        )
        if command is not extend:
            command.add_argument("--keys", type=Path, required=True, help="keys that are kept away")
    return parser
