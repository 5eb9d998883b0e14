"""The ticket printer that the settings name."""

from __future__ import annotations

from drivers.printer.conversation import EscposPrinter
from drivers.printer.lines import Opener, serial_line, tcp_line, usb_line

PORT = 9100
_USB = "/dev/usb/"
_BESIDE_CONNECTING = 3.0  # seconds a printer in the network may take to be found


def open_printer(
    device: str,
    baud: int = 115200,
    width: int = 576,
    patience: float = 3.0,
    native_codes: bool = True,
) -> EscposPrinter:
    """The printer that `device` names; opens nothing yet, so it may be plugged in later.

    "/dev/ttyUSB0": on a serial line, at `baud`. "/dev/usb/lp0", or "usb:FILE": the kernel's USB printer file.
    "tcp:10.0.0.7" or "tcp:10.0.0.7:9100": in the office's network. Raises ValueError for anything else.
    """
    return EscposPrinter(line_to(device, baud), width, patience, native_codes)


def line_to(device: str, baud: int) -> Opener:
    """How that device is opened; raises ValueError for what names none."""
    kind, _, rest = device.partition(":")
    if device.startswith(_USB):
        return usb_line(device)
    if device.startswith("/"):
        return serial_line(device, baud)
    if kind == "usb" and rest.startswith("/"):
        return usb_line(rest)
    if kind == "tcp" and rest:
        host, _, port = rest.rpartition(":") if not rest.endswith("]") else (rest, "", "")
        if not host:
            host, port = rest, str(PORT)
        port = port or str(PORT)
        if port.isascii() and port.isdigit() and 0 < int(port) < 65536:
            return tcp_line(host.strip("[]"), int(port), _BESIDE_CONNECTING)
    raise ValueError(f"no printer is called {device!r}")
