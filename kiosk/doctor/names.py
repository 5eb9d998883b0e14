"""What the system calls the devices that are plugged in; nothing is opened for that."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.doctor.check import Finding
from kiosk.doctor.subject import Subject
from kiosk.doctor.words import absent, bad, ok
from kiosk.model import Words

_DIRECT = 0x2  # INPUT_PROP_DIRECT: one touches what one sees
_NAME = re.compile(r'N: Name="(.*)"')
_PROP = re.compile(r"B: PROP=([0-9a-f]+)")
_LONGEST = 60  # letters


def printer_name(subject: Subject) -> tuple[str, str]:
    """Driver and model: how it is connected, and what USB calls it; "" for what is not known."""
    device = subject.settings.printer.device.removeprefix("usb:")
    if device.startswith("tcp:"):
        return "escpos-tcp", ""
    if not device:
        return "", ""
    return "escpos", usb_name(subject, (subject.root / device.lstrip("/")).resolve().name)


def usb_name(subject: Subject, node: str) -> str:
    """Maker and product of the USB device behind /dev/{node}."""
    for at in subject.found(f"sys/class/*/{node}"):
        folder = at.resolve()
        for above in (folder, *folder.parents):
            product = _text(above / "product")
            if product:
                return f"{_text(above / 'manufacturer')} {product}".strip()[:_LONGEST]
    return ""


def touch(subject: Subject) -> Finding:
    """A screen that says of itself that it is touched where one looks."""
    for block in subject.text("proc/bus/input/devices").split("\n\n"):
        name, prop = _NAME.search(block), _PROP.search(block)
        if name and prop and int(prop[1], 16) & _DIRECT:
            model = name[1][:_LONGEST]
            return ok(f"{model}.", f"{model}.", model=model, driver="evdev")
    if not subject.found("sys/class/drm/card*-*"):
        return absent("Ở đây không có màn hình.", "There is no screen here.")
    return bad(
        Words("Không thấy màn hình chạm.", "No touchscreen is found."),
        Words("Cắm lại dây USB của màn hình.", "Plug the screen's USB cable in again."),
    )


def _text(at: Path) -> str:
    try:
        return at.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
