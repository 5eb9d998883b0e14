"""What runs beside the intake, and what it takes: processor seconds, memory, WAL and room on the disk."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.workbench.engines import Engines, Keeping


class Meter:
    """Of the engines, and of one centre behind its door where `house` is its folder."""

    def __init__(self, engines: Engines, house: Path | None = None) -> None:
        self._engines, self._house = engines, house

    def postgresql(self) -> float:
        """Processor seconds so far, of all its processes."""
        return _seconds([_of(self._engines.folder / "postgresql" / "data" / "postmaster.pid")])

    def seaweedfs(self) -> float:
        return _seconds([self._engines.store])

    def centre(self) -> float:
        return _seconds(self.processes())

    def nginx(self) -> float:
        assert self._house
        return _seconds([_of(self._house / "nginx" / "pid")])

    def processes(self) -> list[psutil.Process]:
        """The centre's own."""
        assert self._house
        return [_of(file) for file in sorted(self._house.glob("run/centre-*.pid"))]

    def memory(self) -> list[int]:
        """Bytes of each of the centre's processes, shared ones of the interpreter included."""
        return [process.memory_info().rss for process in self.processes()]


def written(home: Keeping) -> int:
    """Bytes of WAL so far, of all databases of the cluster."""
    return int(_one(home, "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))


def room(home: Keeping) -> int:
    """Bytes on the disk, tables and indexes, once nothing dead is in them that can be used again."""
    with psycopg.connect(home.database, autocommit=True) as db:
        db.execute("vacuum analyze")
    return int(_one(home, "select pg_database_size(current_database())"))


def _one(home: Keeping, asked: str) -> Any:
    with psycopg.connect(home.database) as db:
        row = db.execute(asked).fetchone()
    assert row
    return row[0]


def _of(file: Path) -> psutil.Process:
    return psutil.Process(int(file.read_text().split()[0]))


def _seconds(processes: Iterable[psutil.Process]) -> float:
    """Of them, their children, and children that have ended."""
    total = 0.0
    for process in processes:
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
    return total


def peak(process: psutil.Process) -> int:
    """The most bytes of memory that it ever had."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
