"""How many cases a second the centre takes in, whether it slows down as they pile up, and what one costs.

PostgreSQL lies on the disk, with its fsyncs; intake, PostgreSQL and pgbench share the machine's processors.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.figures import BenchError, Figure, of_runs
from tests.bench.intake_cases import DEVICES, PAPERS, write_devices
from tests.bench.intake_costs import Meter, room, written
from tests.bench.intake_fill import Model
from tests.bench.intake_http import measured
from tests.bench.intake_peer import CLIENTS, Pgbench, Script
from tests.workbench.engines import Engines, Keeping

ROOT = Path(__file__).parents[2]
PROCESSES = 2  # of the intake, with four lanes each
RUNS, CASES = 7, 2000
FEW, MANY = 10_000, 1_000_000
TURNS, SHARE = 60, 200  # times that each home is asked, and for how many cases
_PEER = f"pgbench, the same {{}} statements in the same transactions, {CLIENTS} clients"
_WAY = (
    f"a case of {len(PAPERS)} files of 64 bytes, kept in memory; parsed, its link verified, announced, "
    f"found, received, its receipt signed and recorded; {PROCESSES} processes, {CLIENTS} connections"
)


@dataclass
class Run:
    """Of one run over all lanes."""

    speed: float  # cases a second
    cpu: float  # ms of the intake, a case
    database: float = 0.0  # ms of PostgreSQL, a case
    wal: float = 0.0  # kB, a case


class Lanes:
    """Processes of the intake at one or more homes, from `with` on."""

    def __init__(self, folder: Path, *homes: Keeping) -> None:
        self._folder, self._urls = folder, [home.database for home in homes]
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Lanes:
        centre, devices = self._folder / "centre", self._folder / "devices.json"
        centre.mkdir(exist_ok=True)
        write_devices(devices)
        share = DEVICES // PROCESSES
        for number in range(PROCESSES):
            known = "" if number else str(devices)
            command = [sys.executable, "-m", "tests.bench.intake_lane", str(centre), known]
            self._processes.append(
                subprocess.Popen(
                    [*command, str(number * share), str(share), *self._urls],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            self._answer(self._processes[-1])
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def record(self) -> Script:
        """What the first home's database is told for one case."""
        return Script(*self._ask(self._processes[0], {"do": "record"}))

    def one(self) -> None:
        """A single case for the first home."""
        self._ask(self._processes[0], {"do": "one"})

    def accept(self, cases: int, home: int = 0) -> Run:
        """Made and signed before, taken in by all lanes at once."""
        self._all({"do": "prepare", "cases": cases // PROCESSES})
        said = self._all({"do": "accept", "home": home})
        seconds = max(row["ended"] for row in said) - min(row["began"] for row in said)
        return Run(cases / seconds, 1000 * sum(row["cpu"] for row in said) / cases)

    def _all(self, order: dict[str, Any]) -> list[Any]:
        for process in self._processes:
            self._tell(process, order)
        return [self._answer(process) for process in self._processes]

    def _ask(self, process: subprocess.Popen[str], order: dict[str, Any]) -> Any:
        self._tell(process, order)
        return self._answer(process)

    def _tell(self, process: subprocess.Popen[str], order: dict[str, Any]) -> None:
        assert process.stdin
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()

    def _answer(self, process: subprocess.Popen[str]) -> Any:
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            raise BenchError("a process of the intake ended")
        return json.loads(line)


def run() -> Iterator[Figure]:
    with ExitStack() as things:
        folder = Path(things.enter_context(tempfile.TemporaryDirectory()))
        engines = things.enter_context(Engines(memory=False))
        yield from _accepted(folder, engines)
        yield from _grown(folder, engines)
        yield from measured(engines)


def _accepted(folder: Path, engines: Engines) -> Iterator[Figure]:
    """Intake and pgbench take turns, each with a database of its own."""
    meter = Meter(engines)
    with (
        _home(engines) as ours,
        _home(engines) as peers,
        Lanes(folder, ours, peers) as lanes,
    ):
        pgbench = Pgbench(script := lanes.record(), folder, peers.database)
        empty = room(ours)
        lanes.accept(CASES)
        pgbench(CASES)
        runs = [(_metered(lanes, meter, ours), pgbench(CASES)) for _ in range(RUNS)]
        bytes_a_case = (room(ours) - empty) / CASES / (RUNS + 1)
    speed, spread = of_runs([run.speed for run, _ in runs])
    load = f"load of the {os.cpu_count()} processors {os.getloadavg()[0]:.1f}"
    yield Figure(
        *("intake", "cases accepted", speed, "cases/s"),
        spread=spread,
        runs=RUNS,
        note=f"{_WAY}; {load}",
    )
    ratio, spread = of_runs([run.speed / peer for run, peer in runs])
    peer, name = statistics.median(peer for _, peer in runs), _PEER.format(script.statements)
    yield Figure(
        *("intake", "cases accepted against pgbench", speed, "cases/s", peer, name, ratio),
        *(spread, RUNS),
    )
    for figure, unit, values in (
        ("CPU of a case in the intake", "ms", [run.cpu for run, _ in runs]),
        ("CPU of a case in PostgreSQL", "ms", [run.database for run, _ in runs]),
        ("WAL of a case", "kB", [run.wal for run, _ in runs]),
    ):
        median, spread = of_runs(values)
        yield Figure("intake", figure, median, unit, spread=spread, runs=RUNS)
    note = f"tables and indexes of {CASES * (RUNS + 1):,} cases, just taken in, after a vacuum"
    yield Figure("intake", "room of a case", bytes_a_case / 1000, "kB", note=note)


def _metered(lanes: Lanes, meter: Meter, home: Keeping) -> Run:
    cpu, wal = meter.postgresql(), written(home)
    run = lanes.accept(CASES)
    run.database = 1000 * (meter.postgresql() - cpu) / CASES
    run.wal = (written(home) - wal) / CASES / 1000
    return run


def _grown(folder: Path, engines: Engines) -> Iterator[Figure]:
    """Two homes, a few hundred cases at a time to one or the other: what else the machine does meets both alike."""
    with _home(engines) as small, _home(engines) as large:
        model = _model(folder, engines)
        model.copy(small.database, FEW)
        model.copy(large.database, MANY)
        with Lanes(folder, small, large) as lanes:
            turns = [_turn(lanes, Meter(engines)) for _ in range(TURNS + 1)]
    del turns[0]  # everything was cold
    note = (
        f"{MANY:,} cases of {DEVICES:,} devices are stored; the median of {TURNS} pairs of {SHARE}"
    )
    for figure, of in (
        ("a case among a million", lambda run: 1000 / run.speed),
        ("CPU of a case among a million", lambda run: run.cpu + run.database),
    ):
        ratio, spread = of_runs([of(many) / of(few) for few, many in turns])
        few, many = (statistics.median(map(of, runs)) for runs in zip(*turns, strict=True))
        peer = f"the same among {FEW:,}"
        yield Figure("intake", figure, many, "ms", few, peer, ratio, spread, TURNS, note)


def _turn(lanes: Lanes, meter: Meter) -> list[Run]:
    """Both homes, in an order drawn anew."""
    runs = [Run(0, 0), Run(0, 0)]
    for home in random.sample((0, 1), 2):
        cpu = meter.postgresql()
        runs[home] = lanes.accept(SHARE, home)
        runs[home].database = 1000 * (meter.postgresql() - cpu) / SHARE
    return runs


def _model(folder: Path, engines: Engines) -> Model:
    with _home(engines) as home:
        with Lanes(folder, home) as lanes:
            lanes.one()
        return Model.of(home.database)


@contextmanager
def _home(engines: Engines) -> Iterator[Keeping]:
    home = engines.keeping()
    try:
        yield home
    finally:
        engines.forget(home)
