"""Of the kiosk's users the screen and the desk may ask for devices, and the desk alone for signatures."""

from __future__ import annotations

import json
import os
import time

import pytest

from tests.workbench.four_users import RUN, STATE, Four
from tests.workbench.tree import tree

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be four users")

# What somebody hears who comes to both sockets: the first word of the devices, the first answer of the signing.
COMES = """
import json, socket, sys
from kiosk.devices import signing_wire
from kiosk.signing import SignRole
heard = []
for path, said in ((sys.argv[1], b""), (sys.argv[2], signing_wire.encode(signing_wire.Check(SignRole.OFFICIAL)))):
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(30)
            line.connect(path)
            line.sendall(said)
            heard.append(len(line.recv(100)) > 0)
    except PermissionError:
        heard.append("no way in")
    except ConnectionError:
        heard.append(False)
print(json.dumps(heard))
"""


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    """The devices service runs there as its own user."""
    with tree(tmp_path_factory.mktemp("tree")) as made:
        box = Four(made)
        (made.root / "etc" / "kiosk.toml").write_text("[card]\nreader = 'none'\n")
        settings = ["--settings", "/etc/kiosk.toml", "--state", STATE]
        with box.running("kiosk-devices", "-m", "kiosk.devices", *settings) as service:
            sockets = [made.root / RUN[1:] / name for name in ("devices.sock", "signing.sock")]
            while not all(path.exists() for path in sockets):
                assert service.poll() is None, "the service ended"
                time.sleep(0.1)
            yield box


def hears(box, user):
    sockets = [f"{RUN}/devices.sock", f"{RUN}/signing.sock"]
    ended = box.ran(user, "-c", COMES, *sockets)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize(
    ("user", "heard"),
    [
        ("kiosk-ui", [True, False]),
        ("kiosk-desk", [True, True]),
        ("kiosk-sync", [False, False]),
        ("nobody", ["no way in", "no way in"]),
    ],
)
def test_each_user_is_answered_as_far_as_its_work_goes(box, user, heard):
    assert hears(box, user) == heard
