"""What can go wrong while keeping things, as faults a screen has words for."""

from __future__ import annotations

import errno
import sys
from types import TracebackType

from kiosk.faults import Fault

# What a disk and the database say, by what it means here; anything else is STORE_FAILED.
DISK = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), Fault.DISK_FULL),
    errno.EROFS: Fault.DISK_READ_ONLY,
    **dict.fromkeys((errno.EIO, errno.ENXIO, errno.ENODEV), Fault.DISK_FAILED),
}
DATABASE = {"SQLITE_FULL": Fault.DISK_FULL, "SQLITE_READONLY": Fault.DISK_READ_ONLY}
IN_VAIN = "SQLITE_IOERR"  # also where what was written is not on the disk
_ENGINES = ("sqlcipher3.dbapi2", "sqlite3")


class StoreError(Exception):
    """Something could not be kept or found; `fault` is STORE_FAILED or one of the disk's.

    The text names tables and files, never what stands in them.
    """

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault.value)
        self.fault = fault


class DiskFailed(Exception):
    """The disk refused what was written, or to make it safe: whoever wrote ends, and begins anew.

    Memory then holds what the disk may not: a second fsync would say that all is well (and lie). So this is
    no StoreError, and nothing that survives those survives it. What was acknowledged before is safe.
    """

    fault = Fault.DISK_FAILED


class CaseGone(StoreError):
    """The case is unknown, forgotten, or (where it must still be open) already sealed."""

    def __init__(self, case: str) -> None:
        super().__init__(Fault.STORE_FAILED, f"no such case is open here: {case[:40]}")


class WrongKey(StoreError):
    """The database cannot be read with this key, or it or its key is not there."""

    def __init__(self, detail: str) -> None:
        super().__init__(Fault.STORE_FAILED, detail)


class NothingKept(WrongKey):
    """No kiosk has kept anything in this folder: it was mistyped, or the kiosk never ran."""


class Tampered(StoreError):
    """A vault file is not what was written under this path with this key."""

    def __init__(self, path: str) -> None:
        super().__init__(Fault.STORE_FAILED, f"altered, or not ours: {path[:120]}")


class storing:
    """Every error of the database or the disk inside becomes a StoreError; a failed write is DiskFailed."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if isinstance(error, _of_databases()):
            name = getattr(error, "sqlite_errorname", None) or "database"
            if name.startswith(IN_VAIN):
                raise DiskFailed(name) from error
            raise StoreError(DATABASE.get(name, Fault.STORE_FAILED), f"{name}: {error}") from error
        if isinstance(error, OSError):
            code = error.errno or 0
            fault = DISK.get(code, Fault.STORE_FAILED)
            raise StoreError(fault, errno.errorcode.get(code, "OSError")) from error


class safely:
    """Around writing and fsync of a file: where the disk fails it, DiskFailed."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if isinstance(error, OSError) and DISK.get(error.errno or 0) is Fault.DISK_FAILED:
            raise DiskFailed(errno.errorcode[error.errno or 0]) from error


def _of_databases() -> tuple[type[Exception], ...]:
    """The errors of those that this process opened: who only looks at pages is spared the 9 MB of an engine."""
    return tuple(sys.modules[engine].Error for engine in _ENGINES if engine in sys.modules)
