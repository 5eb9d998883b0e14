"""python -m central authority init | crl: the authority that vouches for kiosks, and its list for nginx."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from central.est.authority import Authority
from central.est.enrolments import taken_back
from central.objects import sync
from central.place import Place, add_arguments


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """0; raises AuthorityError, DatabaseError, OSError and DBAPIError: nothing has been changed then."""
    given = _parser().parse_args(arguments)
    now = dt.datetime.now(dt.UTC)
    if given.what == "init":
        made = Authority.make(given.authority, given.name, now)
        until = made.certificate.not_valid_after_utc.date()
        say(f"{given.authority}/authority.pem, good until {until}; nginx needs it as devices.pem")
        return 0
    authority = Authority.load(given.authority)
    database = Place.of(given).open_database()
    try:
        with database.look() as db:
            serials = taken_back(db)
    finally:
        database.close()
    _write(given.to, authority.revoked(serials, now))
    say(f"{len(serials)} certificates taken back -> {given.to}")
    return 0


def _write(path: Path, pem: bytes) -> None:
    """Whole or not at all: nginx may be reloading."""
    aside = path.with_name(f"{path.name}.part")
    with aside.open("wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    aside.chmod(0o644)  # everybody may know what was taken back; nginx must
    aside.replace(path)
    sync(path.parent)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m central authority", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    init = commands.add_parser(
        "init", help="a new authority: a key, and a certificate for 10 years"
    )
    crl = commands.add_parser("crl", help="the list of certificates that were taken back")
    for command in (init, crl):
        command.add_argument("--authority", type=Path, required=True, metavar="DIR")
    init.add_argument("--name", required=True, help="its common name, such as the province's")
    crl.add_argument("--to", type=Path, required=True, metavar="FILE", help="PEM, for nginx")
    add_arguments(crl)
    return parser
