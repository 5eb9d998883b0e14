"""The machine's key: made once, its own alone, printed in public only."""

from __future__ import annotations

import stat
import subprocess
import sys

import pytest

from kiosk.settings import SettingsError
from kiosk.store.errors import StoreError
from kiosk.sync.identity import CentreKey, Identity
from kiosk.workspace import Workspace
from tests.workbench.centre import ROOT


def command(workspace):
    return subprocess.run(
        [sys.executable, "-m", "kiosk.sync", "identity", "--state", str(workspace.root)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_made_once_and_only_its_public_half_is_told(tmp_path):
    workspace = Workspace(tmp_path)
    first, again = command(workspace), command(workspace)
    assert first.returncode == 0
    assert first.stdout == again.stdout
    assert first.stdout.strip() == Identity.of(workspace).public
    seed = workspace.device_key.read_text().strip()
    assert seed not in first.stdout
    assert stat.S_IMODE(workspace.device_key.stat().st_mode) == 0o600


def test_what_it_signs_is_known_by_its_public_half(tmp_path):
    machine = Identity.of(Workspace(tmp_path))
    assert CentreKey(machine.public).signed(b"word", machine.sign(b"word"))
    assert not CentreKey(machine.public).signed(b"other", machine.sign(b"word"))
    assert not CentreKey(machine.public).signed(b"word", "no hex")


def test_a_spoilt_key_is_said_and_never_replaced(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.prepare()
    workspace.device_key.write_text("half a k")
    told = command(workspace)
    assert (told.returncode, told.stdout) == (1, "")
    assert "device.key" in told.stderr
    assert workspace.device_key.read_text() == "half a k"


def test_a_credential_that_is_not_there_is_no_reason_to_make_another(tmp_path, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(StoreError):
        Identity.of(Workspace(tmp_path / "state"))
    assert not (tmp_path / "device.key").exists()


@pytest.mark.parametrize("text", ["", "a" * 63, "g" * 64, "a" * 66])
def test_a_centres_key_that_is_none_is_named(text):
    with pytest.raises(SettingsError, match=r"centre\.key"):
        CentreKey(text)
