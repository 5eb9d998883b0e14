"""The disk fails while a technician has cases copied, or rules taken in: one line says so, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest

from kiosk.store.outbox import EnvelopeState
from kiosk.store.rulebook import Rulebook
from tests.sync.sticks import AtTheKiosk
from tests.workbench.centre import ROOT
from tests.workbench.frail import injected
from tests.workbench.province import Province


def failing(path, nth, command):
    """The command, while the disk fails to make that file safe for the nth time."""
    calls = "fsync,fdatasync"
    strace = ["strace", "-f", "-o", os.devnull, "-P", str(path), "-e", f"trace={calls}"]
    done = subprocess.run(
        [*strace, *injected(f"{calls}:error=EIO:when={nth}"), *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == os.EX_IOERR, done.stderr
    assert done.stderr.splitlines()[-1].startswith("kiosk-sync: the disk failed (")
    assert "Traceback" not in done.stderr


@pytest.fixture
def kiosk(office, tmp_path):
    return AtTheKiosk(office, tmp_path)


def test_an_export_ends_with_a_word_and_the_next_one_copies_all(office, kiosk):
    envelope = office.hand_in(1000)
    log = office.workspace.database.with_name(f"{office.workspace.database.name}-wal")
    failing(log, 2, kiosk.command("export"))
    assert office.row(envelope).state is EnvelopeState.READY
    assert kiosk.export().code == 0
    assert kiosk.sealed(envelope).exists()


def test_rules_whose_word_is_not_on_the_disk_are_not_believed(office, kiosk, tmp_path):
    folder = tmp_path / "centre"
    folder.mkdir()
    province = Province(folder, dt.datetime.now(dt.UTC))
    province.lay_root(office.workspace)
    stick = province.copied(tmp_path / "stick-of-rules")
    command = [
        *(sys.executable, "-m", "kiosk.sync", "import-bundles", str(stick)),
        *("--settings", str(kiosk.settings), "--state", str(office.workspace.root)),
    ]
    failing(office.workspace.rules_metadata / "timestamp.json", 1, command)
    assert Rulebook(office.workspace).now().version == ""
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    assert Rulebook(office.workspace).now().version
