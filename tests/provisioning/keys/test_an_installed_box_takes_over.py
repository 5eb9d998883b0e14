"""As a technician does it on an installed box: by the command, with the kiosk's own users and rights."""

from __future__ import annotations

import stat
import sys

import pytest

from provisioning import layout
from provisioning.keys.sealed import NAMES, Sealed
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
def broken(tmp_path):
    """The disk of a box with two cases and a desk's key."""
    box = make_box(tmp_path / "broken")
    box.remove(layout.STATE / "kiosk.db")
    office = Office(box.path(layout.STATE))
    office.hand_in(3000)
    office.hand_in(500)
    office.close()
    (box.path(layout.STATE) / "desk.pem").write_text("a key of the desk's")
    for step in keys.steps():
        step.do(box)
    return box


@pytest.fixture
def new(tmp_path, broken):
    """An installed box with its users, which sees that disk."""
    (tmp_path / "tree").mkdir()
    with tree(tmp_path / "tree", binds=(broken.root,)) as box:
        (box.root / "settings").write_text(SETTINGS.format(device="kiosk-1"))
        box.must("sh", "-ec", USERS)
        yield box


def provisioning(box, *words):
    given = {"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"}
    return box.run(sys.executable, "-m", "provisioning", *words, given=given)


@pytest.mark.device
def test_its_services_find_everything_as_their_own(new, broken):
    told = provisioning(new, "takeover", broken.root)
    assert (told.returncode, told.stderr) == (0, "")
    assert "Đã nhận 2 hồ sơ, trong đó 2 gói chưa gửi" in told.stdout
    state = new.root / "var/lib/kiosk"
    as_clerk = "test -w {0} -a -r {0} || echo {0}"
    ours = [
        path
        for path in sorted(state.rglob("*"))
        if path.name not in ("desk.pem", "recovery.sealed")
    ]
    assert len(ours) > 5
    names = [f"/{path.relative_to(new.root)}" for path in ours]
    looks = "; ".join(as_clerk.format(name) for name in names)
    for service in ("ui", "devices", "desk", "sync"):
        assert new.must("setpriv", f"--reuid=kiosk-{service}", "--regid=kiosk", "--init-groups",
                        "sh", "-c", looks) == ""  # fmt: skip
    desk = (state / "desk.pem").stat()
    assert stat.S_IMODE(desk.st_mode) == 0o600
    assert new.must("stat", "-c", "%U", "/var/lib/kiosk/desk.pem").strip() == "kiosk-desk"
    assert not (state / ".takeover").exists()
    nothing_plain(new, broken)


def nothing_plain(new, broken):
    """No key of the broken box is anywhere on the new one but sealed."""
    plain = [Sealed.of(broken).open(name).reveal() for name in NAMES]
    folders = ("/var/lib/kiosk", "/var/lib/kiosk-provisioning", "/etc/kiosk", "/run")
    written = new.must("find", *folders, "-type", "f").splitlines()
    written += new.must(
        "find",
        "/var/log",
        "/tmp",
        "-maxdepth",
        "1",
        "-newer",
        "/settings",
        "-type",
        "f",
        "-size",
        "-64k",
    ).splitlines()
    assert len(written) > 7
    for name in written:
        data = (new.root / name.lstrip("/")).read_bytes()
        assert not any(key.encode() in data or bytes.fromhex(key) in data for key in plain), name
    assert not (new.root / "run/kiosk-keys").is_dir() or not list(
        (new.root / "run/kiosk-keys").iterdir()
    )
