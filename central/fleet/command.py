"""python -m central fleet [--alarms | --matrix] | alarm close ID | caller add NAME --role ROLE | end NAME | list."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import json
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict

from central import place
from central.bundles.published import Awaited, Published
from central.callers import Callers, Role
from central.database import Database
from central.devices import Devices
from central.fleet import lines
from central.fleet.kiosks import Fleet
from central.fleet.matrix import matrix
from central.fleet.room import known
from central.fleet.standing import Limits
from central.place import Place
from central.reports import Reports

Say = Callable[[str], None]


def main(arguments: Sequence[str], say: Say) -> int:
    """0; raises AlarmError, CallerError, DatabaseError, DBAPIError. The server may run beside."""
    given = _parser().parse_args(arguments)
    where = Place.of(given)
    with closing(where.open_database()) as database:
        match given.command:
            case "fleet":
                _fleet(where, database, given, say)
            case "alarm":
                closed = Reports(database, _now).close(given.id, given.by)
                say(f"{closed.device}: {closed.alarm} is closed")
            case "caller":
                _caller(Callers(database, _now), given, say)
    return 0


def _fleet(where: Place, database: Database, given: argparse.Namespace, say: Say) -> None:
    devices = Devices(database, _now)
    due = Awaited(Published(where.open_objects()), devices.office, time.monotonic)
    limits = Limits(silent=dt.timedelta(hours=given.silent_after))
    fleet = Fleet(database, Reports(database, _now), known(devices, due), _now, limits)
    if given.matrix:
        for tried in matrix(fleet.look().seen):
            say(json.dumps(asdict(tried), ensure_ascii=False))
        return
    for one in fleet.look().seen:
        if not given.alarms:
            say(json.dumps(lines.kiosk(one), ensure_ascii=False))
            continue
        for each in one.raised:
            whose = {"device": one.kiosk.device, "office": one.kiosk.office}
            say(json.dumps({**whose, **lines.alarm(each)}, ensure_ascii=False))


def _caller(callers: Callers, given: argparse.Namespace, say: Say) -> None:
    match given.what:
        case "add":
            say(callers.add(given.name, Role(given.role)))
        case "end":
            callers.end(given.name)
            say(f"{given.name} is let in no more")
        case "list":
            for one in callers.all():
                say(f"{one.name} {one.role}")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m central", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fleet = commands.add_parser("fleet", help="every kiosk as one line of JSON, the worst first")
    fleet.add_argument("--alarms", action="store_true", help="every alarm instead")
    fleet.add_argument("--matrix", action="store_true", help="which devices work, instead")
    fleet.add_argument("--silent-after", type=float, default=2.0, metavar="HOURS", help="as serve")
    alarm = commands.add_parser("alarm", help="alarms that stay until somebody has looked")
    close = alarm.add_subparsers(dest="what", required=True).add_parser("close")
    close.add_argument("id", metavar="ID", help="as `fleet --alarms` and the kiosk's page show it")
    close.add_argument("--by", default=getpass.getuser(), metavar="NAME", help="who has looked")
    caller = commands.add_parser("caller", help="people and programs that may ask the centre")
    whats = caller.add_subparsers(dest="what", required=True)
    add = whats.add_parser("add", help="prints the token, this once")
    add.add_argument("--role", choices=[role.value for role in Role], required=True)
    end = whats.add_parser("end")
    for one in (add, end):
        one.add_argument("name", metavar="NAME")
    for one in (fleet, close, add, end, whats.add_parser("list")):
        place.add_arguments(one)
    return parser
