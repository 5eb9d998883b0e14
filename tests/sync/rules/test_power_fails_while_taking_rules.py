"""The power fails at any moment while rules are taken: what was in use is, whole, and no older one is believed."""

import random
import sys
from contextlib import suppress

import pytest

from kiosk.sync.framework import BundleError
from kiosk.workspace import Workspace
from tests.sync.rules.conftest import RuledKiosk
from tests.workbench.centre import ROOT
from tests.workbench.power import Disk, Renamed, Synced
from tests.workbench.power_cuts import cut_often
from tests.workbench.seeds import told
from tests.workbench.traced import trace

CUTS = 60
STATE = "state"
NAMES = ("Giấy khai sinh", "Khai sinh mới")


@pytest.fixture
def seed(request):
    return told(request)


@pytest.fixture
def repositories(province, tmp_path):
    """The province's, as it was before it published anew, and after, twice."""
    lie = [province.copied(tmp_path / "repository-0")]
    for name in NAMES:
        province.rename(name)
        province.write_words("vi", 'back = "Quay lại"', 'back = "Trở lại"')
        province.publish()
        lie.append(province.copied(tmp_path / f"repository-{len(lie)}"))
    return lie


@pytest.fixture
def before(province, tmp_path):
    """The folder of a kiosk to which the technician has just given the province's root, all of it safe."""
    office = tmp_path / "office"
    office.mkdir()
    province.lay_root(Workspace(office / STATE))
    return Disk(office)


@pytest.fixture
def steps(before, repositories, tmp_path):
    return taken(tmp_path / "office", repositories, tmp_path / "strace")


@pytest.fixture
def judge(repositories):
    return lambda left, said: list(wrong(left, said, repositories))


def taken(office, repositories, log):
    lives = [sys.executable, "-m", "tests.workbench.rules_lives", str(office / STATE)]
    return trace([*lives, *map(str, repositories)], office, log, ROOT)


def wrong(left, said, repositories):
    kiosk = RuledKiosk(left / STATE)
    try:
        used = number(kiosk.rules.version)
        if said and used < number(said[-1]):
            yield f"{said[-1]} was in use, and is not: {kiosk.rules.version or 'shipped'}"
        for older in repositories[: len(said) - 1] if said else ():
            with suppress(BundleError):
                yield f"{kiosk.ask(older).pull()} was believed again after {said[-1]}"
        kiosk.ask(repositories[-1]).pull()
        if kiosk.shown != NAMES[-1]:
            yield f"the newest does not come into use any more: {kiosk.shown}"
    except BundleError as error:
        yield f"the province is not believed any more: {error}"
    finally:
        kiosk.close()


def number(version):
    return int(version.partition("-")[0] or 0)


def test_rules_in_use_stay_in_use(before, steps, judge, tmp_path, seed):
    said, left = [], tmp_path / "left"
    left.mkdir()
    cuts = cut_often(before, steps, said, CUTS, random.Random(seed), left, judge)
    assert not cuts.wrong, f"seed {seed}: {cuts}"
    assert len(said) == len(NAMES) + 1
    assert cuts.points == CUTS


def test_the_disk_takes_rules_that_nobody_made_safe(before, steps, judge, tmp_path, seed):
    """The instrument works."""
    left = tmp_path / "left"
    left.mkdir()
    careless = [step for step in steps if not (isinstance(step, Synced) and "rules" in step.path)]
    cuts = cut_often(before, careless, [], CUTS, random.Random(seed), left, judge)
    assert cuts.wrong


def test_a_kill_and_then_the_power(before, steps, repositories, judge, tmp_path, seed):
    """A version that a killed process had just named can be seen, and is not safe because of that."""
    chance, said = random.Random(seed), []
    named = [
        n
        for n, step in enumerate(steps)
        if isinstance(step, Renamed) and step.path.endswith("coming")
    ]
    moment = chance.choice(named[:-1]) + 1  # one of those that are not the last
    cut_often(before, steps[:moment], said, 0, chance, tmp_path, judge)
    office, left = tmp_path / "killed", tmp_path / "left"
    before.show(office)
    left.mkdir()
    more = taken(office, repositories[len(said) :], tmp_path / "strace-more")
    cuts = cut_often(before, more, said, CUTS, chance, left, judge)
    assert not cuts.wrong, f"seed {seed}, killed at step {moment}: {cuts}"
