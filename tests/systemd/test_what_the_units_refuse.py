"""Each service tries, from where its unit puts it, what a stranger in its place would try."""

import json
import os

import pytest

from kiosk.store.database import open_database
from kiosk.sync.identity import Identity
from kiosk.workspace import Workspace
from tests.workbench.unit.bites import TRIED
from tests.workbench.unit.house import UnitHouse, hand_over

pytestmark = [pytest.mark.device, pytest.mark.usefixtures("root")]
TRIES = """\
[Service]
Type=exec
Restart=no
ExecStart=
ExecStart=/opt/kiosk/runtime/bin/python -P -m tests.workbench.unit.bites
"""
# What each may do because it is its work; whatever else is tried is refused.
MAY = {
    "ui": {"write state", "netlink", "writable code"},
    "devices": {"write state", "netlink", "internet", "write sockets' folder"},
    "desk": {"write state", "internet"},
    "sync": {"write state", "internet", "read releases", "write releases"},
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """How each try of each service ended."""
    folder = tmp_path_factory.mktemp("b")
    workspace, settings = Workspace(folder / "state"), folder / "kiosk.toml"
    open_database(workspace).close()
    Identity.of(workspace)
    settings.write_text("")
    hand_over(workspace.root)
    with UnitHouse(
        settings, workspace.root, folder / "logs", os.environ, dict.fromkeys(MAY, TRIES)
    ) as house:
        started = [house.start(name) for name in MAY]
        for each in started:
            each.wait()
        return {name: json.loads(house.log(name)) for name in MAY}


@pytest.mark.parametrize("service", MAY)
def test_a_service_may_do_its_work_and_nothing_else(told, service):
    done = {name for name, how in told[service].items() if how == "done"}
    assert told[service].keys() == TRIED.keys()
    assert done == MAY[service]


@pytest.mark.parametrize("service", MAY)
def test_it_is_refused_and_not_merely_absent(told, service):
    """A folder that lies there is forbidden; a device that may not be opened is not even there."""
    for name in ("read credentials", "read what root notes", "read /home", "read /root"):
        assert told[service][name] == "EACCES", name
    assert told[service]["write the program"] == "EROFS"
    assert told[service]["packet socket"] == "EAFNOSUPPORT"
    assert told[service]["mount"] == told[service]["ptrace"] == "EPERM"
