"""From a cold start to a kiosk that serves: what each service loads, when it serves, what all four hold."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.bench.figures import BenchError, Figure, of_runs
from tests.services.test_services_start_in_any_order import settings
from tests.workbench.cgroup import Board, NoCgroup
from tests.workbench.manager import Manager
from tests.workbench.xvfb import Xvfb

HEADLESS = {
    "sync": "kiosk.sync.__main__",
    "devices": "kiosk.devices.__main__",
    "desk": "kiosk.desk.serving",
}
RUNS = 5
STARTS = 5
CORES, MEBIBYTES = 2, 2048  # of the smallest board that is promised
_LOADED = """
import time
began = time.process_time()
import {module}
took = time.process_time() - began
import psutil
print(took * 1000, psutil.Process().memory_info().rss / 2**20)
"""


def run() -> Iterator[Figure]:
    peer = _loaded("requests")
    for name, module in HEADLESS.items():
        took, size = _loaded(module)
        note = f"of the processor, least of {RUNS}; requests alone {peer[0]:.0f} ms, {peer[1]:.0f} MiB beside it"
        yield Figure("boot", f"import of kiosk-{name}", took, "ms", runs=RUNS, note=note)
        yield Figure("boot", f"memory of what kiosk-{name} imports", size, "MiB", runs=RUNS)
    try:
        with Board(CORES, MEBIBYTES) as board:
            yield from _together(board)
    except NoCgroup as error:
        raise BenchError(str(error)) from error


def _loaded(module: str) -> tuple[float, float]:
    """The least milliseconds and MiB: whatever else the machine does only adds to them."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", _LOADED.format(module=module)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for _ in range(RUNS)
    ]
    return min(float(run[0]) for run in runs), min(float(run[1]) for run in runs)


def _together(board: Board) -> Iterator[Figure]:
    """All four begun in the same moment on an empty state folder, as after the first boot of a new kiosk."""
    served: dict[str, list[float]] = {}
    held: list[float] = []
    with Xvfb(800, 600) as screen:
        for _ in range(STARTS):
            with tempfile.TemporaryDirectory(prefix="boot-") as folder:
                times, mebibytes = _start(board, Path(folder), screen.env)
            for name, seconds in times.items():
                served.setdefault(name, []).append(seconds)
            held.append(mebibytes)
    for name, runs in served.items():
        seconds, spread = of_runs(runs)
        yield Figure("boot", f"kiosk-{name} serves", seconds, "s", spread=spread, runs=STARTS)
    mebibytes, spread = of_runs(held)
    note = "sum of their PSS 5 s after the last of them serves"
    yield Figure(
        "boot", "all four together", mebibytes, "MiB", spread=spread, runs=STARTS, note=note
    )


def _start(board: Board, folder: Path, env: dict[str, str]) -> tuple[dict[str, float], float]:
    """Seconds until each serves, and MiB of all."""
    toml = settings()
    with contextlib.ExitStack() as things:
        began = time.monotonic()
        services = {
            name: things.enter_context(
                Manager(folder, name, toml, wanted=30, env={**os.environ, **env}, board=board)
            )
            for name in ("devices", "ui", "desk", "sync")
        }
        times: dict[str, float] = {}
        while len(times) < len(services):
            for name, service in services.items():
                if name not in times and service.says("READY=1"):
                    times[name] = time.monotonic() - began
        time.sleep(5)
        family = [psutil.Process(each.process.pid) for each in services.values()]
        everybody = [one for each in family for one in (each, *each.children(recursive=True))]
        return times, sum(one.memory_full_info().pss for one in everybody) / 2**20
