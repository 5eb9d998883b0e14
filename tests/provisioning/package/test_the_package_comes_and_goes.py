"""dpkg installs, renews, removes and purges the kiosk, in a copy of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from provisioning.layout import CREDENTIALS, GROUP, OWN, RELEASES, RUN, STATE, USERS
from tests.workbench.packages import kiosk_deb
from tests.workbench.tree import Tree

# The first of them builds the package, perhaps on a busy machine.
pytestmark = pytest.mark.timeout(900)

CASE = STATE / "kiosk.db"
KEY = CREDENTIALS / "database.key.cred"
PROFILE = "/etc/apparmor.d/kiosk-ui"


def test_everybody_and_every_folder_is_there_with_its_rights(box: Tree) -> None:
    for user in USERS.values():
        assert box.must("id", "-nG", user).split() == [user, GROUP]
        assert box.must("getent", "passwd", user).strip().endswith("/usr/sbin/nologin")
    assert _rights(box, STATE) == "root kiosk 2770"
    assert _rights(box, CASE) == "root kiosk 660"
    assert _rights(box, RUN) == "root kiosk 2770"
    assert _rights(box, CREDENTIALS) == "root root 700"
    assert _rights(box, OWN) == "root root 700"
    assert _rights(box, RELEASES) == "kiosk-sync kiosk 755"


def test_what_a_service_makes_in_the_state_is_shared_with_the_others(box: Tree) -> None:
    box.must("runuser", "-u", "kiosk-desk", "--", "mkdir", f"{STATE}/vault")
    assert _rights(box, STATE / "vault").split()[:2] == ["kiosk-desk", "kiosk"]


def test_the_tools_run_from_any_folder(box: Tree) -> None:
    assert "WORD" in box.must("kiosk-provisioning", "--help")
    # A file of the technician's that bears a library's name is not taken for it.
    trap = "mkdir /tmp/here && cd /tmp/here && echo 'raise SystemExit(9)' >argparse.py && kiosk-provisioning --help"
    box.must("sh", "-c", trap)


def test_nothing_runs_before_the_technician_says_so(box: Tree) -> None:
    enabled = box.must("find", "/etc/systemd/system", "-lname", "*kiosk*")
    assert enabled == ""


def test_a_newer_one_keeps_the_cases_and_what_the_technician_changed(box: Tree) -> None:
    _fill(box)
    box.must("sh", "-c", f"echo '# by hand' >>{PROFILE}")
    box.must("dpkg", "--install", "--force-confdef", kiosk_deb("0.2.0"))
    assert _version(box) == "0.2.0"
    assert "# by hand" in box.must("cat", PROFILE)
    assert box.must("cat", str(CASE)) == "a case\n"


def test_dpkg_itself_takes_an_older_one_back(box: Tree) -> None:
    """The way back of an update needs it; whether a release may be older is judged by kiosk-provisioning."""
    box.must("dpkg", "--install", kiosk_deb("0.2.0"))
    box.must("dpkg", "--install", kiosk_deb())
    assert _version(box) == "0.1.0"


def test_removed_it_leaves_cases_keys_and_settings(box: Tree) -> None:
    _fill(box)
    box.must("dpkg", "--remove", "kiosk")
    assert box.run("ls", "/opt/kiosk/app").returncode
    assert box.must("cat", str(CASE)) == "a case\n"
    box.must("ls", str(KEY), "/etc/kiosk/kiosk.toml")


def test_purged_it_leaves_cases_with_their_keys_and_says_so(box: Tree) -> None:
    _fill(box)
    said = box.run("dpkg", "--purge", "kiosk")
    assert "KIOSK_PURGE_CASES=yes" in said.stderr
    assert _left(box) == {"/etc/kiosk", str(CREDENTIALS), str(KEY), str(STATE), str(CASE)}


def test_purged_and_told_so_it_leaves_nothing(box: Tree) -> None:
    _fill(box)
    box.must("dpkg", "--purge", "kiosk", given={"KIOSK_PURGE_CASES": "yes"})
    assert _left(box) == set()


def test_without_a_case_it_leaves_nothing(box: Tree) -> None:
    said = box.run("dpkg", "--purge", "kiosk")
    assert said.returncode == 0
    assert "KIOSK_PURGE_CASES" not in said.stderr
    assert _left(box) == set()


def test_installed_again_after_a_purge_it_finds_the_cases(box: Tree, kiosk: Path) -> None:
    _fill(box)
    box.must("dpkg", "--purge", "kiosk")
    box.must("dpkg", "--install", kiosk)
    assert box.must("cat", str(CASE)) == "a case\n"
    assert _rights(box, CASE) == "root kiosk 660"


def _fill(box: Tree) -> None:
    """A box that has served: a case, its key, settings, and what was enabled."""
    box.must("sh", "-ec", f"echo 'a case' >{CASE}; echo sealed >{KEY}; echo >/etc/kiosk/kiosk.toml")
    link = "/etc/systemd/system/multi-user.target.wants/kiosk.target"
    box.must("ln", "-s", "/usr/lib/systemd/system/kiosk.target", link)


def _rights(box: Tree, path: object) -> str:
    return box.must("stat", "--format=%U %G %a", str(path)).strip()


def _version(box: Tree) -> str:
    """As the package and as the software says: both, or neither."""
    code = "import kiosk; print(kiosk.VERSION)"
    python = ["env", "PYTHONPATH=/opt/kiosk/app", "/opt/kiosk/runtime/bin/python", "-P", "-c", code]
    told = box.must(*python).strip()
    assert box.must("dpkg-query", "-W", "-f", "${Version}", "kiosk") == told
    return told


def _left(box: Tree) -> set[str]:
    places = ("/etc", "/run", "/var/lib")
    ours = ["-path", "*kiosk*", "-not", "-path", "/var/lib/dpkg/*"]
    # Not dpkg's own lists, nor what the machine that was copied has of its own.
    found = box.must("find", *places, "-xdev", *ours, "-newer", "/var/lib/dpkg/info/stand-in.list")
    return set(found.split())
