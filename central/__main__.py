"""python -m central serve | key | list | export | stick | status | online | results | bundle | release | device |
authority | target | person | fleet | alarm | caller | recover."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from central import (
    device_commands,
    looking,
    online,
    recovering,
    shelf,
    stick,
    targeting,
    telling,
)
from central.bucket import BucketError
from central.bundles import command as bundles
from central.bundles.keys import KeysError
from central.bundles.repository import BundleError
from central.callers import CallerError
from central.database import DatabaseError, unavailable
from central.devices import Devices, DevicesError
from central.door import DoorError
from central.est import commands as authority
from central.est.authority import DAYS, AuthorityError
from central.events import Events
from central.fleet import command as fleet
from central.holding import TakenError
from central.keys import CentreKey, SealingKey
from central.news import News
from central.objects import ObjectsError
from central.place import Place, add_arguments
from central.releases import command as releases
from central.reports import AlarmError
from central.serving import serve
from central.targets import TargetError
from kiosk.contract.stick import StickError

_ORDERS = {
    "authority": authority.main,
    "bundle": bundles.main,
    "device": device_commands.main,
    "person": looking.main,
    "recover": recovering.main,
    "release": releases.main,
    "online": online.main,
    "status": telling.main,
    "target": targeting.main,
}

_ELSEWHERE = {
    "bundle": "what kiosks fetch",
    "release": "the software that they run",
    "online": "tell an office of a case filed online",
    "status": "tell an office of a case",
    "device": "which kiosks there are, and what lets each in",
    "authority": "who vouches for kiosks",
    "target": "connected systems",
    "person": "a person's cases",
    "fleet": "how every kiosk stands",
    "alarm": "close one that stays",
    "caller": "who may look at the fleet",
    "recover": "the keys of a broken kiosk's cases",
}


def main() -> int:
    os.umask(0o077)  # what lies here are citizens' papers
    try:
        order = "".join(sys.argv[1:2])
        if order in _ORDERS:
            return _ORDERS[order](sys.argv[2:], print)
        if order in ("fleet", "alarm", "caller"):
            return fleet.main(sys.argv[1:], print)
        arguments = _arguments()
        if arguments.command not in ("serve", "key") and not arguments.data.is_dir():
            print(f"central: {arguments.data} is no folder: see --data", file=sys.stderr)
            return 1
        match arguments.command:
            case "serve":
                serve(arguments)
            case "key":
                arguments.data.mkdir(parents=True, exist_ok=True, mode=0o700)
                print(f'key = "{CentreKey.of(arguments.data).public}"')
                print(f'sealing_key = "{SealingKey.of(arguments.data).public}"')
            case "stick":
                return _stick(arguments)
            case "list" | "export" | "results":
                _read(arguments)
    except StickError as error:
        print(f"central: {stick.FAULTS[error.fault]}", file=sys.stderr)
        return 1
    except (
        *(DevicesError, DoorError, TakenError, DatabaseError, BucketError),
        *(BundleError, KeysError, telling.TellingError, AuthorityError),
        *(AlarmError, CallerError, TargetError, looking.LookError, recovering.RecoverError),
    ) as error:
        print(f"central: {error}", file=sys.stderr)
        return 1
    except (OSError, SQLAlchemyError) as error:
        print(f"central: {_failed(error)}", file=sys.stderr)
        return 1
    return 0


def _read(arguments: argparse.Namespace) -> None:
    """What is here; the server may run beside."""
    place = Place.of(arguments)
    with closing(place.open_database()) as database:
        match arguments.command:
            case "list":
                for case in shelf.received(database):
                    print(json.dumps(shelf.line(*case)))
            case "export":
                count = shelf.export(database, place.open_objects(), arguments.to)
                print(f"{count} cases -> {arguments.to}")
            case "results":
                events = Events.of(place.data, _now)
                news = News(database, place.open_objects(), _now, events)
                for row in news.results():
                    print(json.dumps(row))


def _failed(error: OSError | SQLAlchemyError) -> str:
    """Not its text: that could hold a path, which names a case."""
    if isinstance(error, ObjectsError):
        return "the object store is not there"
    if isinstance(error, SQLAlchemyError) and unavailable(error):
        return "the database is not there"
    cause = error.orig if isinstance(error, DBAPIError) else error
    why = getattr(cause, "strerror", None) or getattr(cause, "sqlite_errorname", "")
    return f"the disk failed: {type(cause).__name__} {why}".rstrip()


def _stick(arguments: argparse.Namespace) -> int:
    """0: every envelope on it is received; 1: not every one is."""
    place = Place.of(arguments)
    own_disk = None if arguments.any_folder else arguments.data
    try:
        with closing(place.open_database()) as database:
            devices = Devices(database, _now)
            if arguments.devices:
                devices.bring(arguments.devices)
            tally = stick.run(arguments.folder, place, devices, print, own_disk)
    except (OSError, SQLAlchemyError) as error:
        print(f"central: of {arguments.data}: {_failed(error)}", file=sys.stderr)
        return 1
    print(
        f"{tally.receipts} received, {tally.refused} refused; receipts and {tally.rules} files of "
        "the rules are on the stick: it may be pulled out, and goes back to the kiosk"
    )
    return 1 if tally.refused else 0


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m central", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="take cases in")
    _add_serving(serving)
    key = commands.add_parser(
        "key", help="print the two keys that every kiosk must name under [centre]"
    )
    listing = commands.add_parser("list", help="received cases as JSON lines")
    for word, what in _ELSEWHERE.items():  # so that --help names them too
        commands.add_parser(word, help=f"{what}: {word} --help", add_help=False)
    results = commands.add_parser(
        "results", help="results named to offices, and what became of them"
    )
    export = commands.add_parser("export", help="each received case's files, by their names")
    export.add_argument("--to", type=Path, required=True)
    taking = commands.add_parser("stick", help="take in what kiosks copied onto a USB stick")
    taking.add_argument("folder", type=Path, metavar="FOLDER", help="where it is mounted")
    taking.add_argument("--devices", type=Path, help="as with serve")
    taking.add_argument(
        "--any-folder", action="store_true", help="FOLDER may lie on the disk of DIR: to try it"
    )
    for command in (serving, key, listing, export, results, taking):
        add_arguments(command)
    return parser.parse_args()


def _add_serving(serving: argparse.ArgumentParser) -> None:
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8470)
    serving.add_argument(
        "--socket", type=Path, metavar="PATH", help="a Unix socket instead: behind nginx"
    )
    serving.add_argument(
        "--devices", type=Path, help="a file of devices: sha256 of its token, and its key, of each"
    )
    serving.add_argument("--authority", type=Path, metavar="DIR", help="answer EST with it")
    serving.add_argument(
        "--days", type=float, default=DAYS, help="a kiosk's certificate is good for"
    )
    serving.add_argument(
        "--silent-after",
        type=float,
        default=2.0,
        metavar="HOURS",
        help="a kiosk that asked nothing for so long is an alarm",
    )
    serving.add_argument(
        "--patience",
        type=float,
        default=30.0,
        help="seconds a body may pause before it is given up",
    )


if __name__ == "__main__":
    sys.exit(main())
