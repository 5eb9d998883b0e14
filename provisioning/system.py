"""What kind of machine this is, and whether its clock can be believed."""

from __future__ import annotations

import datetime as dt
import os
import shlex
from pathlib import Path, PurePosixPath

from kiosk.model import Words
from provisioning.box import Box, BoxError

SUPPORTED = ("bookworm", "trixie")  # Debian 12, 13, and the Raspberry Pi OS made of each
ARCHITECTURES = ("amd64", "arm64")
# How far ahead of this release a clock may be; metadata of releases end sooner.
AHEAD = dt.timedelta(days=3653)

NOT_ROOT = Words(
    "Cần quyền quản trị: hãy chạy lại với sudo.",
    "This needs root: run it again with sudo.",
)


def check(box: Box) -> None:
    """Raises BoxError where nothing may be begun: not root, a machine we do not know, a clock that lies."""
    check_root()
    kind(box)
    check_clock(dt.datetime.now(dt.UTC), built())


def kind(box: Box) -> str:
    """Such as "bookworm-amd64", as a bundle calls it; raises BoxError where no kiosk can be made of this machine."""
    lines = (box.read(PurePosixPath("/etc/os-release")) or "").splitlines()
    told = dict(line.split("=", 1) for line in lines if "=" in line)
    fields = {name: " ".join(shlex.split(text)) for name, text in told.items()}
    distribution = fields.get("VERSION_CODENAME", "")
    architecture = box.run(["dpkg", "--print-architecture"]).out.strip()
    known = fields.get("ID") in ("debian", "raspbian") and distribution in SUPPORTED
    if not known or architecture not in ARCHITECTURES:
        name = fields.get("PRETTY_NAME", "?")[:60]
        raise BoxError(
            Words(
                f"Không hỗ trợ máy này ({name}, {architecture or '?'}): hãy cài Debian 12, Debian 13 hoặc "
                "Raspberry Pi OS 64 bit.",
                f"This machine is not supported ({name}, {architecture or '?'}): install Debian 12, Debian 13 or "
                "64-bit Raspberry Pi OS.",
            )
        )
    return f"{distribution}-{architecture}"


def check_root() -> None:
    if os.geteuid() != 0:
        raise BoxError(NOT_ROOT)


def check_clock(now: dt.datetime, built: dt.datetime) -> None:
    """`built`: when this release was made; no true clock is before it. Raises BoxError."""
    if built - dt.timedelta(days=1) <= now <= built + AHEAD:
        return
    shown = now.strftime("%d/%m/%Y")
    raise BoxError(
        Words(
            f'Đồng hồ của máy chỉ ngày {shown}: hãy đặt lại bằng lệnh date -s "2026-12-31 09:30 +0700" (ngày giờ thật) '
            "rồi chạy lại.",
            f'The clock of this machine says {shown}: set it with date -s "2026-12-31 09:30 +0700" (the true time), '
            "then run this again.",
        )
    )


def built() -> dt.datetime:
    """When this release was made: its packages give every file the time of the commit."""
    return dt.datetime.fromtimestamp(Path(__file__).stat().st_mtime, dt.UTC)
