"""kiosk-devices may not ask the kernel whether its clock follows a server, and knows it all the same."""

import os

import pytest

from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from tests.workbench.unit.house import UnitHouse, hand_over

pytestmark = pytest.mark.device
ASKS = """\
[Service]
Type=exec
Restart=no
ExecStart=
ExecStart=/opt/kiosk/runtime/bin/python -c \
 "from kiosk.devices import clockwork as it; print(it.synchronised())"
"""


@pytest.mark.parametrize("follows", [True, False])
def test_what_timesyncd_noted_is_believed(tmp_path, follows):
    workspace, settings, noted = (
        Workspace(tmp_path / "state"),
        tmp_path / "kiosk.toml",
        tmp_path / "n",
    )
    open_database(workspace).close()
    settings.write_text("")
    hand_over(workspace.root)
    noted.mkdir()
    if follows:
        noted.joinpath("synchronized").touch()
    with UnitHouse(
        *(settings, workspace.root, tmp_path / "logs", os.environ, {"devices": ASKS}),
        places={"/run/systemd/timesync": noted},
    ) as house:
        house.start("devices").wait()
        assert house.log("devices").split() == [str(follows)]
