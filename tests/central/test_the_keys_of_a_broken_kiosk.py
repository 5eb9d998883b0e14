"""A board is broken, its disk is not: the province opens the copy of the keys, and everybody sees that it did."""

from __future__ import annotations

import stat
import subprocess
import sys
from contextlib import closing

import pytest

from central.database import Database
from central.devices import Devices
from central.keys import SealingKey
from central.reports import Reports
from kiosk.settings import Secret
from kiosk.sync.sealing import SealingKey as Public
from provisioning.box import BoxError
from provisioning.keys import recovery
from tests.sync.conftest import MORNING
from tests.workbench.centre import ROOT
from tests.workbench.keys import public_of, seed_of

KEYS = {name: Secret(seed_of(name).hex()) for name in ("database.key", "vault.key")}


@pytest.fixture
def data(tmp_path):
    """The folder of a centre that knows kiosk-1."""
    folder = tmp_path / "centre"
    folder.mkdir()
    (folder / "sealing.key").write_bytes(seed_of("sealing"))
    with closing(Database(f"sqlite:///{folder / 'intake.db'}")) as database:
        Devices(database, lambda: MORNING).add("kiosk-1", "H38.101", public_of("kiosk-1"))
    return folder


@pytest.fixture
def sealed(tmp_path):
    return lambda data, device="kiosk-1": lay(tmp_path, data, device)


def lay(folder, data, device):
    line = recovery.made(device, Public(SealingKey.of(data).public), KEYS)
    path = folder / "recovery.sealed"
    path.write_text(line)
    return path


def recover(data, file, to):
    given = (*("recover", file, "--to", to), *("--by", "Lê Văn Hùng", "--data", data))
    return subprocess.run(
        [sys.executable, "-m", "central", *map(str, given)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def alarms(data):
    with closing(Database(f"sqlite:///{data / 'intake.db'}")) as database:
        return [(a.device, a.alarm, a.detail) for a in Reports(database, lambda: MORNING).alarms()]


def test_the_keys_come_back_by_a_code_and_the_fleet_says_so(data, sealed, tmp_path):
    told = recover(data, sealed(data), tmp_path / "keys")
    assert told.returncode == 0, told.stderr
    code = told.stdout.split()[0]
    line = (tmp_path / "keys").read_text()
    assert recovery.given(line, code.lower().replace("-", " ")) == KEYS
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    assert alarms(data) == [("kiosk-1", "keys-recovered", "Lê Văn Hùng")]
    for key in KEYS.values():
        assert key.reveal() not in line + told.stdout + told.stderr
    with pytest.raises(BoxError, match="The code is not the one"):
        recovery.given(line, "0" * 20)


@pytest.mark.parametrize(
    "what", ["none", "another file", "torn", "altered", "other centre", "stranger"]
)
def test_what_gives_no_keys_says_why_and_writes_nothing(data, sealed, tmp_path, what):
    file = sealed(data, "kiosk-9" if what == "stranger" else "kiosk-1")
    line = file.read_text()
    match what:
        case "none":
            file.unlink()
        case "another file":
            file.write_bytes(bytes(range(256)) * 50)
        case "torn":
            file.write_text(line[:200])
        case "altered":
            file.write_text(line[:-3] + ("00" if line[-3:-1] != "00" else "11") + "\n")
        case "other centre":
            (data / "sealing.key").write_bytes(seed_of("another"))
    told = recover(data, file, tmp_path / "keys")
    why = {
        "none": "No such file",
        "another file": "no recovery.sealed of a kiosk",
        "torn": "no recovery.sealed of a kiosk",
        "altered": "is damaged: take it from the kiosk's disk again",
        "other centre": "sealed to another centre",
        "stranger": "no kiosk of this centre",
    }
    assert (told.returncode, told.stdout) == (1, "")
    assert why[what] in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "keys").exists()
    assert alarms(data) == []


def test_a_file_that_is_there_is_not_written_over(data, sealed, tmp_path):
    (tmp_path / "keys").write_text("somebody else's")
    told = recover(data, sealed(data), tmp_path / "keys")
    assert told.returncode == 1
    assert (tmp_path / "keys").read_text() == "somebody else's"
    assert "is there already" in told.stderr
    assert alarms(data) == []
