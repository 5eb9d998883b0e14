"""python -m central release: the software that kiosks run, signed with keys of its own.

init publish extend renew show   keys and an empty repository; a folder of packages is what holds; that it still holds;
                                 a new root; what holds. The repository is the bundle: copy it to a stick as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from central.bundles.keys import Keys
from central.bundles.repository import Repository, Signing
from central.releases.publishing import DAYS, ONLINE, publish, published, write_sums

ROTATED = ("root", "targets", "online")
SOON = dt.timedelta(days=30)  # before what was signed is worth nothing


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """0, or raises BundleError or KeysError: nothing of what was there has been changed then."""
    given = _parser().parse_args(arguments)
    given.repository.mkdir(parents=True, exist_ok=True)
    lock = os.open(given.repository, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # cron extends while somebody publishes
        repository = Repository(given.repository, lambda: dt.datetime.now(dt.UTC), ONLINE)
        for line in _DONE[given.what](given, repository):
            say(line)
    finally:
        os.close(lock)
    return 0


def _init(given: argparse.Namespace, repository: Repository) -> Iterator[str]:
    repository.init(Keys(given.keys), Keys(given.online), given.root_keys, given.threshold)
    yield f"root -> {repository.root}"


def _publish(given: argparse.Namespace, repository: Repository) -> Iterator[str]:
    keys = Signing(Keys(given.keys), Keys(given.online))
    release = publish(given.folder, given.repository, repository, keys, given.days)
    yield f"release {release.version} for {', '.join(release.kinds)}"
    yield _fingerprint(given, repository)


def _extend(given: argparse.Namespace, repository: Repository) -> Iterator[str]:
    yield f"good until {repository.extend(Keys(given.online)).isoformat()}"
    yield from _soon_over(repository)


def _renew(given: argparse.Namespace, repository: Repository) -> Iterator[str]:
    version = repository.renew(Keys(given.keys), Keys(given.online), given.rotate)
    yield f"root version {version} -> {repository.root}"
    yield _fingerprint(given, repository)


def _show(given: argparse.Namespace, repository: Repository) -> Iterator[str]:
    release = published(repository)
    if release is None:
        yield "nothing is published yet"
    else:
        yield f"release {release.version} holds"
        for kind, packages in release.kinds.items():
            ours = ", ".join(f"{one.name} {one.version}" for one in packages if one.ours)
            yield f"  {kind}: {len(packages)} packages, of them ours: {ours}"
    yield f"good until {repository.targets().expires.date()}"
    yield from _soon_over(repository)


def _fingerprint(given: argparse.Namespace, repository: Repository) -> str:
    """As `start` shows it on a bare box, to be compared with paper."""
    digits = write_sums(given.repository, repository)[:32].upper()
    groups = "-".join(digits[at : at + 4] for at in range(0, 32, 4))
    return f"fingerprint of this bundle: {groups}"


def _soon_over(repository: Repository) -> Iterator[str]:
    for what, until in repository.days():
        if until - dt.datetime.now(dt.UTC) < SOON:
            yield f"warning: {what} is good until {until.date()} only"


_DONE: dict[str, Callable[[argparse.Namespace, Repository], Iterator[str]]] = {
    "init": _init,
    "publish": _publish,
    "extend": _extend,
    "renew": _renew,
    "show": _show,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central release",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", required=True)
    made = {
        name: commands.add_parser(name, help=text)
        for name, text in (
            ("init", "new keys and an empty repository"),
            ("publish", "a folder that bundle build made is the release from now on"),
            ("extend", "say anew that it still holds: every week, by cron"),
            ("renew", "a new root, perhaps with new keys"),
            ("show", "what holds"),
        )
    }
    for name, command in made.items():
        command.add_argument("--repository", type=Path, required=True, help="the bundle, served")
        if name in ("init", "publish", "renew"):
            command.add_argument("--keys", type=Path, required=True, help="keys that are kept away")
        if name != "show":
            command.add_argument(
                "--online", type=Path, required=True, help="the key that may stay here"
            )
    made["init"].add_argument("--root-keys", type=int, default=3)
    made["init"].add_argument("--threshold", type=int, default=2, help="so many must sign a root")
    made["publish"].add_argument("folder", type=Path, help="made by provisioning bundle build")
    made["publish"].add_argument("--days", type=int, default=DAYS, help="then kiosks call it old")
    made["renew"].add_argument("--rotate", action="append", default=[], choices=ROTATED)
    return parser
