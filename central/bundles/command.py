"""python -m central bundle: what the province says to its kiosks, signed.

init publish extend renew       keys and an empty repository; what holds; that it still holds; a new root
publish --share N | --to PLACE  only some devices try it, and everybody else keeps what holds
share settle withdraw           more of them; all of them; none of them
diff show sync                  what is other in a folder; what holds for whom; into the bucket of all processes
"""

from __future__ import annotations

import argparse
import datetime as dt
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from central.bucket import Bucket, BucketError
from central.bundles.checking import check, read
from central.bundles.differences import checked_on, differences
from central.bundles.keys import Keys
from central.bundles.published import Published, copy
from central.bundles.repository import TARGETS_DAYS, BundleError, Repository, Signing
from central.bundles.rollout import Rollout
from central.objects import Folder, NoObjectError, ObjectsError
from central.place import BLOBS
from kiosk.contract.rules.sets import Trial

ROTATED = ("root", "targets", "online")
SOON = dt.timedelta(days=30)  # before what was signed is worth nothing
STALE = dt.timedelta(days=90)  # since somebody looked a catalogue through

Told = Iterator[str]


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """0, or raises BundleError or KeysError: nothing of what was there has been changed then."""
    given = _parser().parse_args(arguments)
    given.repository.mkdir(parents=True, exist_ok=True)
    lock = os.open(given.repository, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # cron extends while somebody publishes
        repository = Repository(given.repository, lambda: dt.datetime.now(dt.UTC))
        for line in _DONE[given.what](given, repository):
            say(line)
    finally:
        os.close(lock)
    return 0


def _init(given: argparse.Namespace, repository: Repository) -> Told:
    repository.init(Keys(given.keys), Keys(given.online), given.root_keys, given.threshold)
    yield f"root -> {repository.root}"


def _publish(given: argparse.Namespace, repository: Repository) -> Told:
    rollout, keys = Rollout(repository), _keys(given)
    files = read(given.folder)
    check(files, _today())
    days = TARGETS_DAYS if given.days is None else given.days
    if given.share is None and not given.to:
        yield f"version {rollout.publish(files, keys, days)}{_heard(given)}"
    else:
        number = rollout.attempt(files, keys, _share(given), given.to, days)
        yield f"version {number} is on trial{_heard(given)}"
    yield from _old_catalogue(checked_on(files))


def _widen(given: argparse.Namespace, repository: Repository) -> Told:
    if given.percent is None and not given.to:
        raise BundleError("say for how many of a hundred, or name some with --to")
    trial = Rollout(repository).widen(_keys(given), given.percent, given.to, given.days)
    yield f"version {trial.number} is on trial: {_whom(trial)}{_heard(given)}"


def _settle(given: argparse.Namespace, repository: Repository) -> Told:
    days = TARGETS_DAYS if given.days is None else given.days
    yield f"version {Rollout(repository).settle(_keys(given), days)}{_heard(given)}"


def _withdraw(given: argparse.Namespace, repository: Repository) -> Told:
    number = Rollout(repository).withdraw(_keys(given), given.days)
    yield f"version {number} for everybody again{_heard(given)}"


def _extend(given: argparse.Namespace, repository: Repository) -> Told:
    yield f"good until {repository.extend(Keys(given.online)).isoformat()}"
    yield from _soon_over(repository)


def _renew(given: argparse.Namespace, repository: Repository) -> Told:
    version = repository.renew(Keys(given.keys), Keys(given.online), given.rotate)
    yield f"root version {version} -> {repository.root}"


def _diff(given: argparse.Namespace, repository: Repository) -> Told:
    rollout = Rollout(repository)
    said = rollout.said()
    files = read(given.folder)
    before = rollout.files(said.trial if given.trial and said.trial else said.settled)
    told = tuple(differences(before, files))
    yield from told or ("nothing is other",)
    check(files, _today())
    yield from _old_catalogue(checked_on(files))


def _show(given: argparse.Namespace, repository: Repository) -> Told:
    rollout = Rollout(repository)
    said = rollout.said()
    settled = said.settled
    files = rollout.files(settled)
    yield f"version {settled.number} of {settled.issued[:10]} holds: {len(files)} files"
    if said.trial:
        whom = _whom(said.trial)
        yield f"version {said.trial.number} of {said.trial.issued[:10]} is on trial: {whom}"
        for line in differences(files, rollout.files(said.trial)):
            yield f"  {line}"
    if given.device:
        version = rollout.version(given.device, given.office)
        tries = " on trial" if said.of(given.device, given.office) is said.trial else ""
        yield f"{given.device} is to have {version}{tries}"
    yield f"good until {repository.targets().expires.date()}"
    yield from _soon_over(repository)
    yield from _old_catalogue(checked_on(files))


def _sync(given: argparse.Namespace, repository: Repository) -> Told:
    try:
        bucket = Bucket(given.blobs or os.environ.get(BLOBS, ""))
        yield f"{copy(Published(Folder(given.repository), ''), bucket)} files copied"
    except BucketError as error:
        raise BundleError(str(error)) from None
    except NoObjectError:
        raise BundleError(f"{given.repository} holds nothing to copy: init comes first") from None
    except ObjectsError:
        raise BundleError(
            "the object store is full or does not answer: kiosks go on with what is there; sync again"
        ) from None


def _whom(trial: Trial) -> str:
    share = (f"{trial.share} of 100 devices",) if trial.share else ()
    return ", ".join((*share, *trial.to))


def _old_catalogue(checked: dt.date | None) -> Told:
    if checked and _today() - checked > STALE:
        yield f"warning: nobody has looked a catalogue through since {checked}"


def _soon_over(repository: Repository) -> Told:
    for what, until in repository.days():
        if until - dt.datetime.now(dt.UTC) < SOON:
            yield f"warning: {what} is good until {until.date()} only"


def _keys(given: argparse.Namespace) -> Signing:
    return Signing(Keys(given.keys), Keys(given.online) if given.online else None)


def _heard(given: argparse.Namespace) -> str:
    return "" if given.online else ": kiosks hear of it with the next extend"


def _share(given: argparse.Namespace) -> int:
    if given.share is not None and not 1 <= given.share <= 100:
        raise BundleError("--share must be from 1 to 100")
    return int(given.share or 0)


def _today() -> dt.date:
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()


_DONE: dict[str, Callable[[argparse.Namespace, Repository], Told]] = {
    "init": _init,
    "publish": _publish,
    "extend": _extend,
    "renew": _renew,
    "share": _widen,
    "settle": _settle,
    "withdraw": _withdraw,
    "diff": _diff,
    "show": _show,
    "sync": _sync,
}
_WITH_KEYS = ("init", "publish", "renew", "share", "settle", "withdraw")
_ONLINE_NEEDED = ("init", "extend", "renew")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central bundle",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", required=True)
    made = {
        name: commands.add_parser(name, help=text)
        for name, text in (
            ("init", "new keys and an empty repository"),
            ("publish", "a folder is what holds from now on, for all or at first for some"),
            ("share", "more devices try what is on trial"),
            ("settle", "what is on trial holds for all"),
            ("withdraw", "nothing is on trial any more: back to what holds"),
            ("extend", "say anew that it still holds: every day, by cron"),
            ("renew", "a new root, perhaps with new keys"),
            ("diff", "what is other in a folder than in what holds"),
            ("show", "what holds, what is on trial and for whom"),
            ("sync", "copy to the bucket from which all of the centre's processes serve"),
        )
    }
    _options(made)
    for name, command in made.items():
        command.add_argument("--repository", type=Path, required=True, help="the folder served")
        if name in _WITH_KEYS:
            command.add_argument("--keys", type=Path, required=True, help="keys that are kept away")
        if name in (*_WITH_KEYS, "extend"):
            needed, text = name in _ONLINE_NEEDED, "the key that may stay here"
            command.add_argument("--online", type=Path, required=needed, help=text)
    return parser


