"""python -m central person: which cases a person has here.

The number, of 12 digits or an old one of 9, is asked for or read from the standard input: what is typed behind a
command is seen by every other program of the machine. Nobody looks without saying for which case and why, and every
look is written down: --looks prints who looked.
"""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import json
import os
import pwd
import sys
from collections.abc import Callable, Sequence

from sqlalchemy import text

from central.database import Database
from central.events import Events
from central.persons import Persons, digits
from central.place import Place, add_arguments

MOST_PURPOSE = 300  # letters

Say = Callable[[str], None]


class LookError(ValueError):
    """Nobody was looked for; the text says why in one sentence."""


def main(arguments: Sequence[str], say: Say) -> int:
    """0; raises LookError. Servers may run beside it."""
    given = _parser().parse_args(arguments)
    if not given.data.is_dir():
        raise LookError(f"{given.data} is no folder: see --data")
    place = Place.of(given)
    if not given.looks:
        _refuse_idle(given)
    number = "" if given.looks else digits(_asked())
    if not (given.looks or number):
        raise LookError("that is no number of 12 or 9 digits")
    database = place.open_database()
    try:
        rows = _looks(database) if given.looks else _cases(database, place, given, number)
    finally:
        database.close()
    for row in rows:
        say(json.dumps(row, ensure_ascii=False))
    return 0


def _refuse_idle(given: argparse.Namespace) -> None:
    if not given.case.strip():
        raise LookError("say with --case for which case this person is looked for")
    if not given.purpose.strip() or len(given.purpose) > MOST_PURPOSE:
        raise LookError("say in one sentence, with --purpose, what for")


def _cases(
    database: Database, place: Place, given: argparse.Namespace, number: str
) -> list[dict[str, object]]:
    persons = Persons.of(place.data)
    Events(persons, _now).catch_up(database)
    with database.change() as db:
        known = db.execute(
            text("select 1 from envelopes where code = :code limit 1"), {"code": given.case}
        ).one_or_none()
        if known is None:
            raise LookError("no case of that code came here")
        rows = persons.cases(db, number)
        db.execute(
            text(
                "insert into person_looks (who, at, purpose, code, person, found) "
                "values (:who, :at, :purpose, :code, :person, :found)"
            ),
            {
                "who": _who(),
                "at": _now().isoformat(timespec="microseconds"),
                "purpose": given.purpose,
                "code": given.case,
                "person": persons.person(db, number),
                "found": len(rows),
            },
        )
    return rows


def _who() -> str:
    """By the system's own word: getpass.getuser() takes that of whoever sets LOGNAME."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _looks(database: Database) -> list[dict[str, object]]:
    with database.look() as db:
        rows = db.execute(
            text("select who, at, purpose, code, person, found from person_looks order by seq")
        ).all()
    return [dict(row._mapping) for row in rows]


def _asked() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Number: ")
    return sys.stdin.readline(100)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central person",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--case", default="", metavar="CODE", help="for which case")
    parser.add_argument("--purpose", default="", help="what for, in one sentence")
    parser.add_argument("--looks", action="store_true", help="who looked for whom, oldest first")
    add_arguments(parser)
    return parser
