"""The clerks' inbox over its real server: what a page weighs, what it costs, and how that grows with the cases.

Server time is what the desk's process worked on a page: the machine is shared, and how long it waits for others says
nothing of the page. How long the browser waited stands in the note.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kiosk.desk.console.app import SESSION
from kiosk.model import Language
from kiosk.rules.roster import Role
from kiosk.store.sessions import Sessions
from tests.bench.figures import BenchError, Figure, of_runs
from tests.console.cases_in_lists import many
from tests.console.conftest import House
from tests.workbench.centre import free_port

RUNS, EACH = 5, 40
CASES, FEWER, MORE = 5000, 1000, 20_000
_OF_PROCESS = 2  # clock_getcpuclockid(3): all threads of a process
PEER = "a bare Starlette and Jinja table of the same bytes"
PAGES = {
    "the inbox": "/inbox",
    "the inbox, every place": "/inbox?place=all",
    "the inbox, overdue of a field": "/inbox?place=all&only=overdue&of=field:ho-tich",
    "the inbox, searched": "/inbox?q=nguyen%20lan",
    "the inbox, searched in vain": "/inbox?q=khongcoai",
    "the inbox, sorted by name": "/inbox?place=all&order=name",
    "what its script asks": "/inbox/news?since=0",
}


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        costs = {cases: Path(folder) / str(cases) for cases in (FEWER, CASES, MORE)}
        medians = {}
        for cases, root in costs.items():
            with _desk(root, cases) as desk:
                if cases == CASES:
                    yield from _of_five_thousand(desk)
                medians[cases] = _took(desk, PAGES["the inbox"]).median
        for cases in (FEWER, MORE):
            name = f"the inbox of {cases:,} cases"
            ratio = medians[cases] / medians[CASES]
            peer = (medians[CASES], f"of {CASES:,}", ratio)
            yield Figure("desk", name, medians[cases], "ms", *peer, runs=RUNS)


@dataclass(frozen=True)
class _Desk:
    """A desk that runs, and a browser's session there."""

    connection: http.client.HTTPConnection
    pid: int  # of its process
    cookie: str
    case: str  # address of a case's page

    def worked(self) -> float:
        """Milliseconds that its process had of the processors, so far."""
        return time.clock_gettime((~self.pid << 3) | _OF_PROCESS) * 1000

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise BenchError(f"{path}: {answer.status}")
        return body


def _of_five_thousand(desk: _Desk) -> Iterator[Figure]:
    page = desk.get(PAGES["the inbox"])
    linked = re.findall(rb'(?:rel="stylesheet" href|script src)="([^"]*)"', page)
    files = [desk.get(path.decode()) for path in linked]
    weight = len(page) + sum(len(file) for file in files)
    note = f"{len(page)} of HTML, {len(files)} files of styles and script, uncompressed"
    yield Figure("desk", "weight of the inbox, cold", weight, "bytes", note=note)
    for name, path in (PAGES | {"a case's page": desk.case}).items():
        took = _took(desk, path)
        middle, spread = of_runs([_p95(run) for run in took.worked])
        yield Figure("desk", f"{name}, p95", middle, "ms", spread=spread, runs=RUNS, note=str(took))
    ours = _took(desk, PAGES["the inbox"]).median
    with _peer(len(page)) as bare:
        theirs = _took(bare, "/").median
    name = "the inbox against a bare page"
    yield Figure("desk", name, ours, "ms", theirs, PEER, ours / theirs, runs=RUNS)


@dataclass(frozen=True)
class _Took:
    """Milliseconds of each page of each run: what the server worked, and what the browser waited."""

    worked: list[list[float]]
    waited: list[list[float]]

    @property
    def median(self) -> float:
        return statistics.median(chain(*self.worked))

    def __str__(self) -> str:
        waited = statistics.median(chain(*self.waited))
        late = statistics.median(_p95(run) for run in self.waited)
        return f"median {self.median:.1f} ms; the browser waited {waited:.1f} ms, p95 {late:.1f} ms"


def _took(desk: _Desk, path: str) -> _Took:
    desk.get(path)
    runs = [[_once(desk, path) for _ in range(EACH)] for _ in range(RUNS)]
    return _Took(
        [[one for one, _ in run] for run in runs], [[one for _, one in run] for run in runs]
    )


def _once(desk: _Desk, path: str) -> tuple[float, float]:
    worked, began = desk.worked(), time.perf_counter()
    desk.get(path)
    return desk.worked() - worked, (time.perf_counter() - began) * 1000


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


@contextlib.contextmanager
def _desk(root: Path, cases: int) -> Iterator[_Desk]:
    house, now = House(root), dt.datetime.now(dt.UTC)
    house.clock.now = now
    many(house.db, cases - 1, now)
    case = house.case("Vàng Thị Mẫu")
    token = Sessions(house.db).begin(house.people[Role.SPECIALIST].id, Language.VI, now)
    house.close()
    port, settings = free_port(), root / "kiosk.toml"
    settings.write_text(f"[desk]\nport = {port}\n")
    where = ("--settings", str(settings), "--state", str(root))
    with _serving(["-m", "kiosk.desk", *where], port) as (connection, pid):
        yield _Desk(connection, pid, f"{SESSION}={token}", f"/cases/0/{case}")


@contextlib.contextmanager
def _peer(size: int) -> Iterator[_Desk]:
    port = free_port()
    with _serving(["-m", "tests.bench.desk_peer", str(port), str(size)], port) as (connection, pid):
        yield _Desk(connection, pid, "", "/")


@contextlib.contextmanager
def _serving(words: list[str], port: int) -> Iterator[tuple[http.client.HTTPConnection, int]]:
    with subprocess.Popen([sys.executable, *words]) as process:
        try:
            yield _connected(port), process.pid
        finally:
            process.terminate()


def _connected(port: int) -> http.client.HTTPConnection:
    end = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.connect()
        except OSError:
            if time.monotonic() > end:
                raise BenchError("the desk does not start") from None
            time.sleep(0.1)
        else:
            return connection
