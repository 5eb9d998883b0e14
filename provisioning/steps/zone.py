"""The box keeps Vietnam's time, so that its nights are the office's nights."""

from __future__ import annotations

from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning.box import Box
from provisioning.laid import BEFORE, MASK
from provisioning.step import Standing, Step

AT = PurePosixPath("/etc/localtime")
ZONE = PurePosixPath("/usr/share/zoneinfo/Asia/Ho_Chi_Minh")
_WAS = BEFORE / "localtime"  # what lay there, moved; a link to MASK: nothing did


def steps() -> tuple[Step, ...]:
    """systemd's timers and the restart after a security update go by the system's zone, which is UTC or London's on a
    board as it comes: 03:30 there is the middle of a morning here."""
    what = Words("Đặt múi giờ Việt Nam", "The clock shows Vietnam's time")
    return (Step("zone", what, _look, _do, _undo),)


def _look(box: Box) -> Standing:
    if not box.path(ZONE).exists():
        return Standing.ABSENT
    return Standing.DONE if box.leads_to(AT) == str(ZONE) else Standing.OPEN


def _do(box: Box) -> None:
    if not _lies(box, _WAS):
        if _lies(box, AT):
            box.folder(BEFORE, mode=0o700)
            box.rename(AT, _WAS)
        else:
            box.link(_WAS, MASK)
    box.link(AT, ZONE)


def _undo(box: Box) -> None:
    """Left alone where it was so before."""
    if not _lies(box, _WAS):
        return
    if box.leads_to(_WAS) == str(MASK):
        box.remove(AT)
        box.remove(_WAS)
    else:
        box.rename(_WAS, AT)


def _lies(box: Box, at: PurePosixPath) -> bool:
    return box.path(at).exists() or box.leads_to(at) is not None
