"""What /etc/kiosk/usb.allow says, and the udev rules that keep it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.model import Words
from provisioning.box import BoxError

_KIND = re.compile(r"[0-9a-f]{2}")
_DEVICE = re.compile(r"([0-9a-f]{4}):([0-9a-f]{4})")
_HID, _KEYBOARD, _MOUSE = "03", "01", "02"

# No serial lines (02, with 0a for their data): a network adapter that is let in by half finds a driver all the same.
USUAL = """\
# USB devices that this kiosk listens to; every other is left without power over anything.
# One a line: a kind (class of an interface) or a device (vendor:product), in hex as lsusb -v shows them.
# After a change: kiosk-provisioning apply
09  # hubs
0b  # card readers and signature tokens
07  # printers
08  # sticks and disks: read only by order of a technician, and nothing on them is run
01  # loudspeakers
"""


@dataclass(frozen=True)
class Interface:
    """One ability of a plugged device, as the kernel tells it: numbers in hex, lower case."""

    vendor: str
    product: str
    kind: str  # bInterfaceClass
    protocol: str
    name: str = ""  # of the device, for people

    @property
    def device(self) -> str:
        return f"{self.vendor}:{self.product}"


@dataclass(frozen=True)
class Allowed:
    """`kinds` as "0b", `devices` as "04b8:013d"; of a device every ability is allowed."""

    kinds: tuple[str, ...]
    devices: tuple[str, ...]

    def allows(self, ability: Interface) -> bool:
        return ability.device in self.devices or ability.kind in self.kinds


def parse(text: str) -> Allowed:
    """Raises BoxError naming the first line that says neither a kind nor a device."""
    kinds, devices = [], []
    for number, line in enumerate(text.splitlines(), 1):
        word = line.partition("#")[0].strip().lower()
        if _KIND.fullmatch(word):
            kinds.append(word)
        elif _DEVICE.fullmatch(word):
            devices.append(word)
        elif word:
            raise BoxError(_not_understood(number))
    return Allowed(tuple(kinds), tuple(devices))


def with_present(text: str, plugged: Iterable[Interface]) -> str:
    """`text` and a line for each plugged device that it does not allow as a whole, keyboards and mice apart: a
    technician's are gone when the citizens come."""
    allowed = parse(text)
    by_device: dict[str, list[Interface]] = {}
    for ability in plugged:
        by_device.setdefault(ability.device, []).append(ability)
    lines = [
        f"{device}  # {abilities[0].name or 'there when this box was made a kiosk'}"
        for device, abilities in by_device.items()
        if not all(map(allowed.allows, abilities)) and not _is_for_typing(abilities)
    ]
    return text + "".join(f"{line}\n" for line in lines)


def rules(allowed: Allowed) -> str:
    """For udev: an ability that is not allowed is taken from whoever already drives it, one that is finds its driver.

    `kiosk.usb=open` on the kernel's line lets everything in: a technician's way back with a keyboard.
    """
    passes = [f'ATTR{{bInterfaceClass}}=="{kind}"' for kind in allowed.kinds]
    passes += [
        f'ATTRS{{idVendor}}=="{device[:4]}", ATTRS{{idProduct}}=="{device[5:]}"'
        for device in allowed.devices
    ]
    body = "".join(f'{line}, GOTO="kiosk_usb_let_in"\n' for line in passes)
    return _HEAD + body + _TAIL


def _is_for_typing(abilities: list[Interface]) -> bool:
    """A keyboard, alone or with whatever else hangs at its plug, or nothing but a mouse."""
    hands = [each.protocol for each in abilities if each.kind == _HID]
    return _KEYBOARD in hands or (bool(hands) and set(hands) == {_MOUSE})


def _not_understood(number: int) -> Words:
    return Words(
        f"Dòng {number} của /etc/kiosk/usb.allow không đúng: hãy viết như 0b hoặc 04b8:013d.",
        f"Line {number} of /etc/kiosk/usb.allow is not understood: write it as 0b or 04b8:013d.",
    )


# Each ability (usb_interface) is judged for itself: a stick that is a keyboard too stays a stick.
_HEAD = """\
ACTION!="add", GOTO="kiosk_usb_end"
SUBSYSTEM!="usb", GOTO="kiosk_usb_end"
IMPORT{cmdline}="kiosk.usb"
ENV{kiosk.usb}=="open", GOTO="kiosk_usb_end"
ENV{DEVTYPE}=="usb_device", KERNEL=="usb[0-9]*", ATTR{interface_authorized_default}="0"
ENV{DEVTYPE}!="usb_interface", GOTO="kiosk_usb_end"
"""
# A driver of two abilities, as a serial line's, finds both only when the second was let in: all of the device are
# offered each time. The kernel wants that done by hand (usb/authorization.rst).
_PROBE = (
    "/bin/sh -c 'for each in /sys%p/../*:*;"
    " do echo $${each##*/} >/sys/bus/usb/drivers_probe; done; true'"
)
_TAIL = f"""\
ATTR{{authorized}}="0"
GOTO="kiosk_usb_end"
LABEL="kiosk_usb_let_in"
ATTR{{authorized}}!="1", ATTR{{authorized}}="1", RUN+="{_PROBE}"
LABEL="kiosk_usb_end"
"""
