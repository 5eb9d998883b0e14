"""Updates of a real package in a throw-away tree, killed at every stage and at random moments; then the box starts.

`./dev bench update [--points N] [--seed S]`, as root. The trial visit of all but one is cut short: its kills would hit
nothing that is the update's.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from provisioning.attempt import Stage
from tests.bench.figures import Figure
from tests.workbench.updated import UpdatedBox, updated_box

POINTS = 24
# The others are over sooner than anybody sees them begin; chance meets them.
_STAGES = (Stage.SNAPSHOT, Stage.INSTALL, Stage.MIGRATE, Stage.PROVE)


def run(options: Sequence[str] = ()) -> Iterator[Figure]:
    parser = argparse.ArgumentParser(prog="./dev bench update")
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args(options)
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder, updated_box(Path(folder)) as box:
        yield Figure("update", "whole update with its visit", _whole(box), "s")
        box.as_before()
        version = box.publish()
        began = time.monotonic()
        assert box.update()[0] == 0
        seconds = time.monotonic() - began
        after = box.listing()
        box.as_before()
        before = box.listing()
        ends = [_killed(box, n, chance, seconds) for n in range(given.points)]
    note = f"seed {given.seed}, release {version}"
    listings = [end for end, _ in ends]
    yield Figure("update", "points", len(ends), "kills", note=note)
    yield Figure(
        "update", "neither release", sum(one not in (before, after) for one in listings), "ends"
    )
    yield Figure("update", "new release", sum(one == after for one in listings), "ends")
    yield Figure("update", "cases lost", sum(3 - cases for _, cases in ends), "cases")


def _whole(box: UpdatedBox) -> float:
    box.publish(change="")
    began = time.monotonic()
    code, said = box.update()
    assert code == 0, said
    return round(time.monotonic() - began, 1)


def _killed(box: UpdatedBox, n: int, chance: random.Random, seconds: float) -> tuple[str, int]:
    """What is installed once the box has started again after a kill, and how many cases there are."""
    if n < len(_STAGES):
        box.killed_at(_STAGES[n])
    else:
        box.killed_after(chance.uniform(0.2, seconds))
    while box.boot()[0] == 2:
        pass
    end = box.listing(), int(box.cases().split()[0])
    box.as_before()
    return end
