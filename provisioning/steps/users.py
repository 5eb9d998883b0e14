"""Each service's own user, the group they share, and their folders."""

from __future__ import annotations

from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning.box import Box
from provisioning.laid import failed
from provisioning.layout import GROUP, STATE, USERS
from provisioning.step import Standing, Step


def steps() -> tuple[Step, ...]:
    return (_users(),)


def _users() -> Step:
    """The package made them already; a technician who deleted one by mistake gets it back."""
    what = Words("Người dùng và thư mục của các dịch vụ", "The services' users and folders")

    def look(box: Box) -> Standing:
        names = {
            line.split(":")[0]
            for line in (box.read(PurePosixPath("/etc/passwd")) or "").splitlines()
        }
        groups = {
            line.split(":")[0]
            for line in (box.read(PurePosixPath("/etc/group")) or "").splitlines()
        }
        state = box.path(STATE)
        whole = set(USERS.values()) <= names and GROUP in groups and state.is_dir()
        return Standing.DONE if whole and state.stat().st_mode & 0o7777 == 0o2770 else Standing.OPEN

    def do(box: Box) -> None:
        for command in (("systemd-sysusers",), ("systemd-tmpfiles", "--create", "kiosk.conf")):
            ran = box.run(command)
            if ran.code:
                raise failed(command, ran.err)

    return Step("users", what, look, do)
