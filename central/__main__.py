"""python -m central serve | key | list | export | stick | status | results | bundle | device | authority."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sqlite3
import sys
import time
from pathlib import Path

import uvicorn

from central import device_commands, shelf, stick, telling
from central.app import create_app
from central.bundles import command as bundles
from central.bundles.keys import KeysError
from central.bundles.published import Awaited, Published
from central.bundles.repository import BundleError
from central.callers import CallerError
from central.database import Database
from central.devices import Devices, DevicesError
from central.door import Door, DoorError
from central.est import commands as authority
from central.est.authority import DAYS, Authority, AuthorityError
from central.est.enrolments import EnrolmentError, Enrolments
from central.fleet import command as fleet_command
from central.fleet.room import fleet_room, known
from central.fleet.standing import Limits
from central.intake import Intake, TakenError
from central.keys import CentreKey, SealingKey
from central.news import News
from central.objects import Folder
from central.reports import AlarmError, noted
from central.taking import Taker
from kiosk.contract.stick import StickError


def main() -> int:
    os.umask(0o077)  # what lies here are citizens' papers
    try:
        if sys.argv[1:2] == ["bundle"]:
            return bundles.main(sys.argv[2:], print)
        if sys.argv[1:2] == ["status"]:
            return telling.main(sys.argv[2:], print)
        if sys.argv[1:2] == ["device"]:
            return device_commands.main(sys.argv[2:], print)
        if sys.argv[1:2] in (["fleet"], ["alarm"], ["caller"]):
            return fleet_command.main(sys.argv[1:], print)
        if sys.argv[1:2] == ["authority"]:
            return authority.main(sys.argv[2:], print)
        arguments = _arguments()
        if arguments.command not in ("serve", "key") and not arguments.data.is_dir():
            print(f"central: {arguments.data} is no folder: see --data", file=sys.stderr)
            return 1
        match arguments.command:
            case "serve":
                _serve(arguments)
            case "key":
                arguments.data.mkdir(parents=True, exist_ok=True, mode=0o700)
                print(f'key = "{CentreKey.of(arguments.data).public}"')
                print(f'sealing_key = "{SealingKey.of(arguments.data).public}"')
            case "stick":
                return _stick(arguments)
            case "list":
                for case in shelf.received(arguments.data):
                    print(json.dumps(shelf.line(*case)))
            case "export":
                print(f"{shelf.export(arguments.data, arguments.to)} cases -> {arguments.to}")
            case "results":
                for row in News(arguments.data, lambda: dt.datetime.now(dt.UTC)).results():
                    print(json.dumps(row))
    except StickError as error:
        print(f"central: {stick.FAULTS[error.fault]}", file=sys.stderr)
        return 1
    except (
        *(DevicesError, DoorError, TakenError),
        *(BundleError, KeysError, telling.TellingError, AuthorityError, EnrolmentError),
        *(AlarmError, CallerError),
    ) as error:
        print(f"central: {error}", file=sys.stderr)
        return 1
    except (OSError, sqlite3.Error) as error:
        # Not its text: that could hold a path, which names a case.
        why = getattr(error, "strerror", None) or getattr(error, "sqlite_errorname", "")
        print(f"central: the disk failed: {type(error).__name__} {why}".rstrip(), file=sys.stderr)
        return 1
    return 0


def _serve(arguments: argparse.Namespace) -> None:
    intake = Intake(arguments.data, _now)
    database = Database(f"sqlite:///{(arguments.data / 'devices.db').resolve()}")
    devices = Devices(database, _now)
    if arguments.devices:
        devices.bring(arguments.devices)
    enrolments = None
    if arguments.authority:
        issuing = Authority.load(arguments.authority)
        enrolments = Enrolments(database, issuing, _now, noted, arguments.days)
    published = Published(Folder(arguments.data))
    due = Awaited(published, devices.office, time.monotonic)
    limits = Limits(silent=dt.timedelta(hours=arguments.silent_after))
    fleet = fleet_room(database, known(devices, due), _now, limits)
    door = Door(arguments.data, Taker(intake, devices))
    try:
        intake.tidy()
        door.open()
        uvicorn.run(
            create_app(
                intake,
                devices,
                arguments.patience,
                arguments.data / "bundles",
                behind_door=arguments.socket is not None,
                enrolments=enrolments,
                rooms=(fleet,),
            ),
            uds=arguments.socket and str(arguments.socket),
            host=arguments.host,
            port=arguments.port,
            http="h11",
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,  # a path names a device and an envelope
            server_header=False,
            timeout_keep_alive=75,  # kiosks keep one connection: a new one costs them a second
            timeout_graceful_shutdown=2,
        )
    finally:
        door.close()
        intake.close()


def _stick(arguments: argparse.Namespace) -> int:
    """0: every envelope on it is received; 1: not every one is."""
    database = Database(f"sqlite:///{(arguments.data / 'devices.db').resolve()}")
    devices = Devices(database, _now)
    if arguments.devices:
        devices.bring(arguments.devices)
    own_disk = None if arguments.any_folder else arguments.data
    try:
        tally = stick.run(arguments.folder, arguments.data, devices, print, own_disk)
    except (OSError, sqlite3.Error) as error:
        print(f"central: the disk of {arguments.data} failed: {error}", file=sys.stderr)
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
    serve = commands.add_parser("serve", help="take cases in")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8470)
    serve.add_argument(
        "--devices", type=Path, help="a file of devices: sha256 of its token, and its key, of each"
    )
    serve.add_argument("--socket", type=Path, help="listen there for nginx, instead of on a port")
    serve.add_argument("--authority", type=Path, metavar="DIR", help="answer EST with it")
    serve.add_argument(
        "--silent-after",
        type=float,
        default=2.0,
        metavar="HOURS",
        help="a kiosk that asked nothing for so long is an alarm",
    )
    serve.add_argument("--days", type=float, default=DAYS, help="a kiosk's certificate is good for")
    serve.add_argument(
        "--patience",
        type=float,
        default=30.0,
        help="seconds a body may pause before it is given up",
    )
    key = commands.add_parser(
        "key", help="print the two keys that every kiosk must name under [centre]"
    )
    listing = commands.add_parser("list", help="received cases as JSON lines")
    commands.add_parser("bundle", help="what kiosks fetch: bundle --help", add_help=False)
    commands.add_parser("status", help="tell an office of a case: status --help", add_help=False)
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
    for command in (serve, key, listing, export, results, taking):
        command.add_argument("--data", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
