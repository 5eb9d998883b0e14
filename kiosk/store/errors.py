"""What can go wrong while keeping things, as faults a screen has words for."""

from __future__ import annotations

import errno
import sqlite3
from types import TracebackType

from sqlcipher3 import dbapi2 as sqlcipher

from kiosk.faults import Fault

# A disk without room says it in three ways; SQLite adds two of its own.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SQLITE_NO_ROOM = frozenset({"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"})


class StoreError(Exception):
    """Something could not be kept or found; `fault` is DISK_FULL or STORE_FAILED.

    The text names tables and files, never what stands in them.
    """

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault.value)
        self.fault = fault


class CaseGone(StoreError):
    """The case is unknown, forgotten, or (where it must still be open) already sealed."""

    def __init__(self, case: str) -> None:
        super().__init__(Fault.STORE_FAILED, f"no such case is open here: {case[:40]}")


class WrongKey(StoreError):
    """The database cannot be read with this key, or its key is not there."""

    def __init__(self, detail: str) -> None:
        super().__init__(Fault.STORE_FAILED, detail)


class Tampered(StoreError):
    """A vault file is not what was written under this path with this key."""

    def __init__(self, path: str) -> None:
        super().__init__(Fault.STORE_FAILED, f"altered, or not ours: {path[:120]}")


class storing:
    """Every error of the database or the disk inside becomes a StoreError."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if isinstance(error, (sqlcipher.Error, sqlite3.Error)):
            name = getattr(error, "sqlite_errorname", None)
            fault = Fault.DISK_FULL if name in SQLITE_NO_ROOM else Fault.STORE_FAILED
            raise StoreError(fault, f"{name or 'database'}: {error}") from error
        if isinstance(error, OSError):
            fault = Fault.DISK_FULL if error.errno in NO_ROOM else Fault.STORE_FAILED
            raise StoreError(fault, errno.errorcode.get(error.errno or 0, "OSError")) from error
