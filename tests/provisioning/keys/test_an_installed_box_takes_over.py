"""As a technician does it on an installed box: by the command, with the kiosk's own users and rights."""

from __future__ import annotations

import stat
import sys

import pytest

from provisioning import layout
from provisioning.keys.sealed import DATA, NAMES, Sealed
from provisioning.steps import keys
from tests.provisioning.keys.conftest import SETTINGS, make_box
from tests.sync.conftest import Office
from tests.workbench.tree import PROJECT, tree

USERS = """
groupadd kiosk && for user in ui devices desk sync; do useradd -M -s /usr/sbin/nologin -g kiosk kiosk-$user; done
umask 077 && mkdir -p /etc/kiosk && install -d -m 2770 -g kiosk /var/lib/kiosk && install -d /run/kiosk
install -m 0660 -g kiosk /dev/null /var/lib/kiosk/kiosk.db
install -m 0640 -g kiosk /settings /etc/kiosk/kiosk.toml
"""


@pytest.fixture
def installed(tmp_path):
    """A box with its users, and below /broken the disk of one with two cases and a desk's key."""
    with tree(tmp_path) as box:
        (box.root / "settings").write_text(SETTINGS.format(device="kiosk-1"))
        box.must("sh", "-ec", USERS)
        broken = make_box(box.root / "broken")
        broken.remove(layout.STATE / "kiosk.db")
        office = Office(broken.path(layout.STATE))
        office.hand_in(3000)
        office.hand_in(500)
        office.close()
        (broken.path(layout.STATE) / "desk.pem").write_text("a key of the desk's")
        for step in keys.steps():
            step.do(broken)
        yield box, broken


def provisioning(box, *words):
    given = {"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"}
    return box.run(sys.executable, "-m", "provisioning", *words, given=given)


@pytest.mark.device
def test_its_services_find_everything_as_their_own(installed):
    box, broken = installed
    told = provisioning(box, "takeover", "/broken")
    assert (told.returncode, told.stderr) == (0, "")
    assert "Đã nhận 2 hồ sơ, trong đó 2 gói chưa gửi" in told.stdout
    state = box.root / "var/lib/kiosk"
    as_clerk = "test -w {0} -a -r {0} || echo {0}"
    ours = [
        path
        for path in sorted(state.rglob("*"))
        if path.name not in ("desk.pem", "recovery.sealed")
    ]
    assert len(ours) > 5
    names = [f"/{path.relative_to(box.root)}" for path in ours]
    looks = "; ".join(as_clerk.format(name) for name in names)
    for service in ("ui", "devices", "desk", "sync"):
        assert box.must("setpriv", f"--reuid=kiosk-{service}", "--regid=kiosk", "--init-groups",
                        "sh", "-c", looks) == ""  # fmt: skip
    desk = (state / "desk.pem").stat()
    assert stat.S_IMODE(desk.st_mode) == 0o600
    assert box.must("stat", "-c", "%U", "/var/lib/kiosk/desk.pem").strip() == "kiosk-desk"
    assert not (state / ".takeover").exists()
    everything(box, broken)


def everything(box, broken):
    """No key of either box is anywhere on the new one but sealed."""
    keys_of = [Sealed.of(broken).open(name).reveal().encode() for name in NAMES]
    for folder in ("var/lib", "var/log", "etc/kiosk", "run", "tmp"):
        for path in (box.root / folder).rglob("*"):
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                assert not any(
                    key in data or bytes.fromhex(key.decode()) in data for key in keys_of
                )
    assert [name for name in DATA if (box.root / "var/lib/kiosk" / name).exists()] == []
