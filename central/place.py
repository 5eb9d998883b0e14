"""Where a centre keeps what it has: its own folder, its database, its bytes; said the same way to every command."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from central.bucket import Bucket
from central.database import Database, DatabaseError
from central.objects import Folder, Objects

DATABASE, BLOBS = "CENTRAL_DATABASE", "CENTRAL_BLOBS"  # in the environment


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
        return Database(self.database or f"sqlite:///{(self.data / 'intake.db').resolve()}")

    def open_objects(self) -> Objects:
        """Raises BucketError, OSError."""
        return Bucket(self.blobs) if self.blobs else Folder(self.data)

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
