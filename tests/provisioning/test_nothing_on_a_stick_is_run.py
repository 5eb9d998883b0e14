"""A stick is mounted by order only, and neither a program nor a device on it is worth anything."""

import json
import os
import subprocess
from pathlib import PurePosixPath

import pytest

from kiosk.rights import opened
from kiosk.store.disk import write_safely
from provisioning.box import Box, BoxError, Ran
from provisioning.supporting import _lay
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
    assert {"noexec", "nosuid", "nodev", "nosymfollow", "gid=991", "umask=0007"} <= set(options)


@pytest.mark.parametrize("disks", [(), (SYSTEM,), (STICK, {**STICK, "path": "/dev/sdc"})])
def test_without_exactly_one_stick_nothing_is_mounted(disks, tmp_path):
    box = Plugged(*disks, root=tmp_path)
    with pytest.raises(BoxError):
        stick.mount(box)
    assert all(command[0] != "mount" for command in box.ran)


def test_a_link_that_waits_on_a_stick_or_in_a_services_folder_leads_nowhere(tmp_path):
    """Whoever writes there would write where it leads, and give the kiosk's group a key that is another's alone."""
    key = tmp_path / "office-authority.key"
    key.write_text("as it was")
    key.chmod(0o600)
    stick_here = tmp_path / "stick"
    stick_here.mkdir()
    stick_here.chmod(0o2770)
    for name in ("kiosk-7.csr.pem.part", "ballast"):
        (stick_here / name).symlink_to(key)
    with pytest.raises(OSError, match="symbolic links"):
        write_safely(stick_here / "kiosk-7.csr.pem", b"other")
    with pytest.raises(OSError, match="symbolic links"):
        os.close(opened(stick_here / "ballast", os.O_CREAT | os.O_WRONLY))
    assert (key.read_text(), key.stat().st_mode & 0o777) == ("as it was", 0o600)


def test_what_support_wants_lies_on_a_stick_that_knows_no_owners(tmp_path, monkeypatch):
    """FAT, mounted for the kiosk's group: no file on it can be given to anybody."""

    def refuse(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    for name in ("chown", "fchown"):
        monkeypatch.setattr(os, name, refuse)
    assert (
        _lay(tmp_path / "stick", "kiosk-support.zip", b"what helps").read_bytes() == b"what helps"
    )


def test_a_folder_of_roots_making_is_no_link_that_a_service_laid(tmp_path):
    own = tmp_path / "etc"
    own.mkdir(mode=0o755)
    planted = tmp_path / "state" / "trust"
    planted.parent.mkdir()
    planted.symlink_to(own)
    os.lchown(planted, 12345, 12345) if os.geteuid() == 0 else pytest.skip("needs root")
    Box(tmp_path).folder(PurePosixPath("/state/trust"), mode=0o2750)
    assert own.stat().st_mode & 0o7777 == 0o755
    assert not planted.is_symlink()
    assert planted.stat().st_mode & 0o7777 == 0o2750


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_program_on_a_real_file_system_mounted_so_is_refused(tmp_path):
    image, at = tmp_path / "stick.img", tmp_path / "at"
    image.write_bytes(bytes(8 << 20))
    subprocess.run(("mkfs.ext4", "-q", image), check=True)
    at.mkdir()
    script = f"""
    mount -o loop,{stick._HARMLESS} {image} {at} || exit 77
    printf '#!/bin/sh\\necho ran\\n' >{at}/program; chmod 755 {at}/program; {at}/program
    ln -s /etc/hostname {at}/link; cat {at}/link && echo followed
    """
    ended = subprocess.run(
        ("unshare", "--mount", "sh", "-c", script), capture_output=True, text=True, check=False
    )
    if ended.returncode == 77:
        pytest.skip("this machine has no loop devices")
    assert "ran" not in ended.stdout
    assert "followed" not in ended.stdout
    assert "Permission denied" in ended.stderr
