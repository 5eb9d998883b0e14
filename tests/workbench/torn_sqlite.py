"""SQLite on a disk that may be torn: every write is noted, so that a power cut can take what was not safe.

The database engine is apsw's own, in one connection: its files are held exclusively, with no shared memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import apsw

from tests.workbench.power import Made, Removed, Sized, Step, Synced, Wrote

_SYNCHRONOUS = re.compile(r"pragma synchronous\b.*", re.IGNORECASE)


class TornEngine:
    """Stands where the store imports its engine: `connect`, and the exceptions it names.

    `note` hears of every step on a file of the database, by its name; with `synchronous` connections are less careful
    than the store asks them to be. Without `note` nothing is watched.
    """

    Error = apsw.Error
    DatabaseError = apsw.NotADBError

    def __init__(
        self, name: str, note: Callable[[Step], None] | None = None, synchronous: str = ""
    ) -> None:
        self._synchronous = synchronous
        self._vfs = _NotingVFS(name, note) if note else None
        self._name = name if note else None

    def connect(self, path: Path | str, **_: object) -> TornConnection:
        """`path` may be a URI."""
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        inner = apsw.Connection(str(path), flags=flags, vfs=self._name)
        inner.execute("pragma locking_mode = exclusive")
        return TornConnection(inner, self._synchronous)

    def close(self) -> None:
        if self._vfs is not None:
            self._vfs.unregister()


class _NotingVFS(apsw.VFS):
    def __init__(self, name: str, note: Callable[[Step], None]) -> None:
        self._note = note
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        new = not path.exists()
        file = _NotingFile(name, flags, path.name, new, self._note)
        if new:
            self._note(Made(path.name))
        return file

    def xDelete(self, name: str, sync_folder: bool) -> None:
        super().xDelete(name, sync_folder)
        self._note(Removed(Path(name).name))
        if sync_folder:
            self._note(Synced(""))


class _NotingFile(apsw.VFSFile):
    def __init__(
        self, name: Any, flags: list[int], short: str, new: bool, note: Callable[[Step], None]
    ) -> None:
        self._short, self._new, self._note = short, new, note
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._note(Wrote(self._short, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self._note(Sized(self._short, size))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._note(Synced(self._short))
        # Beneath this, SQLite makes the names in the folder safe with a new file's first sync.
        if self._new:
            self._note(Synced(""))
            self._new = False


class TornConnection:
    """As much of DB-API 2 as the store uses."""

    def __init__(self, inner: apsw.Connection, synchronous: str) -> None:
        self._inner, self._synchronous = inner, synchronous

    def execute(self, query: str, values: Any = ()) -> TornCursor:
        if self._synchronous:
            query = _SYNCHRONOUS.sub(f"pragma synchronous = {self._synchronous}", query)
        return TornCursor(self._inner).execute(query, values)

    def executemany(self, query: str, rows: Sequence[Any]) -> TornCursor:
        cursor = TornCursor(self._inner)
        for values in rows:
            cursor.execute(query, values)
        return cursor

    def create_function(self, name: str, count: int, function: Callable[..., bytes] | None) -> None:
        """A function of ours inside SQL, or none any more of that name."""
        self._inner.create_scalar_function(name, function, count)

    def cursor(self) -> TornCursor:
        return TornCursor(self._inner)

    @property
    def in_transaction(self) -> bool:
        return self._inner.in_transaction

    def close(self) -> None:
        self._inner.close()

    def commit(self) -> None:
        if self._inner.in_transaction:
            self._inner.execute("commit")

    def rollback(self) -> None:
        if self._inner.in_transaction:
            self._inner.execute("rollback")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.commit() if kind is None else self.rollback()


class TornCursor:
    """The rows of one statement, read at once."""

    def __init__(self, inner: apsw.Connection) -> None:
        self._inner = inner
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self.description: tuple[tuple[str, ...], ...] | None = None
        self.rowcount = -1
        self.lastrowid = 0

    def execute(self, query: str, values: Any = ()) -> Self:
        cursor = self._inner.cursor()
        cursor.exec_trace = self._describe
        cursor.execute(query, values)
        self._rows = iter(cursor.fetchall())
        self.rowcount, self.lastrowid = self._inner.changes(), self._inner.last_insert_rowid()
        return self

    def _describe(self, cursor: apsw.Cursor, *_: object) -> bool:
        """Before it runs: once the last row is read, or there is none, apsw cannot tell any more."""
        self.description = tuple((name,) for name, _ in cursor.get_description()) or None
        return True

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows
