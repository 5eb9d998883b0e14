"""The launcher of the other tests: what ends, hangs or never begins is begun anew, and no directive is passed over."""

import os
import time

import pytest

from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from tests.workbench.unit.house import UnitHouse, hand_over
from tests.workbench.unit.kept import Ended
from tests.workbench.unit.text import UnitError

pytestmark = [pytest.mark.device, pytest.mark.usefixtures("root")]
PATIENCE = 120.0  # seconds for any one thing; a loaded board may need many of them
SAYS = (
    "import os,socket,time; to = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); "
    "say = lambda words: to.sendto(words, os.environ['NOTIFY_SOCKET']); "
)


@pytest.fixture
def started(tmp_path):
    """Starts a stand-in for the desk: these lines of Python under the desk's unit and these directives."""
    workspace, settings = Workspace(tmp_path / "state"), tmp_path / "kiosk.toml"
    open_database(workspace).close()
    settings.write_text("")
    hand_over(workspace.root)
    houses = []

    def start(python="", directives=""):
        program = f'/opt/kiosk/runtime/bin/python -I -c "{SAYS}{python}"'
        drop_in = f"[Service]\nExecStart=\nExecStart={program}\nRestartSec=100ms\n{directives}"
        house = UnitHouse(
            settings, workspace.root, tmp_path / "logs", os.environ, {"desk": drop_in}
        )
        houses.append(house.__enter__())
        return house.start("desk")

    yield start
    for house in houses:
        house.__exit__(None, None, None)


def ends(kept, count):
    end = time.monotonic() + PATIENCE
    while len(kept.ends) < count:
        assert time.monotonic() < end
        time.sleep(0.05)
    return kept.ends[:count]


def test_one_that_ends_is_begun_anew_without_end(started):
    assert ends(started("pass"), 3) == [Ended.ITSELF] * 3


def test_one_that_is_never_ready_is_begun_anew(started):
    assert ends(started("time.sleep(600)", "TimeoutStartSec=500ms\n"), 2) == [Ended.LATE] * 2


def test_one_that_falls_silent_is_begun_anew(started):
    kept = started("say(b'READY=1'); time.sleep(600)", "WatchdogSec=500ms\n")
    assert ends(kept, 1) == [Ended.SILENT]


def test_a_child_cannot_speak_for_a_service_that_allows_none(started):
    child = "os.fork() or (say(b'READY=1'), os._exit(0)); time.sleep(600)"
    assert ends(started(child, "TimeoutStartSec=2s\n"), 1) == [Ended.LATE]


def test_a_child_speaks_for_a_service_that_allows_all(started):
    child = "os.fork() or (say(b'READY=1'), os._exit(0)); time.sleep(600)"
    kept = started(child, "NotifyAccess=all\nTimeoutStartSec=60s\nWatchdogSec=infinity\n")
    assert kept.ready.wait(PATIENCE)


@pytest.mark.parametrize(
    "line", ["ProtectHouse=yes", "SystemCallFilter=@everything", "PrivateUsers=perhaps"]
)
def test_a_directive_that_is_not_understood_stops_the_test_that_uses_it(started, line):
    with pytest.raises(UnitError):
        started(directives=f"{line}\n")
