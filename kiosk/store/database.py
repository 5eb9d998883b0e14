"""The kiosk's one database: encrypted, and every change on the disk before its call returns."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from sqlcipher3 import dbapi2 as sqlcipher
from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.rights import opened
from kiosk.settings import Secret
from kiosk.store.disk import fsync_file, fsync_folder
from kiosk.store.errors import (
    CaseGone,
    DiskFailed,
    NothingKept,
    StoreError,
    Tampered,
    WrongKey,
    storing,
)
from kiosk.store.keyring import Keyring, read_key
from kiosk.store.migrations import migrations
from kiosk.store.room import no_room
from kiosk.workspace import Workspace

__all__ = [
    "CaseGone",
    "Database",
    "DiskFailed",
    "KioskDatabase",
    "StoreError",
    "Tampered",
    "WrongKey",
    "empty_log",
    "keyring_of",
    "open_database",
    "open_kept",
    "read_anew",
    "reading",
    "storing",
    "writing",
]

BUSY = 5.0  # seconds to wait for another process's write


class KioskDatabase(Database):
    """A connection that knows its workspace, so that forgetting a case reaches its files too, and the keyring."""

    def __init__(self, conn: sqlite3.Connection, workspace: Workspace, keyring: Keyring) -> None:
        super().__init__(conn, strict=True)
        self.workspace, self.keyring = workspace, keyring


def open_database(workspace: Workspace) -> Database:
    """One connection for the calling thread, with every migration applied; cheap to ask for.

    The database and both keys are made where there are none, but never a new key for what is kept already.
    Several processes may ask at once. On a disk that can only be read, what is there can be. Raises StoreError;
    WrongKey when a key does not fit, and nothing is changed.
    """
    with _opening(workspace):
        workspace.prepare()
        with _alone(workspace.root):
            key = read_key(workspace.database_key, old=workspace.database.exists())
            _create(workspace.database)
            at = _address(workspace.database)
            conn = sqlcipher.connect(at, timeout=BUSY, isolation_level=None, uri=True)
            try:
                return _ready(conn, key, workspace)
            except BaseException:
                conn.close()
                raise


def open_kept(workspace: Workspace) -> Database:
    """As `open_database`, and nothing is made: for commands, where a folder mistyped would look like an idle kiosk.

    Raises NothingKept where no kiosk has kept anything.
    """
    if not workspace.database.exists():
        raise NothingKept(f"{workspace.root} holds no kiosk's data: see --state")
    return open_database(workspace)


def read_anew(db: Database) -> None:
    """Whatever the log holds is made safe, and written into the database as far as nobody reads it.

    For the start of a service: one before it was perhaps killed before it had made safe what can be seen, or ended
    because an fsync failed, and then memory alone holds what seems to stand on the disk. Raises StoreError, DiskFailed.
    """
    with storing():
        if isinstance(db, KioskDatabase):
            _make_safe(db.workspace)
    empty_log(db)


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


@contextmanager
def _opening(workspace: Workspace) -> Iterator[None]:
    """As `storing`; what the disk failed meanwhile is no more than that: nobody counts on it yet."""
    try:
        with storing():
            yield
    except DiskFailed as error:
        fault = Fault.DISK_FULL if no_room(workspace) else Fault.DISK_FAILED
        raise StoreError(fault, str(error)) from error


def empty_log(db: Database, patience: float = BUSY) -> bool:
    """Nothing that was deleted or overwritten stays in the write-ahead log; raises StoreError.

    False: somebody reads what it holds just now; ask again. Whoever writes meanwhile waits as long as we do:
    `patience` seconds at most.
    """
    with storing():
        db.conn.execute(f"pragma busy_timeout = {int(patience * 1000)}")
        try:
            busy, _, _ = db.conn.execute("pragma wal_checkpoint(truncate)").fetchone()
        finally:
            db.conn.execute(f"pragma busy_timeout = {int(BUSY * 1000)}")
    return not busy


def keyring_of(db: Database) -> Keyring:
    """The keyring of what open_database gave."""
    assert isinstance(db, KioskDatabase), "open_database gives one that has a keyring"
    return db.keyring


def _ready(conn: sqlcipher.Connection, key: Secret, workspace: Workspace) -> KioskDatabase:
    # a raw key: nothing is derived, opening is fast
    conn.execute(f"pragma key = \"x'{key.reveal()}'\"")
    keyring = _keyring(conn, workspace)
    conn.execute("pragma journal_mode = wal").fetchone()
    for pragma in ("synchronous = full", "foreign_keys = on", "secure_delete = on"):
        conn.execute(f"pragma {pragma}")
    db = KioskDatabase(cast(sqlite3.Connection, conn), workspace, keyring)
    if migrations.pending(db):
        conn.create_function("wrap", 1, keyring.wrap)
        with writing(db):
            migrations.apply(db)
        conn.create_function("wrap", 1, None)
    _clean(db)
    return db


def _clean(db: Database) -> None:
    """The plain keys of an older release leave the disk too; tried at every opening until it is done."""
    (unclean,) = db.conn.execute("select unclean from keyring").fetchone()
    if unclean and empty_log(db):
        db.conn.execute("update keyring set unclean = 0")


def _keyring(conn: sqlcipher.Connection, workspace: Workspace) -> Keyring:
    """Read before anything is written: with a wrong key all stays as it is."""
    try:
        (old,) = conn.execute(
            "select count(*) from sqlite_master where type = 'table' and name = 'keyring'"
        ).fetchone()
    except sqlcipher.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise WrongKey(
                "database.key does not open the database: put back the one this kiosk began with"
            ) from error
        raise
    keyring = Keyring(read_key(workspace.vault_key, old=bool(old)))
    if old:
        (proof,) = conn.execute("select proof from keyring").fetchone()
        keyring.prove(proof)
    return keyring


def _address(path: Path) -> str:
    """On a disk that takes nothing in, a database that was closed properly is opened as one nobody changes:

    else SQLite wants to lay a log and an index beside it.
    """
    log = path.with_name(f"{path.name}-wal")
    read_only = os.statvfs(path.parent).f_flag & os.ST_RDONLY
    unchanging = read_only and not log.exists()
    return f"{path.absolute().as_uri()}{'?immutable=1' if unchanging else ''}"


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
        os.close(opened(path, os.O_CREAT | os.O_RDWR))
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
