"""A thousand kills -9 across kiosk, courier and centre while cases come in and the line is cut; all is reckoned up.

`./dev bench kills [--kills N] [--seed S] [--shards K] [--only ROUND] [--kept FOLDER]`. Begun again with its seed it
goes on with the rounds that are missing. A round with something wrong stays in FOLDER/SEED/round-N (build/kills).
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from kiosk.workspace import PACKAGE
from tests.bench.figures import BenchError, Figure
from tests.workbench.kill_round import OUTCOME, Outcome

KILLS, ROUND = 1000, 100
SHARDS = 2  # rounds at once
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


@dataclass(frozen=True)
class _Plan:
    kills: int
    seed: int
    shards: int
    only: int | None
    kept: Path

    @property
    def rounds(self) -> list[tuple[int, int]]:
        """Number and kills of each round."""
        full, rest = divmod(self.kills, ROUND)
        sizes = [ROUND] * full + [rest] * bool(rest)
        return [(n, size) for n, size in enumerate(sizes, 1) if self.only in (None, n)]

    def seed_of(self, number: int) -> int:
        return self.seed * 1000 + number


def run(options: Sequence[str] = ()) -> Iterator[Figure]:
    plan = _options(options)
    plan.kept.mkdir(parents=True, exist_ok=True)
    print(f"seed {plan.seed}: {plan.kills} kills", file=sys.stderr, flush=True)
    began = time.monotonic()
    with _nobody_left(), _Shards(plan) as shards:
        outcomes = shards.all()
    yield from _figures(plan, outcomes, time.monotonic() - began)


def _options(options: Sequence[str]) -> _Plan:
    parser = argparse.ArgumentParser(prog="./dev bench kills")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--shards", type=int, default=SHARDS)
    parser.add_argument("--only", type=int, help="this round alone, and again")
    parser.add_argument("--kept", type=Path, default=PACKAGE.parent / "build" / "kills")
    given = parser.parse_args(options)
    return _Plan(given.kills, given.seed, given.shards, given.only, given.kept / str(given.seed))


class _Shards:
    """So many rounds at once, each in a process of its own; leaving early ends them all in order."""

    def __init__(self, plan: _Plan) -> None:
        self._plan = plan
        self._running: set[subprocess.Popen[str]] = set()
        self._crew = ThreadPoolExecutor(plan.shards)
        self._ended = False

    def __enter__(self) -> _Shards:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        for process in tuple(self._running):
            process.terminate()
        self._crew.shutdown(cancel_futures=True)

    def all(self) -> list[Outcome]:
        return list(self._crew.map(self._round, *zip(*self._plan.rounds, strict=True)))

    def _round(self, number: int, kills: int) -> Outcome:
        done = self._plan.kept / f"round-{number}.json"
        if done.exists() and self._plan.only is None:
            return Outcome.from_json(done.read_text(encoding="utf-8"))
        # Not below build/: a socket's path may have 107 letters.
        folder = Path(tempfile.mkdtemp(prefix="kills-"))
        try:
            self._run(number, kills, folder / "r")
            outcome = self._read(number, folder / "r")
            if outcome.holds:
                done.write_text(outcome.to_json(), encoding="utf-8")
            else:
                self._keep(number, folder / "r", outcome)
            return outcome
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, number: int, kills: int, folder: Path) -> None:
        command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m"]
        command += ["tests.workbench.kill_round", str(folder)]
        command += ["--seed", str(self._plan.seed_of(number)), "--kills", str(kills)]
        # A session of its own: Ctrl-C is ours to hear, and the round is told to end in order.
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            self._running.add(process)
            if self._ended:
                process.terminate()
            assert process.stdout is not None
            for line in process.stdout:
                print(f"round {number}: {line.rstrip()}", file=sys.stderr, flush=True)
        self._running.discard(process)

    def _read(self, number: int, folder: Path) -> Outcome:
        try:
            return Outcome.from_json((folder / OUTCOME).read_text(encoding="utf-8"))
        except OSError:
            if not self._ended:
                self._keep(number, folder, None)
            raise BenchError(f"round {number} of seed {self._plan.seed} did not end") from None

    def _keep(self, number: int, folder: Path, outcome: Outcome | None) -> None:
        """What is needed to look into it, and to do it again."""
        kept = self._plan.kept / f"round-{number}"
        shutil.rmtree(kept, ignore_errors=True)
        ignore = shutil.ignore_patterns("*.sock", "papers", "scanner", "barcode", "printer")
        with contextlib.suppress(OSError):
            shutil.copytree(folder, kept, ignore=ignore)
        for what in (*_wrong(outcome),) if outcome else ():
            print(f"round {number}: {what}", file=sys.stderr, flush=True)
        again = f"--kills {self._plan.kills} --seed {self._plan.seed} --only {number}"
        print(f"round {number} again: ./dev bench kills {again}", file=sys.stderr, flush=True)


def _wrong(outcome: Outcome) -> Iterator[str]:
    if outcome.failure:
        yield outcome.failure
    found = outcome.found
    yield from (*found.lost, *found.doubled, *found.torn, *found.disordered)


@contextlib.contextmanager
def _nobody_left() -> Iterator[None]:
    """Whatever a round that was itself killed left running comes to us, and ends with us."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = {child.pid for child in psutil.Process().children()}
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        for child in psutil.Process().children(recursive=True):
            if child.pid not in before:
                with contextlib.suppress(psutil.Error):
                    child.kill()
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _figures(plan: _Plan, outcomes: list[Outcome], took: float) -> Iterator[Figure]:
    kills: Counter[str] = sum((one.kills for one in outcomes), Counter())
    writing: Counter[str] = sum((one.writing for one in outcomes), Counter())
    screens: Counter[str] = sum((one.screens for one in outcomes), Counter())
    found = [one.found for one in outcomes]
    failed = [one.failure for one in outcomes if one.failure]
    told = f"seed {plan.seed}; {_counted(kills)}"
    yield _figure("kills", kills.total(), "kills", told)
    yield _figure("kills of a process, least", min(kills.values()), "kills")
    share = writing.total() / kills.total()
    yield _figure("share while a write was open", share, "of 1", _counted(writing))
    yield _figure("screens met", len(screens - Counter([""])), "screens", _counted(screens))
    yield _figure("cuts of the line", sum(one.cuts for one in outcomes), "cuts")
    yield _figure(
        "rounds that went on serving", len(outcomes) - len(failed), "rounds", "; ".join(failed)
    )
    cases, envelopes = sum(one.cases for one in found), sum(one.envelopes for one in found)
    yield _figure("cases acknowledged", cases, "cases", f"in {envelopes} envelopes")
    for figure, words in (
        ("lost", [what for one in found for what in one.lost]),
        ("doubled", [what for one in found for what in one.doubled]),
        ("torn", [what for one in found for what in one.torn]),
        ("out of order", [what for one in found for what in one.disordered]),
    ):
        yield _figure(figure, len(words), "cases", "; ".join(words[:3]))
    longest = sum(one.seconds for one in outcomes) / plan.shards / 60
    yield _figure("time", longest, "min", f"{plan.shards} rounds at once; now {took / 60:.1f} min")


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name or 'none yet'} {n}" for name, n in counts.most_common())


def _figure(figure: str, value: float, unit: str, note: str = "") -> Figure:
    return Figure("kills", figure, value, unit, note=note)
