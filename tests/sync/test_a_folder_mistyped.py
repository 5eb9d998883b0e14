"""A command that is given a folder without a kiosk says so: it must not look like one with nothing to send."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.workbench.centre import ROOT

COMMANDS = {
    "export": ("kiosk.sync", "export", "STICK", "--any-folder"),
    "import": ("kiosk.sync", "import", "STICK", "--any-folder"),
    "a new name": ("kiosk.sync", "identity", "--new"),
    "what waits": ("kiosk.desk", "outbox"),
    "a result": ("kiosk.desk", "hand-over", "H38.101-261123-K00-0001", "--to", "STICK"),
    "erasing": ("kiosk.desk", "erase", "H38.101-261123-K00-0001", "--reason", "citizen"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_it_is_told_and_nothing_is_made_there(tmp_path, command):
    module, *given = COMMANDS[command]
    stick, state, settings = tmp_path / "stick", tmp_path / "mistyped", tmp_path / "kiosk.toml"
    stick.mkdir()
    settings.write_text("")
    places = ["--state", str(state)]
    if command != "a new name":
        places += ["--settings", str(settings)]
    done = subprocess.run(
        [sys.executable, "-m", module]
        + [str(stick) if word == "STICK" else word for word in given]
        + places,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode in (1, 2)
    assert "holds no kiosk's data" in said
    assert len(said.splitlines()) == 1
    assert not state.exists()
