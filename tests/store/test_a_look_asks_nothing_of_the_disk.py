"""The desk's page and a page's preview open the store again and again: the disk is not asked for a sync each time."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from kiosk.store.cases import Cases
from tests.workbench.centre import ROOT

LOOKS = """
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kiosk.desk.looking import looking
from kiosk.store.database import open_database, read_anew
from kiosk.workspace import Workspace

workspace = Workspace(Path(sys.argv[1]))
if sys.argv[2] == "page":
    for _ in range(5):
        looking(workspace, lambda: datetime.now(UTC))()
else:
    read_anew(open_database(workspace))
"""


@pytest.fixture
def syncs(db, workspace, tmp_path):
    """How often the disk is asked to make something safe, beside services that have the store open."""
    Cases(db).open("case-1", dt.datetime.now(dt.UTC))  # so that there is a log

    def count(what):
        log = tmp_path / "syncs"
        strace = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=fsync,fdatasync"]
        python = [sys.executable, "-c", LOOKS, str(workspace.root), what]
        subprocess.run([*strace, *python], cwd=ROOT, check=True)
        return log.read_text().count("sync(")

    return count


def test_five_pages_of_the_desk_cost_no_sync(syncs):
    assert syncs("page") == 0


def test_a_service_that_begins_makes_safe_what_was_left_before(syncs):
    assert syncs("service") > 2
