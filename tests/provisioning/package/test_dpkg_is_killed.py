"""The power fails, or somebody pulls the plug, while dpkg is at work: the same again goes on to the same end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.packages import kiosk_deb
from tests.workbench.tree import Tree

# The first of them builds the package, perhaps on a busy machine.
pytestmark = pytest.mark.timeout(900)

# Each is called by the package's postinst, one after another.
_CALLED = ("systemd-sysusers", "systemd-tmpfiles")
_LOOKED_AT = ("/etc", "/opt/kiosk", "/run", "/var/lib/kiosk*")


@pytest.mark.parametrize("called", _CALLED)
def test_killed_while_it_sets_up_the_kiosk_is_whole_at_the_second_try(
    bare: Tree, kiosk: Path, called: str
) -> None:
    _kill_at(bare, called)
    assert bare.run("dpkg", "--install", kiosk).returncode == -9
    assert _state(bare) == "install ok half-configured"
    bare.must("rm", f"/usr/local/bin/{called}")
    bare.must("dpkg", "--configure", "-a")
    assert _state(bare) == "install ok installed"
    halted = _everything(bare)
    bare.must("dpkg", "--purge", "kiosk")
    bare.must("dpkg", "--install", kiosk)
    assert halted == _everything(bare)


def test_killed_while_it_is_renewed_the_newer_one_is_whole_at_the_second_try(
    box: Tree,
) -> None:
    newer = kiosk_deb("0.2.0")
    _kill_at(box, "systemd-tmpfiles")
    assert box.run("dpkg", "--install", newer).returncode == -9
    box.must("rm", "/usr/local/bin/systemd-tmpfiles")
    box.must("dpkg", "--install", newer)
    assert _state(box) == "install ok installed"


def _kill_at(tree: Tree, called: str) -> None:
    """dpkg and its children are gone, as with the power, when this program is called."""
    tree.must("sh", "-c", f"echo 'kill -9 0' | install -m 755 /dev/stdin /usr/local/bin/{called}")
    tree.must("sed", "-i", "1i #!/bin/sh", f"/usr/local/bin/{called}")


def _state(tree: Tree) -> str:
    return tree.must("dpkg-query", "-W", "-f", "${Status}", "kiosk")


def _everything(tree: Tree) -> list[str]:
    """Names, owners and modes of all that is the kiosk's."""
    find = f"find {' '.join(_LOOKED_AT)} -xdev -path '*kiosk*' -printf '%p %u %g %m\\n'"
    return sorted(tree.must("sh", "-c", find).splitlines())
