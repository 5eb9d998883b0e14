"""The power fails at the centre at any moment: whatever it gave a receipt for is there, whole."""

import datetime as dt
import hashlib
import random
import sys
from contextlib import closing
from pathlib import Path

import pytest

from central.intake import Intake, UnknownError
from central.objects import NoObjectError
from central.papers import named
from central.place import Place
from tests.workbench.intake_lives import DEVICE
from tests.workbench.power import Disk, Said, Synced
from tests.workbench.power_cuts import cut_often
from tests.workbench.seeds import told
from tests.workbench.traced import trace

ROOT = Path(__file__).parents[2]
ENVELOPES = 6
CUTS = 120
DATA = "data"


@pytest.fixture(scope="module")
def seed(request):
    return told(request)


def lived(house, seed, log):
    lives = [sys.executable, "-m", "tests.workbench.intake_lives", str(house / DATA)]
    return trace([*lives, str(ENVELOPES), str(seed)], house, log, ROOT)


@pytest.fixture(scope="module")
def day(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("day")
    (folder / "house").mkdir()
    return lived(folder / "house", seed, folder / "strace")


def judge(left, said):
    """What the centre said and does not stand by any more, once it is switched on again."""
    wrong, data = [], left / DATA
    with closing(Intake(Place(data), lambda: dt.datetime.now(dt.UTC))) as intake:
        intake.tidy()
        for words in said:
            what, first, *more = words.split()
            if what == "key" and intake.key.public != first:
                wrong.append("the centre has another key: nobody believes its receipts")
            if what == "announced" and not announced(intake, first):
                wrong.append(f"{first} was never announced")
            if what == "receipt":
                wrong += of_receipt(intake, first, *more)
    return wrong


def announced(intake, envelope):
    try:
        return bool(intake.standing(DEVICE, envelope))
    except UnknownError:
        return False


def of_receipt(intake, envelope, receipt, *files):
    if not announced(intake, envelope):
        yield f"{envelope} has a receipt and is not known any more"
        return
    standing = intake.standing(DEVICE, envelope)
    if standing.receipt is None or standing.receipt.id != receipt:
        yield f"receipt {receipt} is not known any more"
    for sha256 in files:
        if not whole(intake.objects, sha256):
            yield f"{sha256} is not whole"


def whole(objects, sha256):
    try:
        return hashlib.sha256(objects.read(named(sha256))).hexdigest() == sha256
    except NoObjectError:
        return False


def test_whatever_it_gave_a_receipt_for_is_there(day, tmp_path, seed):
    said = []
    cuts = cut_often(Disk(), day, said, CUTS, random.Random(seed), tmp_path, judge)
    assert not cuts.wrong, f"seed {seed}: {cuts}"
    assert sum(words.startswith("receipt") for words in said) == ENVELOPES
    assert cuts.points >= 100


def test_the_disk_takes_files_that_the_centre_did_not_make_safe(day, tmp_path, seed):
    """The instrument works."""
    careless = [step for step in day if not (isinstance(step, Synced) and "blobs" in step.path)]
    cuts = cut_often(Disk(), careless, [], CUTS, random.Random(seed), tmp_path, judge)
    assert any("not whole" in found for lost in cuts.wrong.values() for found in lost), cuts


def test_a_kill_and_then_the_power(day, tmp_path, seed):
    """What the killed centre wrote can be seen, and is not safe because of that."""
    chance = random.Random(seed)
    syncs = [number for number, step in enumerate(day) if isinstance(step, Synced)]
    for moment in chance.sample(syncs[2:], 3):
        disk, said = Disk(), []
        cut_often(disk, day[:moment], said, 0, chance, tmp_path, judge)
        house, left = tmp_path / f"killed-{moment}", tmp_path / f"left-{moment}"
        disk.show(house)
        left.mkdir()
        more = lived(house, seed, tmp_path / f"strace-{moment}")
        assert any(isinstance(step, Said) for step in more)
        cuts = cut_often(disk, more, said, CUTS // 4, chance, left, judge)
        assert not cuts.wrong, f"seed {seed}, killed at step {moment}: {cuts}"
