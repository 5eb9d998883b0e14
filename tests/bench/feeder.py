"""Two hundred sheets through a feeder: pages, CPU and memory against `scanimage --batch` on the same scanner."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drivers.scanner import ScanProfile
from drivers.scanner.sane import SaneScanner
from tests.bench import feeder_visit
from tests.bench.figures import BenchError, Figure, of_runs
from tests.workbench import papers
from tests.workbench.sane import SaneHouse

RUNS = 5
SHEETS = 40  # a run
STACK = 200
SETTLED = 20  # pages after which memory must not grow any more
DPI = 300


@dataclass(frozen=True)
class Run:
    """Seconds and CPU seconds a page."""

    seconds: float
    cpu: float


def run() -> Iterator[Figure]:
    if not shutil.which("scanimage"):
        raise BenchError("scanimage is not installed")
    with tempfile.TemporaryDirectory(prefix="bench-") as name, SaneHouse(Path(name)) as house:
        sheets = _sheets(Path(name))
        _ours(house, sheets, len(sheets))  # the simulator draws each sheet once
        ours, theirs = [], []
        for _ in range(RUNS):
            ours.append(_ours(house, sheets, SHEETS))
            theirs.append(_theirs(house, sheets, Path(name)))
        peer_name = f"{_version()}, --batch --format=jpeg"
        yield _ratio("pages/s", "pages/s", ours, theirs, peer_name)
        yield _ratio("CPU a page", "s", ours, theirs, peer_name)
        yield from _memory(house, sheets)
    yield from feeder_visit.run()


def _sheets(folder: Path) -> list[Path]:
    paths = []
    for kind in papers.kinds():
        paths.append(folder / f"{kind}.png")
        papers.draw(kind, 1).save(paths[-1], compress_level=1)
    return paths


def _load(house: SaneHouse, sheets: list[Path], count: int) -> None:
    house.load([sheets[number % len(sheets)] for number in range(count)])


def _cpu() -> float:
    """CPU seconds of this process and of those children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _ours(house: SaneHouse, sheets: list[Path], count: int) -> Run:
    _load(house, sheets, count)
    scanner = SaneScanner(house.device, config=house.config)
    began, cpu = time.perf_counter(), _cpu()
    pages = sum(1 for _ in scanner.scan_batch(ScanProfile(DPI)))
    if pages != count:
        raise BenchError(f"{pages} of {count} pages")
    return Run((time.perf_counter() - began) / count, (_cpu() - cpu) / count)


def _theirs(house: SaneHouse, sheets: list[Path], folder: Path) -> Run:
    _load(house, sheets, SHEETS)
    target = folder / "theirs"
    target.mkdir(exist_ok=True)
    command = ["scanimage", "--device-name", house.device, "--source", "ADF", "--mode", "Color"]
    command += ["--resolution", str(DPI), "-x", "210", "-y", "297", "--format=jpeg"]
    command.append(f"--batch={target}/%d.jpg")
    began, cpu = time.perf_counter(), _cpu()
    # Its exit code says nothing: an emptied feeder is a fault to it.
    subprocess.run(command, env=house.env, stderr=subprocess.DEVNULL, check=False)
    took = Run((time.perf_counter() - began) / SHEETS, (_cpu() - cpu) / SHEETS)
    pages = len(list(target.iterdir()))
    shutil.rmtree(target)
    if pages != SHEETS:
        raise BenchError(f"scanimage made {pages} of {SHEETS} pages")
    return took


def _ratio(figure: str, unit: str, ours: list[Run], theirs: list[Run], peer: str) -> Figure:
    """Of speeds and of CPU, ours to theirs, run by run."""
    fast = unit == "pages/s"
    mine, his = ([1 / one.seconds if fast else one.cpu for one in runs] for runs in (ours, theirs))
    ratio, spread = of_runs([a / b for a, b in zip(mine, his, strict=True)])
    values = statistics.median(mine), statistics.median(his)
    note = f"{SHEETS} colour A4 at {DPI} dpi a run, simulated scanner on the same machine"
    return Figure("feeder", figure, values[0], unit, values[1], peer, ratio, spread, RUNS, note)


def _memory(house: SaneHouse, sheets: list[Path]) -> Iterator[Figure]:
    _load(house, sheets, STACK)
    settled = grown = peak = 0.0
    for page in SaneScanner(house.device, config=house.config).scan_batch(ScanProfile(DPI)):
        now, peak = _child_memory()
        if page.number == SETTLED:
            settled = now
        elif page.number > SETTLED:
            grown = max(grown, now)
    if page.number != STACK:
        raise BenchError(f"{page.number} of {STACK} pages")
    note = f"{STACK} sheets; resident after page {SETTLED}: {settled:.0f} MiB"
    yield Figure("feeder", "memory of the scan child, later", grown / settled, "x", note=note)
    yield Figure("feeder", "memory of the scan child, most", peak, "MiB", note=note)


def _child_memory() -> tuple[float, float]:
    """MiB resident now and at most, of our one scan child."""
    for pid in Path("/proc/self/task").glob("*/children"):
        for child in pid.read_text().split():
            process = Path("/proc") / child
            if b"drivers.scanner.worker" in process.joinpath("cmdline").read_bytes():
                status = process.joinpath("status").read_text()
                lines = dict(line.split(":", 1) for line in status.splitlines())
                now, most = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
                return now, most
    raise BenchError("there is no scan child")


def _version() -> str:
    told = subprocess.run(["scanimage", "--version"], capture_output=True, text=True, check=True)
    return told.stdout.strip().partition(";")[0]
