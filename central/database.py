"""The centre's one database: PostgreSQL at a province, SQLite for a centre on one machine; one text of SQL for both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY = 10.0  # seconds that one waits for another's write, or for a free connection
_ALONE = 7_308_470  # PostgreSQL's advisory lock of whoever brings the tables up to date
_LOOKING = "looking"
# libpq, PostgreSQL 32.1.2: a server that went without a word is given up, and so is whoever holds a lock for ever.
_LIBPQ = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "15000",
    "options": f"-c lock_timeout={BUSY:.0f}s -c idle_in_transaction_session_timeout=60s",
    "application_name": "centre",
}
# 08 no connection, 53 out of connections or memory, 57 stopped or starting, 40 in each other's way, 25006 a standby,
# 55P03 a lock not given (PostgreSQL, appendix A)
_LATER = ("08", "53", "57", "40", "25006", "55P03")
_DISK_FULL = "53100"


class DatabaseError(ValueError):
    """The database cannot be used at all; the text says why in one sentence."""


class Database:
    """May be used from any thread. What fails in it raises SQLAlchemyError, and nothing was changed then.

    Moments are kept as text, ISO 8601 in UTC, for that sorts and compares alike in both engines.
    """

    def __init__(self, url: str, connections: int = 8) -> None:
        """`url` as SQLAlchemy has it: sqlite:////DIR/intake.db, postgresql://HOST/NAME or
        postgresql:///NAME?host=/run/postgresql; what is not said there libpq takes from its own files.

        Brings the tables up to date. Raises DatabaseError, and SQLAlchemyError where it is not there.
        """
        try:
            self._engine = _engine(url, connections)
        except (ArgumentError, NoSuchModuleError):
            raise DatabaseError("--database is no address of a database") from None
        self._looking = self._engine
        if not self.is_sqlite:  # a look is one statement or two: no begin, no end
            self._looking = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        try:
            _bring_up_to_date(self._engine)
        except BaseException:
            self.close()
            raise

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

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """To read only; on PostgreSQL two statements may see two states."""
        with self._looking.connect() as plain:
            yield plain.execution_options(**{_LOOKING: True})


def unavailable(error: SQLAlchemyError) -> bool:
    """Whether the database was not there, so that the same may be asked again soon; else its disk failed, or we did."""
    if isinstance(error, TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", "")
        return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == _DISK_FULL:
        return False
    gone = isinstance(error, OperationalError) and not state  # libpq met nobody
    return error.connection_invalidated or gone or state.startswith(_LATER)


def _engine(url: str, connections: int) -> Engine:
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=BUSY,
            hide_parameters=True,
            connect_args=_unsaid(address),
        )
    # One connection, one thread at a time.
    engine = create_engine(
        address,
        pool_size=1,
        max_overflow=0,
        pool_timeout=None,
        hide_parameters=True,
        connect_args={"timeout": BUSY, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _unsaid(address: URL) -> dict[str, str]:
    return {name: value for name, value in _LIBPQ.items() if name not in address.query}


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # begin and commit are ours
    # Commands write beside the server, and SQLite before 3.51.3 can lose a WAL to two writers. A centre from before
    # left one: its frames are in the database, and safe, before it goes.
    connection.execute("pragma journal_mode = delete")
    connection.execute("pragma synchronous = extra")  # the journal's folder too


def _begin(connection: Connection) -> None:
    looking = connection.get_execution_options().get(_LOOKING)
    connection.exec_driver_sql("begin" if looking else "begin immediate")


def _bring_up_to_date(engine: Engine) -> None:
    """Under a lock: of several processes that start at once one does it."""
    newest = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    with engine.connect() as connection:
        if _version(connection) >= newest:
            return  # perhaps a newer process has been here: its changes only add
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("set local lock_timeout = 0"))
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _ALONE})
        if _version(connection) < newest:
            _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Here, for nobody needs it but the one process that brings the tables up to date.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("select version_num from alembic_version")).scalar() or "")
