"""The kiosk's one database: encrypted, and every change on the disk before its call returns."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from sqlcipher3 import dbapi2 as sqlcipher
from sqlite_utils import Database

from kiosk.store.disk import fsync_file, fsync_folder, write_safely
from kiosk.store.errors import CaseGone, StoreError, Tampered, WrongKey, storing
from kiosk.store.migrations import migrations
from kiosk.workspace import Workspace

__all__ = [
    "CaseGone",
    "KioskDatabase",
    "StoreError",
    "Tampered",
    "WrongKey",
    "open_database",
    "reading",
    "storing",
    "writing",
]

BUSY = 5.0  # seconds to wait for another process's write
_KEY = re.compile(r"[0-9a-f]{64}")


class KioskDatabase(Database):
    """A connection that knows its workspace, so that forgetting a case reaches its files too."""

    def __init__(self, conn: sqlite3.Connection, workspace: Workspace) -> None:
        super().__init__(conn, strict=True)
        self.workspace = workspace


def open_database(workspace: Workspace) -> Database:
    """One connection for the calling thread, with every migration applied; cheap to ask for.

    The database and its key are made where there are none, but never a new key for an old database.
    Several processes may ask at once. Raises StoreError; WrongKey when the key does not fit.
    """
    with storing():
        workspace.prepare()
        with _alone(workspace.root):
            _make_safe(workspace)
            key = _key(workspace)
            _create(workspace.database)
            conn = sqlcipher.connect(workspace.database, timeout=BUSY, isolation_level=None)
            try:
                return _ready(conn, key, workspace)
            except BaseException:
                conn.close()
                raise


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One transaction that sees no other writer; inside another one it is part of that.

    Whatever is raised inside undoes all of it; errors of the database come out as StoreError.
    """
    with storing():
        if db.conn.in_transaction:
            yield
            return
        db.conn.execute("begin immediate")
        try:
            yield
            db.conn.execute("commit")
        except BaseException:
            if db.conn.in_transaction:  # a full disk has undone it already
                db.conn.execute("rollback")
            raise


@contextmanager
def reading(db: Database) -> Iterator[None]:
    """One view of the database for several reads, whatever others write meanwhile."""
    with storing():
        if db.conn.in_transaction:
            yield
            return
        db.conn.execute("begin")
        try:
            yield
        finally:
            if db.conn.in_transaction:
                db.conn.execute("rollback")


def _ready(conn: sqlcipher.Connection, key: str, workspace: Workspace) -> KioskDatabase:
    conn.execute(f"pragma key = \"x'{key}'\"")  # a raw key: nothing is derived, opening is fast
    try:
        conn.execute("select count(*) from sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise WrongKey("the key does not open the database") from error
        raise
    conn.execute("pragma journal_mode = wal").fetchone()
    for pragma in ("synchronous = full", "foreign_keys = on", "secure_delete = on"):
        conn.execute(f"pragma {pragma}")
    db = KioskDatabase(cast(sqlite3.Connection, conn), workspace)
    if migrations.pending(db):
        with writing(db):
            migrations.apply(db)
    return db


def _key(workspace: Workspace) -> str:
    path = workspace.database_key
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if os.environ.get("CREDENTIALS_DIRECTORY"):
            raise WrongKey("the credential database.key is not there") from None
        if workspace.database.exists():
            raise WrongKey(
                "database.key is gone, and a new one would not open the database"
            ) from None
        key = secrets.token_hex(32)
        write_safely(path, key.encode("ascii"))
    if not _KEY.fullmatch(key):
        raise WrongKey("database.key is not 32 bytes in hex")
    return key


def _make_safe(workspace: Workspace) -> None:
    """What a killed process wrote and had not made safe yet can be seen, and would be believed.

    SQLite takes such a transaction for committed when it mends its log, and asks for no sync; nobody else has locks on
    the log itself, so that it may be opened and closed here.
    """
    fsync_file(workspace.database.with_name(f"{workspace.database.name}-wal"))
    for folder in (workspace.root, workspace.vault):
        fsync_folder(folder)


def _create(path: Path) -> None:
    # Made only where it is missing: to open and close an existing database file would drop the locks that
    # other connections of this process hold on it. SQLite gives -wal and -shm the same mode.
    if not path.exists():
        with suppress(PermissionError):  # then others made the state folder, and not just now
            fsync_folder(path.parent.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        fsync_folder(path.parent)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else makes keys, turns on WAL or migrates meanwhile; a killed holder lets go."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
