"""A real centre in processes of its own, that can be killed and started again; in both of its homes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import resource
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import text

from central.database import Database
from central.news import News
from central.objects import NoObjectError, Objects
from central.place import Place
from tests.workbench.keys import public_of, sealing_public_of, seed_of

ROOT = Path(__file__).parents[2]
EMBEDDED, PROVINCE = "embedded", "province"
HOMES = EMBEDDED, PROVINCE
STARTS_WITHIN = 60.0  # seconds, on a machine busy with other things


class CentreHouse:
    """`python -m central serve` on a free port. The first device's name and token are `device` and `token`.

    It signs with the key of "centre", and knows its devices by theirs (tests.workbench.keys). What it keeps lies in
    its folder `data`; a ProvinceHouse has the same face.
    """

    def __init__(
        self, folder: Path, devices: tuple[str, ...] = ("kiosk-1",), patience: float = 30.0
    ) -> None:
        self.folder = folder
        self.data = folder / "centre"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key, self.sealing_key = public_of("centre"), sealing_public_of("sealing")
        self.know(devices)
        self.devices = folder / "devices.json"
        self._log = folder / "centre.log"
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> CentreHouse:
        self.lay_keys()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def know(self, devices: tuple[str, ...]) -> None:
        """Whom the tests mean."""
        self.tokens = {device: f"token-of-{device}" for device in devices}
        self.device = devices[0]
        self.token = self.tokens[self.device]

    def lay_keys(self) -> None:
        """The centre's own, and those of the devices it knows."""
        self.data.mkdir(exist_ok=True)
        (self.data / "centre.key").write_bytes(seed_of("centre"))
        (self.data / "sealing.key").write_bytes(seed_of("sealing"))
        known = {
            device: {"token": hashlib.sha256(token.encode()).hexdigest(), "key": public_of(device)}
            for device, token in self.tokens.items()
        }
        self.devices.write_text(json.dumps(known))

    @property
    def environment(self) -> dict[str, str]:
        """What its processes and the commands beside them are told besides `--data`."""
        return {}

    @property
    def place(self) -> Place:
        return Place(self.data)

    @property
    def pid(self) -> int:
        """The process, where there is but one."""
        assert self._process is not None, "the centre is not running"
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "central", "serve", "--port", str(self.port)),
                    *("--data", str(self.data), "--devices", str(self.devices)),
                    *("--patience", str(self._patience)),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + STARTS_WITHIN
        while not _listens(self.port):
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise AssertionError(f"the centre did not start: {self.logged()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does: no goodbye."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def is_up(self) -> bool:
        return self._process is not None

    def restart(self) -> None:
        self.kill()
        self.start()

    def logged(self) -> str:
        """Everything it ever said."""
        return self._log.read_text(errors="replace")

    def copied(self) -> Any:
        """Everything it has, for `put_back`; it is stopped for it, and started again."""
        self.kill()
        copy = self.data.with_name(f"copy-{secrets.token_hex(4)}")
        shutil.copytree(self.data, copy, ignore=shutil.ignore_patterns("*.sock"))
        self.start()
        return copy

    def put_back(self, copy: Any) -> None:
        """To that older copy."""
        self.kill()
        shutil.rmtree(self.data)
        shutil.copytree(copy, self.data)
        self.start()

    def received(self) -> list[dict[str, Any]]:
        """What `python -m central list` says."""
        return [json.loads(row) for row in self.run("list").splitlines()]

    def export(self, to: Path) -> str:
        return self.run("export", "--to", str(to))

    def stick(self, folder: Path) -> subprocess.CompletedProcess[str]:
        """`python -m central stick`, whether the centre runs or not."""
        command = self.stick_command(folder)
        return subprocess.run(
            command, cwd=ROOT, env=self._told(), capture_output=True, text=True, check=False
        )

    def stick_command(self, folder: Path) -> list[str]:
        return [
            *(sys.executable, "-m", "central", "stick", str(folder), "--any-folder"),
            *("--data", str(self.data), "--devices", str(self.devices)),
        ]

    def run(self, command: str, *arguments: str) -> str:
        return self.ask(command, *arguments, check=True).stdout

    def ask(self, *words: str, check: bool = False) -> subprocess.CompletedProcess[str]:
        """`python -m central WORDS` for this centre; the folder stands behind the words of the command."""
        command = [sys.executable, "-m", "central", *words, "--data", str(self.data)]
        return subprocess.run(
            command, cwd=ROOT, env=self._told(), capture_output=True, text=True, check=check
        )

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What its database says, while it runs or not."""
        with self._database() as database, database.look() as db:
            return [tuple(row) for row in db.execute(text(query), values)]

    def change(self, order: str, *rows: dict[str, Any]) -> None:
        """Something in its database that no centre does by itself; with rows, for each of them."""
        with self._database() as database, database.change() as db:
            db.execute(text(order), list(rows) or None)

    def arrived(self) -> int:
        """Bytes kept of envelopes that have no receipt yet."""
        query = "select coalesce(sum(arrived), 0) from envelopes where receipt is null"
        return int(self.rows(query)[0][0])

    def left_over(self) -> list[str]:
        """Objects of uploads that are under way, or were."""
        with self.objects() as objects:
            return sorted(objects.names("uploads"))

    def kept(self, sha256: str) -> bytes | None:
        """The file of this sha256, if it is here whole."""
        with self.objects() as objects:
            try:
                return objects.read(f"blobs/{sha256[:2]}/{sha256}")
            except NoObjectError:
                return None

    def blobs(self) -> list[str]:
        """The sha256 under which each whole file is kept."""
        with self.objects() as objects:
            return sorted(name.rpartition("/")[2] for name in objects.names("blobs"))

    @contextmanager
    def full(self) -> Iterator[None]:
        """What keeps its bytes takes none that matter any more."""
        with no_room(self.pid, 50_000):
            yield

    @contextmanager
    def objects(self) -> Iterator[Objects]:
        """Its bytes, beside it."""
        with mock.patch.dict(os.environ, self.environment):
            yield self.place.open_objects()

    @contextmanager
    def news(
        self, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    ) -> Iterator[News]:
        """What the province's own systems tell through, beside it."""
        with self._database() as database, self.objects() as objects:
            yield News(database, objects, now)

    @contextmanager
    def _database(self) -> Iterator[Database]:
        # Opened anew each time: a test may have put another in its place.
        with closing(self.place.open_database()) as database:
            yield database

    def _told(self) -> dict[str, str]:
        return {**os.environ, **self.environment}


@contextmanager
def no_room(pid: int, most: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes, as on a disk that is full."""
    usual = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, usual[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, usual)


def free_port() -> int:
    """A port nobody listens on, below those given to outgoing connections: free again after a kill."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
