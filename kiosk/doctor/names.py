"""What the system calls the devices that are plugged in; nothing is opened for that."""

from __future__ import annotations

from pathlib import Path

from kiosk.doctor.subject import Subject

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


def _text(at: Path) -> str:
    try:
        return at.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
