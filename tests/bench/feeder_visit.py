"""Two hundred sheets through the kiosk itself: the real screen and devices service, beside scanimage alone."""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from tests.bench.figures import BenchError, Figure, of_runs
from tests.workbench.bench import LANDSCAPE, Bench
from tests.workbench.xvfb import Xvfb

SHEETS, STACK = 200, 25  # a visit takes up to 30 pages of one paper
RUNS = 5  # of scanimage
KIND = "to-khai-khai-sinh"
SERVICES = ("devices", "sync", "desk")
EVERY = 0.5  # seconds between looks at memory


def run() -> Iterator[Figure]:
    """The second half of `./dev bench feeder`."""
    with (
        tempfile.TemporaryDirectory(prefix="feeder-") as folder,
        Xvfb(1280, 800) as screen,
        Bench(Path(folder) / "b", LANDSCAPE) as bench,
    ):
        bench.picture(KIND)
        _yield_way()
        theirs = [_scanimage(bench) for _ in range(RUNS)]
        bench.start_services()
        memory = Memory(bench)
        cpu = _walk(bench, {**bench.env, **screen.env}, memory)
        yield from _figures(bench, theirs, cpu, memory)


def _yield_way() -> None:
    """The simulated scanner draws its pages on our processors: a real one would not take them from the screen."""
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if "drivers.scanner" in child.cmdline():
                child.nice(child.nice() + 10)


class Memory:
    """MiB of every process of the kiosk while the sheets go through, children by what they are."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._seen: dict[str, list[float]] = defaultdict(list)
        self._together: list[float] = []

    def look(self, screen: int) -> None:
        """One look; `screen` is the process of the screen."""
        self._together.append(0.0)
        known = [("ui", screen), *((name, self._bench.appliance.pid(name)) for name in SERVICES)]
        for name, pid in known:
            with suppress(psutil.Error):
                process = psutil.Process(pid)
                self._note(name, process)
                for child in process.children(recursive=True):
                    module = child.cmdline()[2:3] if "-m" in child.cmdline() else []
                    self._note(module[0] if module else f"{name}, child", child)

    def _note(self, name: str, process: psutil.Process) -> None:
        mebibytes = process.memory_info().rss / 2**20
        self._seen[name].append(mebibytes)
        self._together[-1] += mebibytes

    def growth(self) -> dict[str, tuple[float, float]]:
        """MiB of each in the second quarter of the time, and in the last."""
        grown = {}
        for name, values in self._seen.items():
            quarter = len(values) // 4
            if quarter >= 5:  # what runs for a moment only cannot grow
                parts = values[quarter : 2 * quarter], values[-quarter:]
                grown[name] = (statistics.median(parts[0]), statistics.median(parts[1]))
        return grown

    def most(self) -> float:
        """MiB of all that ran at the same moment; what they share counts for each."""
        return max(self._together)


def _walk(bench: Bench, env: Mapping[str, str], memory: Memory) -> float:
    """The visits; CPU seconds of the devices service and all its children meanwhile."""
    (bench.folder / "seen.txt").unlink(missing_ok=True)
    pid = bench.appliance.pid("devices")
    if pid is None:
        raise BenchError("the devices service does not run")
    devices = psutil.Process(pid)
    before = sum(devices.cpu_times()[:4])
    command = [sys.executable, "-m", "tests.workbench.walker", "stacks"]
    command += ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
    command += ["--bench", str(bench.folder)]
    told = bench.folder / "walk.err"
    with told.open("wb") as errors:
        sizes = {"SHEETS": str(SHEETS), "STACK": str(STACK)}
        walk = subprocess.Popen(command, env={**env, **sizes}, stderr=errors)
        try:
            while walk.poll() is None:
                memory.look(walk.pid)
                threading.Event().wait(EVERY)
        finally:
            walk.kill()
            walk.wait()
    if walk.returncode:
        raise BenchError(f"the stacks walk ended early: {told.read_text()[-300:]}")
    return sum(devices.cpu_times()[:4]) - before


def _scanimage(bench: Bench) -> tuple[float, float]:
    """Seconds and CPU seconds a page of scanimage alone, with a stack from the same scanner."""
    bench.load([KIND] * STACK)
    target = bench.folder / "alone"
    target.mkdir()
    command = [
        "scanimage",
        "--device-name",
        bench.sane.device,
        "--source",
        "ADF",
        "--mode",
        "Color",
    ]
    command += ["--resolution", "300", "-x", "210", "-y", "297", "--format=jpeg"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [*command, f"--batch={target}/%d.jpg"],
        env={**os.environ, **bench.sane.env},
        stderr=subprocess.DEVNULL,
        check=False,  # an emptied feeder is a fault to it
    )
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    pages = len(list(target.iterdir()))
    shutil.rmtree(target)
    if pages != STACK:
        raise BenchError(f"scanimage made {pages} of {STACK} pages")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took / STACK, cpu / STACK


def _figures(
    bench: Bench, theirs: list[tuple[float, float]], cpu: float, memory: Memory
) -> Iterator[Figure]:
    kept = json.loads((bench.folder / "stacks.json").read_text())
    gap, work, calm = (statistics.quantiles(seconds, n=100)[98] * 1000 for seconds in kept)
    note = (
        f"{SHEETS} colour A4 at 300 dpi in stacks of {STACK}, scanner simulated on the same machine"
    )
    waits = f"a turn's own work {work:.0f} ms, the rest is waiting for a processor"
    between = f"p99; {waits}; between the stacks {calm:.0f} ms; {note}"
    yield Figure("feeder", "visit: screen gap", gap, "ms", note=between)
    took = [float(line) / STACK for line in (bench.folder / "seen.txt").read_text().split()]
    speed, spread = of_runs([1 / seconds for seconds in took])
    alone = statistics.median(1 / seconds for seconds, _ in theirs)
    yield Figure(
        *("feeder", "visit: pages/s", speed, "pages/s", alone, "scanimage alone", speed / alone),
        spread=spread,
        runs=len(took),
        note=f"from the touch to the review, encrypted and safe on disk; {note}",
    )
    peer = statistics.median(used for _, used in theirs)
    yield Figure(
        *("feeder", "visit: CPU a page", cpu / SHEETS, "s", peer, "scanimage alone"),
        ratio=cpu / SHEETS / peer,
        note="devices service and its children, sealing of each stack included",
    )
    grown = memory.growth()
    told = ", ".join(f"{name} {old:.0f} -> {new:.0f}" for name, (old, new) in grown.items())
    worst = max(new / old for old, new in grown.values())
    yield Figure("feeder", "visit: memory, later", worst, "x", note=f"MiB of each: {told}")
    yield Figure(
        "feeder", "visit: memory, all", memory.most(), "MiB", note="resident, at one moment"
    )
