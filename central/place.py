"""Where a centre keeps what it has: its own folder, its database, its bytes; said the same way to every command."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from central.bucket import Bucket
from central.database import Database, DatabaseError
from central.objects import Folder, Objects

DATABASE, BLOBS = "CENTRAL_DATABASE", "CENTRAL_BLOBS"  # in the environment
_ELSEWHERE = {DATABASE: "database.elsewhere", BLOBS: "blobs.elsewhere"}  # in `data`, empty


@dataclass(frozen=True)
class Place:
    """`data` holds the centre's keys and the rules' repository, and where nothing else is said all the rest.

    `database` and `blobs` are addresses, "" for that.
    """

    data: Path
    database: str = ""
    blobs: str = ""

    @property
    def is_alone(self) -> bool:
        """Whether what is kept lies in `data`, which one process serves."""
        return not (self.database or self.blobs)

    def open_database(self) -> Database:
        """Raises DatabaseError, and what the database raises."""
        if not self.data.is_dir():
            raise DatabaseError(f"{self.data} is no folder: see --data")
        self._refuse(
            DATABASE, self.database, "what this centre knows lies in a database of its own"
        )
        return Database(self.database or f"sqlite:///{(self.data / 'intake.db').resolve()}")

    def open_objects(self) -> Objects:
        """Raises BucketError, DatabaseError, OSError."""
        self._refuse(BLOBS, self.blobs, "the bytes of this centre lie in a store of their own")
        return Bucket(self.blobs) if self.blobs else Folder(self.data)

    def settle(self) -> None:
        """Whoever serves from elsewhere says so in `data`: a command that was told of nothing but `data` would else
        make a new database there, and answer from it."""
        for name, address in ((DATABASE, self.database), (BLOBS, self.blobs)):
            if address:
                with suppress(OSError):  # it serves all the same
                    (self.data / _ELSEWHERE[name]).touch(0o600)

    def _refuse(self, name: str, address: str, what: str) -> None:
        mark = self.data / _ELSEWHERE[name]
        if not address and mark.exists():
            option = f"--{name.removeprefix('CENTRAL_').lower()}"
            raise DatabaseError(
                f"{what}: name it, {option} or ${name}, as for `serve` (if that is over, remove {mark})"
            )

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Place:
        """What `add_arguments` brought, and the environment where that said nothing.

        Raises DatabaseError for a password on the command line, where every account of the machine reads it.
        """
        if _tells_password(arguments.database):
            raise DatabaseError(
                f"everybody here can read a password behind --database: ${DATABASE}, or ~/.pgpass"
            )
        database = arguments.database or os.environ.get(DATABASE, "")
        return cls(arguments.data, database, arguments.blobs or os.environ.get(BLOBS, ""))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="the centre's own folder")
    parser.add_argument(
        "--database",
        default="",
        metavar="URL",
        help=f"postgresql://...; else ${DATABASE}, else DIR",
    )
    parser.add_argument(
        "--blobs",
        default="",
        metavar="URL",
        help=f"s3://BUCKET?endpoint=...; else ${BLOBS}, else DIR",
    )


def _tells_password(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.password or parse_qs(parts.query).get("password"))
    except ValueError:  # no address at all, as will be said
        return False
