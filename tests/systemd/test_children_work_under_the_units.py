"""What a service starts has the service's rights, and needs more of the kernel than the service itself in places."""

import os

import pytest

from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from tests.workbench.unit.house import UnitHouse, hand_over

pytestmark = pytest.mark.device
CHILDREN = {
    "hostile bytes are read in a child of the devices": (
        "devices",
        "from drivers.limited import run; assert run('json:loads', b'[1]') == [1]",
    ),
    "hostile bytes are read in a child of the desk": (
        "desk",
        "from drivers.limited import run; assert run('json:loads', b'[1]') == [1]",
    ),
    "texts are read last of all": (
        "devices",
        "import subprocess; from kiosk.dossier.ocr.lowest import come_last; come_last(); "
        "subprocess.run(['tesseract', '--version'], check=True, capture_output=True)",
    ),
    "the hall's voice speaks": (
        "desk",
        "from drivers.voice.espeak import Espeak; assert Espeak('vi').say('Mời số bảy').seconds",
    ),
}


@pytest.mark.parametrize("what", CHILDREN)
def test_children_do_their_work(tmp_path, what):
    service, lines = CHILDREN[what]
    workspace, settings = Workspace(tmp_path / "state"), tmp_path / "kiosk.toml"
    open_database(workspace).close()
    settings.write_text("")
    hand_over(workspace.root)
    python = f'/opt/kiosk/runtime/bin/python -P -c "{lines}; print(7)"'
    drop_in = f"[Service]\nType=exec\nRestart=no\nExecStart=\nExecStart={python}\n"
    with UnitHouse(
        settings, workspace.root, tmp_path / "logs", os.environ, {service: drop_in}
    ) as house:
        house.start(service).wait()
        assert house.log(service) == "7\n"
