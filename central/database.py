"""The centre's one database: PostgreSQL at a province, SQLite for a centre on one machine; one text of SQL for both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY = 10.0  # seconds that one waits for another process's write
_ALONE = 7_308_470  # PostgreSQL's advisory lock of whoever brings the tables up to date
_LOOKING = "looking"


class DatabaseError(ValueError):
    """The database cannot be used at all; the text says why in one sentence."""


class Database:
    """May be used from any thread. What fails in it raises sqlalchemy.exc.DBAPIError, and nothing was changed then.

    Moments are kept as text, ISO 8601 in UTC, for that sorts and compares alike in both engines.
    """

    def __init__(self, url: str, connections: int = 8) -> None:
        """`url` as SQLAlchemy has it: sqlite:////DIR/intake.db, postgresql://HOST/NAME or
        postgresql:///NAME?host=/run/postgresql; what is not said there libpq takes from its own files.

        Brings the tables up to date. Raises DatabaseError.
        """
        try:
            self._engine = _engine(url, connections)
            _bring_up_to_date(self._engine)
        except (ArgumentError, NoSuchModuleError):
            raise DatabaseError("--database is no address of a database") from None

    def close(self) -> None:
        self._engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """One transaction; whatever is raised inside undoes it.

        On SQLite alone from its begin on; on PostgreSQL READ COMMITTED, where whoever reads and then writes locks
        first what it is about.
        """
        with self._engine.begin() as connection:
            yield connection

    def hold(self, connection: Connection, table: str) -> None:
        """Whoever writes into the table has finished, and nobody else does until this change ends."""
        if not self.is_sqlite:  # there a change is alone anyway
            connection.execute(text(f"lock table {table} in share row exclusive mode"))

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """To read only."""
        with self._engine.connect() as plain:
            yield plain.execution_options(**{_LOOKING: True})


def _engine(url: str, connections: int) -> Engine:
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_size=connections, max_overflow=0, pool_timeout=BUSY)
    # One connection, one thread at a time.
    engine = create_engine(
        address,
        pool_size=1,
        max_overflow=0,
        pool_timeout=None,
        connect_args={"timeout": BUSY, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # begin and commit are ours
    # Commands write beside the server, and SQLite before 3.51.3 can lose a WAL to two writers.
    connection.execute("pragma journal_mode = delete")
    connection.execute("pragma synchronous = extra")  # the journal's folder too


def _begin(connection: Connection) -> None:
    looking = connection.get_execution_options().get(_LOOKING)
    connection.exec_driver_sql("begin" if looking else "begin immediate")


def _bring_up_to_date(engine: Engine) -> None:
    """Under a lock: of several processes that start at once one does it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _ALONE})
        held = _version(connection)
        if held == newest:
            return
        config.attributes["connection"] = connection
        if held and held > str(newest):
            return  # a newer process has been here; its changes only add
        command.upgrade(config, "head")


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("select version_num from alembic_version")).scalar() or "")


def unavailable(error: DBAPIError) -> bool:
    """Whether the database was not there, so that the same may be asked again soon; else the disk failed, or we did."""
    original: Any = error.orig
    state = getattr(original, "sqlstate", None) or ""
    # 08 connection, 57P shutdown, 53 too many connections, 25006 a standby, 40 serialization, 55P03 lock not available
    return error.connection_invalidated or (
        not error.orig.__class__.__module__.startswith("sqlite3")
        and (state == "" or state[:2] in ("08", "53", "57", "40") or state in ("25006", "55P03"))
    )
