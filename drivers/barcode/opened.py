"""The barcode reader that the settings name."""

from __future__ import annotations

from pathlib import Path

from drivers.barcode import Scanner


def open_scanner(device: str) -> Scanner:
    """The reader that `device` names; opens nothing yet, so it may be plugged in later.

    "/dev/ttyACM0": on a serial line. "hid:/dev/input/by-id/...-event-kbd" or "hid:NAME": types like a keyboard.
    "camera:/dev/video0": a camera; also a video or "camera:FOLDER/picture-%03d.png". "fake:": one that is not
    there. Raises ValueError for anything else.
    """
    # Each is imported when it is named: no office has all of them.
    kind, _, rest = device.partition(":")
    if device.startswith("/"):
        from drivers.barcode.serial_line import serial_scanner

        return serial_scanner(Path(device))
    if kind == "hid" and rest:
        from drivers.barcode.hid import keyboard_scanner

        return keyboard_scanner(rest)
    if kind == "camera" and rest:
        from drivers.barcode.camera import CameraScanner

        return CameraScanner(rest)
    if device == "fake:":
        from drivers.barcode.fake import FakeScanner

        return FakeScanner()
    raise ValueError(f"no barcode reader is called {device!r}")
