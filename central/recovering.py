"""python -m central recover FILE --by NAME --to FILE: the keys of a broken kiosk's cases, given back by a code.

FILE is its recovery.sealed, from its disk or from a stick. What is written opens only by the code that is printed: let
one travel on the stick and the other by telephone. That it was done stays on the fleet's page until somebody closes it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from central.database import Database
from central.devices import Devices
from central.est import codes
from central.fleet.alarms import Alarm
from central.keys import SealingKey
from central.place import Place, add_arguments
from central.reports import noted
from kiosk.contract import ContractError
from kiosk.contract.recovery import MOST, NONCE, Given, Recovery, code_key, keys_name


class RecoverError(ValueError):
    """The text says in one sentence why there are no keys; nothing was written."""


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """0; raises RecoverError, DatabaseError, OSError and DBAPIError."""
    given = _parser().parse_args(arguments)
    place = Place.of(given)
    if given.to.exists():
        raise RecoverError(f"{given.to} is there already: name another file")
    with closing(place.open_database()) as database:
        of, keys = _opened(given.file, SealingKey.of(place.data))
        if Devices(database, _now).row(of.device) is None:
            raise RecoverError(f"{of.device} is no kiosk of this centre")
        code = codes.new()
        to = Given(of.device, of.keys)
        boxed = ChaCha20Poly1305(code_key(code)).encrypt(NONCE, keys, to.bound())
        _note(database, of.device, given.by)
        _write(given.to, to.line(boxed))
    say(f"{code}   opens {given.to}: the keys of {of.device}")
    return 0


def _opened(path: Path, key: SealingKey) -> tuple[Recovery, bytes]:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            line = file.read(MOST + 1)
        of, wrapped = Recovery.of(line)
    except OSError as error:
        raise RecoverError(f"{path}: {error.strerror}") from None
    except ContractError:
        raise RecoverError(f"{path} is no recovery.sealed of a kiosk, or is damaged") from None
    if of.key != key.name:
        raise RecoverError(
            f"{path} was sealed to another centre, or to a key it had before: see sealing.key"
        )
    try:
        keys = key.unwrap(wrapped, of.info())
    except InvalidTag:
        raise RecoverError(f"{path} is damaged: take it from the kiosk's disk again") from None
    if keys_name(keys) != of.keys:
        raise RecoverError(f"{path} does not hold the keys that it names")
    return of, keys


def _note(database: Database, device: str, by: str) -> None:
    """Before the keys are there: who is killed in between has told of more than was done, never of less."""
    with database.change() as db:
        noted(db, device, Alarm.KEYS_RECOVERED, _now(), by)


def _write(path: Path, line: str) -> None:
    with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central recover",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the kiosk's recovery.sealed")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="not there yet")
    parser.add_argument("--by", required=True, metavar="NAME", help="who answers for it")
    add_arguments(parser)
    return parser
