"""Which USB devices may speak; the list is made of what is plugged in now."""

from __future__ import annotations

from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning.box import Box, BoxError
from provisioning.laid import failed
from provisioning.layout import ETC
from provisioning.step import Standing, Step
from provisioning.usb.allowed import USUAL, parse, rules, with_present
from provisioning.usb.plugged import DEVICES, plugged

ALLOW = ETC / "usb.allow"
# Before 60 and later, where devices get their names and are opened.
RULES = PurePosixPath("/etc/udev/rules.d/05-kiosk-usb.rules")
_OURS = "# Made of /etc/kiosk/usb.allow by kiosk-provisioning; `kiosk-provisioning remove` takes it away.\n"


def steps() -> tuple[Step, ...]:
    return (_present(), _lock())


def _present() -> Step:
    """Written once: what a technician added stays."""

    def look(box: Box) -> Standing:
        return Standing.OPEN if box.read(ALLOW) is None else Standing.DONE

    def do(box: Box) -> None:
        if box.read(ALLOW) is None:
            box.write(ALLOW, with_present(USUAL, plugged(box)))

    what = Words("Ghi lại thiết bị USB đang cắm", "The USB devices of this kiosk are listed")
    return Step("usb-list", what, look, do, lambda box: box.remove(ALLOW))


def _lock() -> Step:
    """Follows the list: a changed list makes it open again."""

    def wanted(box: Box) -> str:
        return _OURS + rules(parse(box.read(ALLOW) or USUAL))

    def look(box: Box) -> Standing:
        try:
            return Standing.DONE if box.read(RULES) == wanted(box) else Standing.OPEN
        except BoxError:
            return Standing.OPEN  # `do` says which line

    def do(box: Box) -> None:
        box.write(RULES, wanted(box))
        _heed(box)

    def undo(box: Box) -> None:
        box.remove(RULES)
        _heed(box)
        for host in sorted(box.path(DEVICES).glob("usb[0-9]*")) if box.is_running else ():
            box.run(["tee", str(host / "interface_authorized_default")], given="1")

    what = Words("Khóa thiết bị USB lạ", "Unknown USB devices are locked out")
    return Step("usb-lock", what, look, do, undo)


def _heed(box: Box) -> None:
    """For whatever is plugged in from now on; what is plugged in now works until it is plugged in again."""
    if box.is_running:
        for command in (
            ("udevadm", "control", "--reload"),
            ("udevadm", "trigger", "--action=add", "--subsystem-match=usb", "--sysname-match=usb*"),
        ):
            ran = box.run(command)
            if ran.code:
                raise failed(command, ran.err)
