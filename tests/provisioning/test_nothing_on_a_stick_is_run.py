"""A stick is mounted by order only, and neither a program nor a device on it is worth anything."""

import json
import os
import subprocess

import pytest

from provisioning.box import Box, BoxError, Ran
from provisioning.usb import stick

SYSTEM = {
    "path": "/dev/sda", "tran": "usb", "fstype": None, "mountpoints": [None],
    "children": [{"path": "/dev/sda2", "fstype": "ext4", "label": "rootfs", "mountpoints": ["/"]}],
}  # fmt: skip
STICK = {
    "path": "/dev/sdb", "tran": "usb", "fstype": None, "mountpoints": [None],
    "children": [{"path": "/dev/sdb1", "fstype": "vfat", "label": "TINH", "mountpoints": [None]}],
}  # fmt: skip
DISK = {"path": "/dev/nvme0n1", "tran": "nvme", "fstype": "ext4", "mountpoints": ["/data"]}


def told(*disks) -> str:
    return json.dumps({"blockdevices": disks})


class Plugged(Box):
    """A box whose list of disks is given; it remembers what it was told to run."""

    def __init__(self, *disks, root):
        super().__init__(root)
        object.__setattr__(self, "disks", told(*disks))
        object.__setattr__(self, "ran", [])

    def run(self, command, *, given="", patience=0.0):
        self.ran.append(list(command))
        answers = {"lsblk": self.disks, "getent": "kiosk:x:991:\n"}
        return Ran(0, answers.get(command[0], ""), "")


def test_the_disk_that_the_box_runs_from_and_others_are_no_stick():
    assert [part.device for part in stick.parts(told(SYSTEM, DISK, STICK))] == ["/dev/sdb1"]


def test_a_stick_is_mounted_without_programs_devices_and_rights(tmp_path):
    box = Plugged(SYSTEM, STICK, root=tmp_path)
    stick.mount(box)
    options = box.ran[-1][box.ran[-1].index("--options") + 1].split(",")
    assert {"noexec", "nosuid", "nodev", "gid=991", "umask=0007"} <= set(options)


@pytest.mark.parametrize("disks", [(), (SYSTEM,), (STICK, {**STICK, "path": "/dev/sdc"})])
def test_without_exactly_one_stick_nothing_is_mounted(disks, tmp_path):
    box = Plugged(*disks, root=tmp_path)
    with pytest.raises(BoxError):
        stick.mount(box)
    assert all(command[0] != "mount" for command in box.ran)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_program_on_a_real_file_system_mounted_so_is_refused(tmp_path):
    image, at = tmp_path / "stick.img", tmp_path / "at"
    image.write_bytes(bytes(8 << 20))
    subprocess.run(("mkfs.ext4", "-q", image), check=True)
    at.mkdir()
    script = f"""
    mount -o loop,{stick._HARMLESS} {image} {at} || exit 77
    printf '#!/bin/sh\\necho ran\\n' >{at}/program; chmod 755 {at}/program; {at}/program
    """
    ended = subprocess.run(
        ("unshare", "--mount", "sh", "-c", script), capture_output=True, text=True, check=False
    )
    if ended.returncode == 77:
        pytest.skip("this machine has no loop devices")
    assert "ran" not in ended.stdout
    assert "Permission denied" in ended.stderr
