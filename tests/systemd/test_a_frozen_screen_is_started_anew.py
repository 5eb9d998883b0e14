"""A screen that draws no more is noticed and started anew, compositor and all; one that draws is left alone."""

import contextlib
import os
import signal
import time

import psutil
import pytest

from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from tests.workbench.unit.house import UnitHouse, hand_over
from tests.workbench.unit.kept import Ended
from tests.workbench.unit.office import HEADLESS

pytestmark = [pytest.mark.device, pytest.mark.usefixtures("root"), pytest.mark.timeout(400)]
PATIENCE = 120.0  # seconds for any one thing; a loaded board may need many of them
SOON = 8  # seconds, in place of the unit's own WatchdogSec


@pytest.fixture
def house(tmp_path):
    workspace, settings = Workspace(tmp_path / "state"), tmp_path / "kiosk.toml"
    open_database(workspace).close()
    settings.write_text("[screen]\nwidth = 1280\nheight = 720\ndiagonal = 10.1\n")
    hand_over(workspace.root)
    drop_in = f"[Service]\n{HEADLESS}WatchdogSec={SOON}\n"
    with UnitHouse(
        settings, workspace.root, tmp_path / "logs", os.environ, {"ui": drop_in}
    ) as house:
        yield house


def until(holds, what):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what()
        time.sleep(0.1)


def test_a_screen_that_hangs_is_started_anew_and_one_that_draws_is_not(house):
    screen = house.start("ui")
    until(screen.ready.is_set, lambda: house.log("ui"))
    first = screen.processes
    by_name = {process.name(): process for process in first}
    assert by_name.keys() >= {"cage", "Xwayland", "python"}
    time.sleep(SOON + 2)  # nobody touches anything, and frames are drawn all the same
    assert screen.ends == []

    by_name["python"].send_signal(signal.SIGSTOP)
    until(lambda: screen.ends, lambda: house.log("ui"))
    assert screen.ends == [Ended.SILENT]
    until(screen.ready.is_set, lambda: house.log("ui"))
    assert screen.pid not in (None, by_name["cage"].pid)
    assert [process for process in first if _runs(process)] == []


def _runs(process):
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False
