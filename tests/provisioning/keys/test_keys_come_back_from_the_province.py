"""The TPM of a box was cleared or its board replaced; the disk is whole. Its copy goes to the province, and back."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing

import pytest

from central.database import Database
from central.devices import Devices
from kiosk.model import Language
from provisioning import layout, recovering
from provisioning.box import BoxError
from provisioning.keys import recovery
from provisioning.keys.sealed import DATA, DEVICE, NAMES, Sealed
from provisioning.steps import keys
from tests.provisioning.keys.conftest import make_box
from tests.provisioning.keys.enrolled import open_elsewhere
from tests.sync.conftest import MORNING, Office
from tests.workbench.centre import ROOT
from tests.workbench.keys import public_of, seed_of
from tests.workbench.tpm import BoxWithTpm, Tpm

KEEP, RECOVERY = keys.steps()


@pytest.fixture
def box(tmp_path):
    """One case is kept, and the keys are sealed."""
    box = make_box(tmp_path / "box")
    box.remove(layout.STATE / "kiosk.db")
    office = Office(box.path(layout.STATE))
    office.hand_in(500)
    office.close()
    for step in keys.steps():
        step.do(box)
    return box


def recovered(box, tmp_path):
    """As the technician and the province do it, by their commands: a stick there, a stick and a code back."""
    stick, data = tmp_path / "stick", tmp_path / "centre"
    for folder in (stick, data):
        folder.mkdir()
    (data / "sealing.key").write_bytes(seed_of("sealing"))
    with closing(Database(f"sqlite:///{data / 'intake.db'}")) as database:
        Devices(database, lambda: MORNING).add("kiosk-1", "H38.101", public_of("kiosk-1"))
    carried = recovering.hand_out(box, stick)
    assert carried.name == "kiosk-1.recovery.sealed"
    command = ("recover", carried, "--to", stick / "keys", "--by", "Hùng", "--data", data)
    told = subprocess.run(
        [sys.executable, "-m", "central", *map(str, command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return stick / "keys", told.stdout.split()[0]


@pytest.mark.device
def test_after_its_tpm_was_cleared_a_box_opens_its_cases_again(box, tmp_path, monkeypatch):
    before = {name: Sealed.of(box).open(name) for name in DATA}
    with Tpm() as cleared:
        sealed = Sealed(BoxWithTpm(box.root, cleared), cleared.name)
        for name in NAMES:
            sealed.seal(name, Sealed.of(box).open(name))
    with pytest.raises(BoxError, match="its TPM was switched off"):
        KEEP.do(box)
    file, code = recovered(box, tmp_path)
    monkeypatch.setattr(recovering, "getpass", lambda asked: code)
    assert recovering.restore(box, recovering.given_back(file, Language.VI))
    assert {name: Sealed.of(box).open(name) for name in DATA} == before
    Sealed.of(box).open(DEVICE)  # another one: the old one was in the TPM alone
    KEEP.do(box)
    assert RECOVERY.look(box).value == "done"


def test_keys_of_another_box_are_not_sealed_here(box, tmp_path):
    other = make_box(tmp_path / "other")
    KEEP.do(other)
    before = {name: Sealed.of(box).open(name) for name in NAMES}
    with pytest.raises(BoxError, match="do not open this disk's database"):
        recovering.restore(box, {name: Sealed.of(other).open(name) for name in DATA})
    assert {name: Sealed.of(box).open(name) for name in NAMES} == before


def test_while_services_run_nothing_is_restored(box):
    own = {name: Sealed.of(box).open(name) for name in DATA}
    with (
        open_elsewhere(box.path(layout.STATE / "kiosk.db")),
        pytest.raises(BoxError, match="services are running"),
    ):
        recovering.restore(box, own)


def test_bad_files_and_sticks_are_told_in_one_sentence(box, tmp_path, monkeypatch):
    monkeypatch.setattr(recovering, "getpass", lambda asked: "0" * 20)
    (tmp_path / "list.csv").write_bytes(bytes(range(256)))
    with pytest.raises(BoxError, match="no file of keys of the province"):
        recovering.given_back(tmp_path / "list.csv", Language.EN)
    with pytest.raises(BoxError, match="Plug the stick in again"):
        recovering.given_back(tmp_path / "nothing", Language.EN)
    with pytest.raises(BoxError, match="Plug the stick in again"):
        recovering.hand_out(box, tmp_path / "no stick")
    box.remove(recovery.AT)
    with pytest.raises(BoxError, match=r"has no recovery\.sealed yet"):
        recovering.hand_out(box, tmp_path)
