"""The nightly round looks at everything with the rights of its unit, and what it found is kept."""

import os
from contextlib import closing

import pytest

from kiosk.doctor.__main__ import BY_NIGHT
from kiosk.store.checkups import Checkups
from kiosk.store.database import open_database
from kiosk.sync.identity import Identity
from kiosk.workspace import Workspace
from tests.workbench.unit.house import UnitHouse, hand_over

pytestmark = pytest.mark.device
MARKS = "✓!✗–"


def test_all_is_looked_at_and_kept(tmp_path):
    workspace, settings = Workspace(tmp_path / "state"), tmp_path / "kiosk.toml"
    open_database(workspace).close()
    Identity.of(workspace)
    settings.write_text("")
    hand_over(workspace.root)
    with UnitHouse(settings, workspace.root, tmp_path / "logs", os.environ) as house:
        house.start("doctor").wait()
        told = house.log("doctor")
    assert len([line for line in told.splitlines() if line[:1] in MARKS]) == len(BY_NIGHT), told
    with closing(open_database(workspace)) as db:
        assert {checkup.name for checkup in Checkups(db).last()} == set(BY_NIGHT)