def _options(made: dict[str, argparse.ArgumentParser]) -> None:
    init, renew, show, diff = (made[name] for name in ("init", "renew", "show", "diff"))
    init.add_argument("--root-keys", type=int, default=3)
    init.add_argument("--threshold", type=int, default=2, help="how many of them must sign a root")
    renew.add_argument("--rotate", action="append", default=[], choices=ROTATED)
    show.add_argument("--device", default="", help="what this one is to have")
    show.add_argument("--office", default="", help="the agency code of its office")
    made["sync"].add_argument(
        "--blobs", default="", metavar="URL", help=f"s3://BUCKET?endpoint=...; else ${BLOBS}"
    )
    diff.add_argument("--trial", action="store_true", help="than in what is on trial")
    for command in (made["publish"], diff):
        command.add_argument(
            "folder", type=Path, help="holds all/, office/AGENCY-CODE/ and device/DEVICE/"
        )
    made["publish"].add_argument(
        "--share", type=int, metavar="N", help="so many of 100 devices try it"
    )
    made["share"].add_argument(
        "percent", type=int, nargs="?", metavar="N", help="so many of 100 devices"
    )
    for name in ("publish", "share"):
        made[name].add_argument(
            "--to",
            action="append",
            default=[],
            metavar="PLACE",
            help="office/H38.101 or device/kiosk-1",
        )
    for name in ("publish", "share", "settle", "withdraw"):
        made[name].add_argument("--days", type=int, help="after so many, kiosks call it old")
