"""A full disk is said to be full, and what was kept before stays kept."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("small_disk.py")
MOUNT = 'mount -t tmpfs -o size=1500k,mode=700 none "$1" && exec "$2" "$3" mounted "$1"'
NAMESPACES = (
    ("unshare", "-m"),
    ("unshare", "-Urm"),
)  # as root, or as anybody where that is allowed


@pytest.fixture
def small_disk(tmp_path):
    """What the kiosk saw on a disk of 1.5 MB that only it can see; None where nobody may mount one."""
    for namespace in NAMESPACES:
        mounts = [*namespace, "mount", "-t", "tmpfs", "none", str(tmp_path)]
        if subprocess.run(mounts, capture_output=True, check=False).returncode == 0:
            return json.loads(
                subprocess.check_output(
                    [*namespace, "sh", "-ec", MOUNT, "sh", tmp_path, sys.executable, SCRIPT]
                )
            )
    return None


def test_a_file_that_cannot_grow_is_a_full_disk_and_costs_only_itself(tmp_path):
    seen = subprocess.check_output([sys.executable, SCRIPT, "limited", tmp_path])
    assert json.loads(seen) == {
        "pages": "disk-full",
        "all pages whole": True,
        "no debris": True,
        "ticket, once there is room": "A001",
    }


def test_on_a_full_disk_nothing_is_lost_and_the_ticket_comes_once_there_is_room(small_disk):
    expected = {
        "pages": "disk-full",
        "seal": "disk-full",
        "open": "disk-full",
        "still open": True,
        "nothing drawn": True,
        "forget": "none",
        "forgotten": True,
        "all pages whole": True,
        "ticket, once there is room": "A001",
        "no debris": True,
        "journal": None,
    }
    assert (small_disk or expected) == expected
