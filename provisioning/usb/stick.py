"""kiosk-provisioning stick mount | unmount: a USB stick is read and written by order, and nothing on it is run."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from kiosk.model import Language, Words
from provisioning.box import Box, BoxError
from provisioning.layout import GROUP

AT = PurePosixPath("/run/kiosk-stick")
# No program, device, way elsewhere or right of another user comes from a stick; what lies on it belongs to the
# kiosk's group.
_HARMLESS = "noexec,nosuid,nodev,nosymfollow,noatime"
_FAT = ("vfat", "exfat")
_KINDS = (*_FAT, "ext4", "iso9660", "udf")


@dataclass(frozen=True)
class Part:
    """A file system on a stick."""

    device: str  # as /dev/sdb1
    kind: str
    label: str
    mounted: bool


def parts(told: str) -> tuple[Part, ...]:
    """The file systems on USB that can be mounted, out of what `lsblk --json` told."""
    found: list[Part] = []
    for disk in json.loads(told or "{}").get("blockdevices", ()):
        if disk.get("tran") != "usb" or _holds_the_system(disk):
            continue
        for part in (disk, *disk.get("children", ())):
            if part.get("fstype") in _KINDS:
                mounted = any(part.get("mountpoints") or ())
                found.append(Part(part["path"], part["fstype"], part.get("label") or "", mounted))
    return tuple(found)


def mount(box: Box) -> Part:
    """The one stick lies at AT; raises BoxError where there is none, or more than one, or it cannot be read."""
    ran = box.run(["lsblk", "--json", "--output", "PATH,TRAN,FSTYPE,LABEL,MOUNTPOINTS"])
    sticks = parts(ran.out)
    if len(sticks) != 1:
        raise BoxError(_MANY if sticks else _NONE)
    (stick,) = sticks
    box.folder(AT)
    options = _HARMLESS
    if stick.kind in _FAT:
        group = box.run(["getent", "group", GROUP]).out.split(":")
        options += f",umask=0007,gid={group[2]}" if len(group) > 2 else ",umask=0077"
    ran = box.run(["mount", "--types", stick.kind, "--options", options, stick.device, str(AT)])
    if ran.code:
        raise BoxError(_UNREADABLE)
    return stick


def unmount(box: Box) -> None:
    """It may be pulled out; raises BoxError while something still uses it."""
    if box.run(["findmnt", "--noheadings", str(AT)]).code:
        return
    if box.run(["umount", str(AT)]).code:
        raise BoxError(_BUSY)


def command(rest: list[str], language: Language) -> int:
    parser = argparse.ArgumentParser(prog="kiosk-provisioning stick", description=__doc__)
    parser.add_argument("what", choices=("mount", "unmount"))
    if parser.parse_args(rest).what == "mount":
        stick = mount(Box())
        said = Words(f"USB {stick.label} ở {AT}.", f"The stick {stick.label} is at {AT}.")
    else:
        unmount(Box())
        said = Words("Có thể rút USB.", "The stick may be pulled out.")
    print(said.of(language))
    return 0


def _holds_the_system(disk: dict[str, object]) -> bool:
    """A board may have started from USB itself."""
    return '"/"' in json.dumps(disk) or '"/boot/firmware"' in json.dumps(disk)


_NONE = Words(
    "Không thấy USB nào đọc được: hãy cắm USB (FAT, exFAT hoặc ext4) rồi chạy lại.",
    "No stick that can be read is there: plug one in (FAT, exFAT or ext4), and run this again.",
)
_MANY = Words(
    "Có nhiều USB: hãy chỉ để lại một chiếc rồi chạy lại.",
    "There are several sticks: leave one, and run this again.",
)
_UNREADABLE = Words(
    "Không đọc được USB này: hãy thử chiếc khác, hoặc định dạng lại FAT trên máy tính.",
    "This stick cannot be read: try another, or format it with FAT on a PC.",
)
_BUSY = Words(
    "USB đang được dùng: hãy chờ lệnh kia xong rồi chạy lại.",
    "The stick is still in use: wait until the other command has ended, and run this again.",
)
