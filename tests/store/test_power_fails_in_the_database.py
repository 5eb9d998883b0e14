"""The power fails at any write of the database, and takes or tears whatever was not yet safe on the disk."""

import random
import shutil

import apsw
import pytest

from kiosk.store import database, erasing
from kiosk.workspace import Workspace
from tests.workbench.acknowledged import wrong
from tests.workbench.lives import Life, invented
from tests.workbench.power import Disk, Said
from tests.workbench.power_cuts import cut_often
from tests.workbench.torn_sqlite import TornEngine

DAYS, VISITS = 6, 8
CUTS = 40  # a day


def lived(workspace, seed, monkeypatch, synchronous=""):
    """A few visits in this database; every step it took on the disk, its opening and mending included."""
    steps = []

    def say(*words):
        steps.append(Said(" ".join(words)))

    engine = TornEngine(f"noted-{seed}", steps.append, synchronous)
    with monkeypatch.context() as swapped:
        swapped.setattr(database, "sqlcipher", engine)
        db = database.open_database(workspace)
        life = Life(db, seed, say, invented)
        life.begin()
        for _ in range(VISITS):
            life.visit()
        steps = list(steps)  # closing is not part of it
        db.close()
    engine.close()
    return steps


def new_office(root, monkeypatch):
    """A state folder with its keys and an empty database, all of it safe: how they come there is another test's."""
    before, workspace = Workspace(root.with_name("before")), Workspace(root)
    with monkeypatch.context() as swapped:
        swapped.setattr(database, "sqlcipher", TornEngine("plain"))
        database.open_database(before).close()
    shutil.copytree(before.root, root, ignore=shutil.ignore_patterns("kiosk.db*"))
    workspace.database.touch()
    return workspace


@pytest.fixture
def judged(monkeypatch):
    """What is wrong with a state folder, its vault apart, which was never at risk here."""

    def judge(left, said):
        with monkeypatch.context() as swapped:
            swapped.setattr(database, "sqlcipher", TornEngine("plain"))
            try:
                return wrong(Workspace(left), said, files=False)
            except apsw.Error as error:
                return [f"{type(error).__name__}: {error}"]

    return judge


def test_what_was_acknowledged_is_there_wherever_the_power_fails(
    tmp_path, monkeypatch, judged, seed
):
    chance, said, points = random.Random(seed), [], 0
    workspace = new_office(tmp_path / "day-0", monkeypatch)
    for day in range(DAYS):
        disk = Disk(workspace.root)
        steps = lived(workspace, seed + day, monkeypatch)
        last = chance.randrange(len(steps) * 3 // 4, len(steps))
        cuts = cut_often(disk, steps[:last], said, CUTS, chance, tmp_path, judged)
        assert not cuts.wrong, f"seed {seed}, day {day}: {cuts}"
        points += cuts.points
        # One cut more, and the next day begins on what it left: mending a log is cut too.
        workspace = Workspace(tmp_path / f"day-{day + 1}")
        disk.cut(workspace.root, chance)
    assert len(said) > DAYS * VISITS
    assert {"corrected", "erased", "cleared"} <= {words.split()[0] for words in said}
    assert points >= 200


@pytest.mark.parametrize("synchronous", ["normal", "off"])
def test_the_torn_disk_takes_cases_from_a_database_that_is_less_careful(
    tmp_path, monkeypatch, judged, seed, synchronous
):
    workspace = new_office(tmp_path / "state", monkeypatch)
    disk = Disk(workspace.root)
    steps = lived(workspace, seed, monkeypatch, synchronous)
    cuts = cut_often(disk, steps, [], CUTS, random.Random(seed), tmp_path, judged)
    assert any("acknowledged" in found for lost in cuts.wrong.values() for found in lost), cuts


def test_the_torn_disk_shows_a_key_that_was_left_in_the_log(tmp_path, monkeypatch, judged, seed):
    """An eraser that believes its log empty when it is not leaves the key to whoever finds the disk."""
    workspace = new_office(tmp_path / "state", monkeypatch)
    disk = Disk(workspace.root)
    monkeypatch.setattr(erasing, "empty_log", lambda *_: True)
    steps = lived(workspace, seed, monkeypatch)
    cuts = cut_often(disk, steps, [], CUTS * 3, random.Random(seed), tmp_path, judged)
    assert any("cleared" in found for lost in cuts.wrong.values() for found in lost), cuts
