"""What the packages bring, judged by Debian's own tools."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from provisioning.layout import USERS
from provisioning.package import runtime
from tests.workbench.packages import stub_runtime_deb
from tests.workbench.tree import PROJECT, Tree

# The first of them builds the package, perhaps on a busy machine.
pytestmark = pytest.mark.timeout(900)

_ETC = PROJECT / "provisioning/package/kiosk/root/etc/apparmor.d"


def test_lintian_finds_no_error(kiosk: Path) -> None:
    judged = subprocess.run(
        ["lintian", "--fail-on=error", "--allow-root", kiosk, stub_runtime_deb()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout


def test_the_same_record_makes_the_same_bytes(tmp_path: Path) -> None:
    """The kiosk's own package goes the same way, of a commit: ./dev bench packages builds it twice."""
    made = [runtime.build(tmp_path / name, stub=True).read_bytes() for name in ("one", "two")]
    assert made[0] == made[1]


def test_no_box_gets_the_centre_the_tests_or_the_builder(kiosk: Path) -> None:
    inside = _inside(kiosk)
    roots = {path.split("/")[4] for path in inside if path.startswith("./opt/kiosk/app/")} - {""}
    assert roots == {"kiosk", "drivers", "provisioning"}
    assert not [path for path in inside if "/provisioning/package/" in path]


def test_every_module_lies_there_compiled_for_this_python(kiosk: Path) -> None:
    inside = _inside(kiosk)
    modules = {path for path in inside if path.endswith(".py")}
    compiled = {
        path.replace("__pycache__/", "").split(".cpython")[0] + ".py"
        for path in inside
        if path.endswith(".pyc")
    }
    assert modules == compiled
    assert len(modules) > 500


def test_a_service_may_not_change_a_program(box: Tree) -> None:
    for user in USERS.values():
        written = box.run("runuser", "-u", user, "--", "find", "/opt/kiosk", "-writable")
        # Links have no rights of their own: what they lead to is Debian's.
        assert [path for path in written.stdout.split() if not path.endswith(_LINKS)] == []


_LINKS = ("/python", "/python3")


@pytest.mark.parametrize("name", sorted(USERS.values()))
def test_apparmor_understands_the_profile(name: str) -> None:
    command = ["apparmor_parser", "--skip-kernel-load", "--skip-cache", "--quiet"]
    judged = subprocess.run(
        [*command, "-I", _ETC, "-I", "/etc/apparmor.d", _ETC / name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stderr


def test_each_unit_names_a_profile_that_is_there() -> None:
    for user in USERS.values():
        unit = (PROJECT / "systemd" / f"{user}.service").read_text(encoding="utf-8")
        assert f"AppArmorProfile=-{user}\n" in unit
        assert f"profile {user} " in (_ETC / user).read_text(encoding="utf-8")


def _inside(deb: Path) -> list[str]:
    return [
        line.split(maxsplit=5)[5]
        for line in subprocess.check_output(["dpkg-deb", "-c", deb], text=True).splitlines()
    ]
