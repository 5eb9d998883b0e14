"""The screen on a small board: first frame, memory, idle processor, its Clock under load, 200 visits."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from tests.bench.figures import BenchError, Figure, of_runs
from tests.workbench.bench import LANDSCAPE, Bench
from tests.workbench.cgroup import Board, NoCgroup
from tests.workbench.xvfb import Xvfb

RUNS = 5
CORES, MEBIBYTES = 0.4, 400  # of the small board
IDLE = 8.0  # seconds looked at per run
VISITS = 200
WARM = 20  # visits after which memory must be flat
FIRST_FRAME = (sys.executable, "-m", "tests.workbench.first_frame")
PEER = "a Kivy app of one button"


def run() -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="ui-") as folder,
        Xvfb(1280, 800) as screen,
        Bench(Path(folder) / "b", LANDSCAPE) as bench,
    ):
        bench.picture("to-khai-khai-sinh")
        bench.lay_card()
        env = {**bench.env, **screen.env}
        yield from _first_frame(bench, env)
        bench.start_services()
        yield _idle(bench, env)
        yield _clock_gap(bench, env)
        yield _many_visits(bench, env)


def _first_frame(bench: Bench, env: Mapping[str, str]) -> Iterator[Figure]:
    kiosk = ["ours", "--settings", str(bench.settings), "--state", str(bench.workspace.root)]
    ours, theirs = [], []
    try:
        with Board(CORES, MEBIBYTES) as board:
            for _ in range(RUNS):  # in turn, so that a busy moment hits both
                ours.append(_one_frame(board.command(*FIRST_FRAME, *kiosk), env))
                theirs.append(_one_frame(board.command(*FIRST_FRAME, "peer", "1280", "800"), env))
    except NoCgroup as error:
        raise BenchError(str(error)) from error
    for number, (figure, unit) in enumerate((("first frame", "s"), ("memory", "MiB"))):
        mine, spread = of_runs([run[number] for run in ours])
        peer, _ = of_runs([run[number] for run in theirs])
        yield Figure("ui", figure, mine, unit, peer, PEER, mine / peer, spread, RUNS)


def _one_frame(command: Sequence[str], env: Mapping[str, str]) -> tuple[float, float]:
    """Seconds to the first frame, and MiB a second after it."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told: dict[str, tuple[float, dict[str, float]]] = {}
    for line in process.stdout:
        row = json.loads(line)
        told[row.pop("what")] = (time.monotonic() - began, row)
    process.wait()
    if set(told) != {"frame", "memory"}:
        raise BenchError(f"no frame was drawn: {' '.join(command)}")
    return told["frame"][0], told["memory"][1]["mebibytes"]


def _idle(bench: Bench, env: Mapping[str, str]) -> Figure:
    """Percent of a core that the welcome screen costs while nobody is there."""
    arguments = ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
    process = psutil.Popen([sys.executable, "-m", "kiosk.ui", *arguments], env=dict(env))
    try:
        time.sleep(6)
        shares = [process.cpu_percent(interval=IDLE) for _ in range(RUNS)]
    finally:
        process.terminate()
        process.wait()
    share, spread = of_runs(shares)
    return Figure("ui", "idle CPU", share, "% of a core", spread=spread, runs=RUNS)


def _clock_gap(bench: Bench, env: Mapping[str, str]) -> Figure:
    """p99 of the time between turns of the UI thread's Clock, while a card is read and pages come."""
    gaps = []
    for _ in range(RUNS):
        _walk(bench, env, "gaps")
        turns = json.loads((bench.folder / "gaps.json").read_text())
        gaps.append(statistics.quantiles(turns, n=100)[98] * 1000)
    gap, spread = of_runs(gaps)
    note = "one card, then eight sheets a second apart"
    return Figure("ui", "Clock gap", gap, "ms", spread=spread, runs=RUNS, note=note)


def _many_visits(bench: Bench, env: Mapping[str, str]) -> Figure:
    """Memory at the end of many visits against that after the first few."""
    (bench.folder / "seen.txt").unlink(missing_ok=True)
    _walk(bench, {**env, "VISITS": str(VISITS)}, "visits")
    memory = [float(line) for line in (bench.folder / "seen.txt").read_text().split()]
    if len(memory) < VISITS:
        raise BenchError(f"only {len(memory)} of {VISITS} visits were made")
    warm = statistics.median(memory[WARM : WARM + 10])
    last = statistics.median(memory[-10:])
    return Figure(
        *("ui", "memory after 200 visits", last, "MiB", warm, "after 20 visits", last / warm),
        spread=(min(memory[WARM:]), max(memory[WARM:])),
        note="medians of ten visits each, one run",
    )


def _walk(bench: Bench, env: Mapping[str, str], script: str) -> None:
    command = [sys.executable, "-m", "tests.workbench.walker", script]
    command += ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
    command += ["--bench", str(bench.folder)]
    ended = subprocess.run(command, env={**os.environ, **env}, capture_output=True, check=False)
    if ended.returncode:
        raise BenchError(f"the {script} walk ended early: {ended.stderr.decode()[-200:]}")
