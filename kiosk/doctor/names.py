"""What the system calls the devices that are plugged in; nothing is opened for that."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.doctor.subject import Subject

_CARD_READER = "0b"  # bInterfaceClass of USB
_PLACE = re.compile(r"libusb:(\d+):(\d+)")  # bus and device, as SANE names them
_LONGEST = 60  # letters


def printer_name(subject: Subject) -> tuple[str, str]:
    """Driver and model: how it is connected, and what USB calls it; "" for what is not known."""
    device = subject.settings.printer.device.removeprefix("usb:")
    if device.startswith("tcp:"):
        return "escpos-tcp", ""
    if not device:
        return "", ""
    return "escpos", usb_name(subject, (subject.root / device.lstrip("/")).resolve().name)


def reader_name(subject: Subject) -> tuple[str, str]:
    """Of the first USB device that calls itself a card reader (CCID)."""
    for at in subject.found("sys/bus/usb/devices/*/bInterfaceClass"):
        if _text(at) == _CARD_READER:
            return "pcsc", _product(at.parent.resolve())
    return "", ""


def scanner_name(subject: Subject) -> tuple[str, str]:
    """SANE's backend, and what USB or the network calls the scanner that the settings name."""
    driver, _, rest = subject.settings.scanner.device.partition(":")
    place = _PLACE.search(rest)
    if place is None:
        return driver, rest.rpartition(":")[2][:_LONGEST]
    for at in subject.found("sys/bus/usb/devices/*/devnum"):
        here = int(_text(at.with_name("busnum")) or 0), int(_text(at) or 0)
        if here == (int(place[1]), int(place[2])):
            return driver, _product(at.parent.resolve())
    return driver, ""


def usb_name(subject: Subject, node: str) -> str:
    """Maker and product of the USB device behind /dev/{node}."""
    for at in subject.found(f"sys/class/*/{node}"):
        if found := _product(at.resolve()):
            return found
    return ""


def _product(folder: Path) -> str:
    """Maker and product of the USB device that this folder of the system belongs to."""
    for above in (folder, *folder.parents):
        product = _text(above / "product")
        if product:
            return f"{_text(above / 'manufacturer')} {product}".strip()[:_LONGEST]
    return ""


def _text(at: Path) -> str:
    try:
        return at.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
