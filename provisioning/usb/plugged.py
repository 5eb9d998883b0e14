"""What is plugged into this box now, as the kernel tells it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from provisioning.box import Box
from provisioning.usb.allowed import Interface

DEVICES = PurePosixPath("/sys/bus/usb/devices")


def plugged(box: Box) -> tuple[Interface, ...]:
    """Every ability of every device, hubs included; empty on a box without USB."""
    folder = box.path(DEVICES)
    found = (_interface(at, folder) for at in sorted(folder.glob("*:*")))
    return tuple(interface for interface in found if interface is not None)


def _interface(at: Path, folder: Path) -> Interface | None:
    device = folder / at.name.split(":")[0]
    vendor, product = _text(device / "idVendor"), _text(device / "idProduct")
    kind = _text(at / "bInterfaceClass")
    if not (vendor and product and kind):
        return None  # pulled out meanwhile
    # The device says its name itself: nothing but plain letters comes into a file of ours.
    said = _text(device / "product")[:60]
    name = "".join(letter for letter in said if letter.isalnum() or letter in " .-_")
    return Interface(vendor, product, kind, _text(at / "bInterfaceProtocol"), name)


def _text(at: Path) -> str:
    try:
        return at.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
