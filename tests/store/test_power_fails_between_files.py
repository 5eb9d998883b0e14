"""The power fails between any two things the kiosk asks of its disk: pages, documents, names, the database."""

import random
import sys

import pytest

from kiosk.workspace import PACKAGE, Workspace
from tests.workbench.acknowledged import wrong
from tests.workbench.power import Disk, Made, Synced
from tests.workbench.power_cuts import cut_often
from tests.workbench.traced import trace

VISITS = 4
CUTS = 100
STATE = "state"


def lived(office, seed, log):
    """What a kiosk in that office's folder asks of its disk in a few visits, by its system calls."""
    lives = [sys.executable, "-m", "tests.workbench.lives", str(office / STATE)]
    return trace([*lives, str(VISITS), str(seed)], office, log, PACKAGE.parent)


def judge(left, said):
    return wrong(Workspace(left / STATE), said)


@pytest.fixture(scope="module")
def day(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("day")
    (folder / "office").mkdir()
    return lived(folder / "office", seed, folder / "strace")


def test_every_page_and_document_acknowledged_is_whole(day, tmp_path, seed):
    said = []
    cuts = cut_often(Disk(), day, said, 2 * CUTS, random.Random(seed), tmp_path, judge)
    assert not cuts.wrong, f"seed {seed}: {cuts}"
    assert {"ticket", "page", "corrected", "erased"} <= {words.split()[0] for words in said}
    assert cuts.points >= 150


def test_the_disk_takes_pages_whose_names_nobody_made_safe(day, tmp_path, seed):
    """The instrument works: a vault that leaves its folders to chance loses pages."""
    careless = [step for step in day if not (isinstance(step, Synced) and "vault" in step.path)]
    cuts = cut_often(Disk(), careless, [], CUTS, random.Random(seed), tmp_path, judge)
    assert cuts.wrong


def test_a_kill_and_then_the_power(day, tmp_path, seed):
    """What a killed process left half asked for is not safe because it can be seen."""
    chance, points = random.Random(seed), 0
    folders = [n for n, step in enumerate(day) if isinstance(step, Made) and step.folder]
    syncs = [n for n, step in enumerate(day) if isinstance(step, Synced)]
    # Just made a folder; and just about to make something safe.
    moments = {chance.choice(folders[2:]) + 1, *chance.sample(syncs[8:], 2)}
    for moment in sorted(moments):
        disk, said = Disk(), []
        cut_often(disk, day[:moment], said, 0, chance, tmp_path, judge)
        office = tmp_path / f"killed-{moment}"
        disk.show(office)
        more = lived(office, seed, tmp_path / f"strace-{moment}")
        left = tmp_path / f"left-{moment}"
        left.mkdir()
        cuts = cut_often(disk, more, said, CUTS // 2, chance, left, judge)
        assert not cuts.wrong, f"seed {seed}, killed at step {moment}: {cuts}"
        points += cuts.points
    assert points >= 50
