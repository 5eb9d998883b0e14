"""A board is dead and three citizens' cases are on its disk: the box in its place sends all of them, each once."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import pytest

from kiosk.model import Language
from kiosk.store.journal import Journal, JournalEvent
from provisioning import enrolling, layout, takeover
from provisioning.box import Box, BoxError
from provisioning.keys.sealed import DATA, NAMES, Sealed
from provisioning.steps import keys
from tests.est.house import ProvinceHouse
from tests.provisioning.keys.conftest import make_box
from tests.provisioning.keys.enrolled import box_of, open_elsewhere
from tests.sync.conftest import Office
from tests.workbench.centre import ROOT
from tests.workbench.tpm import BoxWithTpm, Tpm

STATE = layout.STATE


@contextmanager
def office_of(box, device="kiosk-1"):
    """The store of a box at rest, with its keys for as long as the block runs; they leave the disk after it."""
    state = box.path(STATE)
    for name in NAMES:
        (state / name).write_text(Sealed.of(box).open(name).reveal())
    try:
        with closing(Office(state, device)) as office:
            yield office
    finally:
        for name in NAMES:
            (state / name).unlink()


@pytest.fixture
def broken(tmp_path):
    """Three cases were handed in while the line was down; then the board died. Its disk."""
    box = made(tmp_path / "broken")
    with office_of(box) as office:
        for size in (30_000, 400, 900):
            office.hand_in(size)
    return box


def made(root, device="kiosk-1"):
    box = make_box(root, device)
    for step in keys.steps():
        step.do(box)
    return box


@pytest.fixture
def new(tmp_path):
    return made(tmp_path / "new")


def prints(box):
    """Every file of the disk, by its digest, its moment and its rights."""
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in box.root.rglob("*")
        if path.is_file()
    }


def waiting(box):
    with office_of(box) as office:
        return office.outbox.waiting()


@pytest.mark.device
def test_its_cases_arrive_each_once_under_its_name(tmp_path):
    with ProvinceHouse() as province:
        province.start()
        province.open()
        broken = box_of(province, tmp_path / "broken", "kiosk-1")
        enrolling.enrol(broken, province.code("kiosk-1"), Language.EN)
        with office_of(broken) as office:
            sealed = [office.hand_in(size) for size in (30_000, 400, 900)]
        before = prints(broken)

        new = box_of(province, tmp_path / "new", "kiosk-1")
        taken = takeover.take_over(new, broken.root)
        assert (taken.cases, taken.waiting, taken.damaged) == (3, 3, {})
        assert prints(broken) == before
        enrolling.enrol(new, province.code("kiosk-1", "--new-key"), Language.EN)
        with at_work(new):
            until(lambda: received(province) == sorted(case.id for case in sealed))
        with office_of(new) as office:
            assert office.outbox.waiting() == 0
            assert office.events(JournalEvent.TAKEN_OVER) == [
                {"cases": 3, "waiting": 3, "damaged": 0}
            ]
            assert Journal(office.db).verify() is None
            assert office.faults().get("identity") is None


def received(province):
    told = province.run("list", "--data", province.data).stdout
    return sorted(line.split('"envelope": "')[1][:32] for line in told.splitlines())


@contextmanager
def at_work(box):
    """kiosk-sync of the box, with its keys handed to it as to a unit."""
    code = (
        "import sys; from pathlib import Path; from provisioning.box import Box; "
        "from provisioning.keys.sealed import NAMES, Sealed; from provisioning.keys.serving import sync; "
        "box = Box(Path(sys.argv[1])); sync(box, {n: Sealed.of(box).open(n) for n in NAMES})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, box.root], cwd=ROOT, start_new_session=True
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def until(holds):
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_copy_of_its_state_folder_with_its_keys_will_do(new, broken, tmp_path):
    shutil.copytree(broken.path(STATE), tmp_path / "stick")
    for name in DATA:
        (tmp_path / "stick" / name).write_text(Sealed.of(broken).open(name).reveal())
    assert takeover.take_over(new, tmp_path / "stick").waiting == 3
    assert waiting(new) == 3


@pytest.mark.device
def test_keys_in_the_tpm_of_the_dead_board_come_from_the_province(new, broken):
    opened = {name: Sealed.of(broken).open(name) for name in DATA}
    with Tpm() as tpm:
        sealed = Sealed(BoxWithTpm(broken.root, tpm), tpm.name)
        for name in DATA:
            sealed.seal(name, opened[name])
    with pytest.raises(BoxError, match=r"in the TPM of the broken box. Send .*recovery\.sealed"):
        takeover.take_over(new, broken.root)
    assert takeover.take_over(new, broken.root, opened).waiting == 3


def test_killed_at_every_step_it_goes_on_where_it_was(new, broken, monkeypatch):
    """Each change of this box is the last one of a try; the next one begins anew."""
    count, left = 0, 0

    def counted(change):
        def one(*given, **how):
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return change(*given, **how)

        return one

    for name in ("write", "bring", "remove", "folder", "link", "rename"):
        monkeypatch.setattr(Box, name, counted(getattr(Box, name)))
    while True:
        left = count
        try:
            taken = takeover.take_over(new, broken.root)
            break
        except Killed:
            count += 4
    monkeypatch.undo()
    assert count > 10
    assert taken.waiting == 3
    assert not new.path(takeover.STAGED).exists()
    with office_of(new) as office:
        assert office.outbox.waiting() == 3
        assert len(office.events(JournalEvent.TAKEN_OVER)) == 1


def test_given_once_more_it_says_what_is_here_and_changes_nothing(new, broken):
    takeover.take_over(new, broken.root)
    assert takeover.take_over(new, broken.root).waiting == 3
    with office_of(new) as office:
        assert len(office.events(JournalEvent.TAKEN_OVER)) == 1


class Killed(BaseException):
    """As by SIGKILL: nothing of ours runs any more."""


def test_a_box_that_serves_is_left_alone(new, broken):
    with (
        open_elsewhere(new.path(STATE / "kiosk.db")),
        pytest.raises(BoxError, match="services are running"),
    ):
        takeover.take_over(new, broken.root)
    assert not new.path(takeover.STAGED).exists()


def test_a_box_with_cases_of_its_own_keeps_them(new, broken):
    with office_of(new) as office:
        office.hand_in(500)
    before = prints(new)
    with pytest.raises(BoxError, match="holds 1 cases of its own"):
        takeover.take_over(new, broken.root)
    assert {**prints(new), **before} == prints(new)
    assert waiting(new) == 1


def test_cases_handed_in_after_an_interrupted_try_are_not_lost(new, broken, monkeypatch):
    monkeypatch.setattr(takeover, "_settle", lambda box: (_ for _ in ()).throw(Killed()))
    with pytest.raises(Killed):
        takeover.take_over(new, broken.root)
    monkeypatch.undo()
    with office_of(new) as office:
        office.hand_in(500)
    with pytest.raises(BoxError, match="holds 1 cases of its own"):
        takeover.take_over(new, broken.root)
    assert waiting(new) == 1


@pytest.mark.parametrize(
    "what", ["nothing", "another name", "other keys", "no keys", "torn", "garbage"]
)
def test_what_cannot_be_taken_over_says_why_and_changes_nothing(new, broken, what, tmp_path):
    given, database = None, broken.path(STATE / "kiosk.db")
    match what:
        case "nothing":
            broken = Box(tmp_path)
        case "another name":
            new.write(layout.SETTINGS, new.read(layout.SETTINGS).replace("kiosk-1", "kiosk-9"))
        case "other keys":
            given = {name: Sealed.of(new).open(name) for name in DATA}
        case "no keys":
            shutil.rmtree(broken.path(layout.CREDENTIALS))
        case "torn":
            whole = database.read_bytes()
            database.write_bytes(whole[: len(whole) // 2] + os.urandom(len(whole) // 2))
        case "garbage":
            database.write_bytes(os.urandom(50_000))
    before = {name: Sealed.of(new).open(name) for name in NAMES}
    words = {
        "nothing": "no kiosk's data",
        "another name": "is kiosk-1's, and kiosk.toml says kiosk-9",
        "other keys": "do not open this disk's database",
        "no keys": r"no database\.key. Send .*recovery\.sealed",
        "torn": "is damaged|could not be opened",
        "garbage": "do not open this disk's database",
    }
    with pytest.raises(BoxError, match=words[what]):
        takeover.take_over(new, broken.root, given)
    assert {name: Sealed.of(new).open(name) for name in NAMES} == before
    assert new.path(STATE / "kiosk.db").stat().st_size == 0


def test_a_wrong_disk_first_leaves_nothing_of_itself(new, broken, tmp_path):
    wrong = made(tmp_path / "wrong", "kiosk-2")
    with office_of(wrong, "kiosk-2") as office:
        office.hand_in(500)
    with pytest.raises(BoxError, match="is kiosk-2's"):
        takeover.take_over(new, wrong.root)
    assert takeover.take_over(new, broken.root).cases == 3
    cases = {path.name for path in broken.path(STATE / "vault").iterdir()}
    assert {path.name for path in new.path(STATE / "vault").iterdir()} == cases


def test_a_damaged_document_is_named_by_its_case_and_the_rest_is_taken(new, broken):
    with office_of(broken) as office:
        path, code = office.db.conn.execute(
            "select d.path, c.code from documents d join cases c on c.id = d.case_id limit 1"
        ).fetchone()
    file = broken.path(STATE / "vault") / path.partition(":")[0]
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    taken = takeover.take_over(new, broken.root)
    assert (taken.cases, taken.damaged) == (3, {code: 1})
    assert any(code in line.vi and "mang lại giấy tờ" in line.vi for line in takeover.told(taken))
