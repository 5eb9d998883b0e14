"""A centre as a province has it: processes behind nginx, what they keep in PostgreSQL and SeaweedFS."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil
from sqlalchemy import inspect, text

from central.place import Place
from tests.workbench.centre import CentreHouse, no_room
from tests.workbench.engines import Engines, Keeping, gone, province

PROCESSES = 2
ALL = ("kiosk-1", "kiosk-2")


class ProvinceHouse(CentreHouse):
    """Two processes, each on a Unix socket. It knows ALL devices, whichever of them the tests mean."""

    def __init__(
        self, engines: Engines, devices: tuple[str, ...] = ("kiosk-1",), patience: float = 30.0
    ) -> None:
        super().__init__(engines.house(), ALL, patience)
        self.know(devices)
        self.engines = engines
        self._keeping = engines.keeping()
        self._first: dict[str, list[dict[str, Any]]] = {}

    def __enter__(self) -> ProvinceHouse:
        told = self._keeping.environment.items()
        (self.folder / "centre.env").write_text("".join(f"{name}='{it}'\n" for name, it in told))
        try:
            super().__enter__()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.engines.forget(self._keeping)

    @property
    def environment(self) -> dict[str, str]:
        return self._keeping.environment

    @property
    def place(self) -> Place:
        return Place(self.data, self._keeping.database, self._keeping.blobs)

    @property
    def pid(self) -> int:
        raise AssertionError("a province's centre is more than one process")

    def process(self, number: int) -> psutil.Process:
        """Of its processes number 1, or 2."""
        return psutil.Process(int((self.folder / "run" / f"centre-{number}.pid").read_text()))

    def start(self) -> None:
        """All that do not run."""
        settings = {
            "PROCESSES": str(PROCESSES),
            "PORT": str(self.port),
            "CENTRE_OPTIONS": f"--patience {self._patience}",
        }
        province("start", self.folder, "centre", "nginx", **settings)

    def kill(self) -> None:
        """Everything at once, the door too."""
        processes = self._running()
        for process in processes:
            process.kill()
        gone(*processes)
        province("stop", self.folder, "centre", "nginx")

    def kill_one(self, number: int) -> None:
        """The others go on."""
        process = self.process(number)
        process.kill()
        gone(process)

    @property
    def is_up(self) -> bool:
        return bool(self._running())

    def logged(self) -> str:
        """Of every process and of their door."""
        return "".join(log.read_text(errors="replace") for log in self._logs())

    def copied(self) -> Keeping:
        """Of its database; objects that came later harm nobody, and none that it names is ever taken away."""
        self.kill()
        copy = self.engines.copy(self._keeping)
        self.start()
        return copy

    def put_back(self, copy: Keeping) -> None:
        self.kill()
        self.engines.forget(self._keeping)
        self.engines.copy(copy, self._keeping.name)
        self.start()

    @contextmanager
    def full(self) -> Iterator[None]:
        with no_room(
            self.engines.store.pid, 4096
        ):  # its volumes are files, and small ones at first
            yield

    def empty(self, devices: tuple[str, ...]) -> None:
        """As it was when it first started, while its processes go on, and those that were killed again."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.know(ALL)
        self.lay_keys()
        self.know(devices)
        self._empty_database()
        with self.objects() as objects:
            for name in list(objects.names("")):
                objects.remove(name)
        for log in self._logs():
            log.write_bytes(b"")
        self.start()

    def remember(self) -> None:
        """What it has in its tables now is what `empty` leaves there."""
        with self._database() as database, database.look() as db:
            for table in inspect(db).get_table_names():
                rows = db.execute(text(f"select * from {table}")).mappings()
                self._first[table] = [dict(row) for row in rows]

    def _empty_database(self) -> None:
        with self._database() as database, database.change() as db:
            db.execute(text(f"truncate {', '.join(self._first)} restart identity"))
            for table, rows in self._first.items():
                for row in rows:
                    names = ", ".join(row), ", ".join(f":{name}" for name in row)
                    db.execute(text(f"insert into {table} ({names[0]}) values ({names[1]})"), row)

    def _logs(self) -> list[Any]:
        return sorted([*self.folder.glob("run/*.log"), *self.folder.glob("nginx/*.log")])

    def _running(self) -> list[psutil.Process]:
        found = []
        for file in self.folder.glob("run/*.pid"):
            with suppress(psutil.NoSuchProcess):
                found.append(psutil.Process(int(file.read_text())))
        return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


class Houses:
    """Houses whose processes go on between tests: they keep nothing, and starting them takes longer than emptying."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._free: list[tuple[float, ProvinceHouse]] = []

    @contextmanager
    def let(
        self, devices: tuple[str, ...] = ("kiosk-1",), patience: float = 30.0
    ) -> Iterator[ProvinceHouse]:
        """An empty one."""
        house = self._found(patience)
        if house:
            house.empty(devices)
        else:
            house = ProvinceHouse(self._engines, devices, patience)
            house.__enter__()
            house.remember()
        yield house
        self._free.append((patience, house))  # not one in which a test failed

    def _found(self, patience: float) -> ProvinceHouse | None:
        for number, (theirs, _) in enumerate(self._free):
            if theirs == patience:
                return self._free.pop(number)[1]
        return None
