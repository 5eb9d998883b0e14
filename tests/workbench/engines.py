"""A province's PostgreSQL and SeaweedFS, started once for many tests, as docs/province.sh starts them."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from central.database import Database

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "province.sh"
TEMPLATE = "kiosks"  # a database that has the tables
_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30  # bytes in memory, for the engines of some that test at once
# Its end of the line closes when we end, however that comes; what is thrown away needs no goodbye.
_GUARD = """
cat >/dev/null
cd "$1" || exit
kill -KILL $(cat seaweedfs/pid house-*/run/*.pid 2>/dev/null)
for folder in house-*/ ./; do "$2" stop "$folder"; done
cd /
rm -rf "$1"
"""


@dataclass(frozen=True)
class Keeping:
    """Where one centre keeps what it has: what its processes, and commands beside them, find in their environment."""

    database: str
    blobs: str
    name: str
    keys: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        return {"CENTRAL_DATABASE": self.database, "CENTRAL_BLOBS": self.blobs, **self.keys}


class Engines:
    """Both run from `with` on. In memory where there is room: a power cut is another bench's to play."""

    def __init__(self, memory: bool = True) -> None:
        self._memory = memory
        self._numbers = count(1)

    def __enter__(self) -> Engines:
        self.folder = Path(tempfile.mkdtemp(prefix="province-", dir=_place(self._memory)))
        self._guard = subprocess.Popen(
            ["bash", "-c", _GUARD, "guard", str(self.folder), str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # whoever interrupts the tests does not interrupt it
        )
        try:
            self.start()
            self._lay_template()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        assert self._guard.stdin
        self._guard.stdin.close()
        self._guard.wait()

    def start(self, *parts: str) -> None:
        """Of "postgresql" and "seaweedfs" these, both if none is named; one that runs goes on."""
        province("start", self.folder, *(parts or ("engines",)))

    def stop_database(self, mode: str = "immediate") -> None:
        """`immediate` is as killed: what was under way is undone at the next start."""
        (tools,) = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)[-1:]
        stop = [str(tools / "pg_ctl"), "stop", "-s", "-w", "-m", mode, "-D", self._cluster / "data"]
        become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        subprocess.run([*(become if os.getuid() == 0 else []), *stop], check=True, cwd="/")

    @property
    def store(self) -> psutil.Process:
        """SeaweedFS, all in one process."""
        return psutil.Process(int((self.folder / "seaweedfs" / "pid").read_text()))

    def kill_store(self) -> None:
        store = self.store
        store.kill()
        gone(store)

    def keeping(self) -> Keeping:
        """An empty database that has the tables, and an empty place in the bucket."""
        return self._kept(TEMPLATE, f"centre_{secrets.token_hex(6)}")

    def copy(self, keeping: Keeping, name: str = "") -> Keeping:
        """Of the database, in which nobody is just now, under a new name or the one given; beside the same objects."""
        copy = self._kept(keeping.name, name or f"copy_{secrets.token_hex(6)}")
        return replace(copy, blobs=keeping.blobs)

    def _kept(self, template: str, name: str) -> Keeping:
        self._order("create database {} template {} owner centre", name, template)
        told = dict(
            line.split("=", 1) for line in (self.folder / "centre.env").read_text().splitlines()
        )
        bucket, _, asked = told.pop("CENTRAL_BLOBS").strip("'").partition("?")
        told.pop("CENTRAL_DATABASE")
        return Keeping(self._address(name), f"{bucket}/{name}?{asked}", name, told)

    def forget(self, keeping: Keeping) -> None:
        """Whoever still is connected is no more."""
        self._order("drop database if exists {} with (force)", keeping.name)

    def house(self) -> Path:
        """A folder with a short name: sockets lie in there."""
        folder = self.folder / f"house-{next(self._numbers)}"
        folder.mkdir()
        return folder

    @property
    def _cluster(self) -> Path:
        return self.folder / "postgresql"

    def _address(self, name: str) -> str:
        return f"postgresql://centre@/{name}?host={self._cluster / 'run'}"

    def _lay_template(self) -> None:
        self._order("create database {} owner centre", TEMPLATE)
        Database(self._address(TEMPLATE), connections=1).close()

    def _order(self, order: str, *names: str) -> None:
        host = str(self._cluster / "run")
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as db:
            db.execute(sql.SQL(order).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def province(command: str, folder: Path, *parts: str, **settings: str) -> None:
    """What docs/province.sh does with this folder; fails with what it said."""
    said = subprocess.run(
        [str(SCRIPT), command, str(folder), *parts],
        env={**os.environ, "PYTHON": sys.executable, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


def gone(*processes: psutil.Process) -> None:
    """Until they have ended; whoever is to take them in may be late."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                with suppress(psutil.TimeoutExpired):
                    process.wait(0.01)


def _place(memory: bool) -> Path | None:
    room = shutil.disk_usage(_MEMORY).free if memory and _MEMORY.is_dir() else 0
    return _MEMORY if room >= _ROOM else None


def _version(tools: Path) -> int:
    return int(tools.parent.name)
