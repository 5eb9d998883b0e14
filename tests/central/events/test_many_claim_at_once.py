"""Several processes claim for one system while others write: nothing twice, nothing skipped, each case in its order."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections import defaultdict
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from tests.workbench.told import invented

BEGIN = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[3]
CASES, STATUSES = 5, 6


@pytest.fixture
def many(centre, address, tmp_path):
    """Starts processes on the same centre; none outlives the test."""
    with ExitStack() as held:

        def start(*arguments):
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.workbench.told_by_many"),
                    *(address, str(tmp_path), *arguments),
                ],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
            held.enter_context(process)
            held.callback(process.kill)
            return process

        yield start


def test_two_claim_while_two_write(centre, many):
    centre.targets.add("dvc")
    for _ in range(CASES):
        centre.receive(invented())
    total = CASES + 2 * CASES * STATUSES
    workers = [many("work", "dvc", str(total)) for _ in range(2)]
    writers = [many("write", f"told-by-{n}", str(STATUSES)) for n in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    said = [worker.communicate()[0] for worker in workers]
    assert [worker.wait() for worker in workers] == [0, 0]
    lines = [json.loads(line) for text in said for line in text.splitlines()]
    assert len(lines) == len({event for event, *_ in lines}) == total
    cases = defaultdict(list)
    for _, device, case, number, given, told in sorted(lines, key=lambda line: line[3]):
        cases[device, case].append((number, given, told))
    assert len(cases) == CASES
    for rows in cases.values():
        assert [number for number, *_ in rows] == list(range(1, 2 * STATUSES + 2))
        for (_, _, told), (_, given, _) in pairwise(rows):
            assert told < given


def test_a_system_added_while_two_write_misses_nothing(centre, many):
    for _ in range(CASES):
        centre.receive(invented())
    writers = [many("write", f"told-by-{n}", str(STATUSES)) for n in range(2)]
    names = [f"new-{n}" for n in range(8)]
    for name in names:
        centre.targets.add(name, since=BEGIN.date())
    assert [writer.wait() for writer in writers] == [0, 0]
    for name in names:
        centre.clock = dt.datetime.now(dt.UTC)
        assert len(centre.work_off(name)) == CASES + 2 * CASES * STATUSES
