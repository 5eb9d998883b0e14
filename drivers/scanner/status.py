"""What a network scanner says of itself (eSCL ScannerStatus): SANE has no question for it.

Read in the backend's source and measured: sane-airscan of Debian 12 and 13 knows ScannerAdfJam, ScannerAdfEmpty
and ScannerAdfDoorOpen, but not the standard's own word ScannerAdfHatchOpen. An open cover, a lost line and a
spoilt picture all come out of SANE as "Error during device I/O"; only the scanner can tell which it was.
Scanners that airscan.conf does not name by address cannot be asked; their faults stay as SANE tells them.
"""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from pathlib import Path

from drivers.scanner import ScannerState

PATIENCE = 5.0  # seconds for an answer
MOST_BYTES = 64 * 1024

_ADF_STATES = {
    "ScannerAdfEmpty": ScannerState.EMPTY,
    "ScannerAdfJam": ScannerState.JAMMED,
    "ScannerAdfMispick": ScannerState.JAMMED,
    "ScannerAdfMultipickDetected": ScannerState.JAMMED,
    "ScannerAdfHatchOpen": ScannerState.COVER_OPEN,
    "ScannerAdfDoorOpen": ScannerState.COVER_OPEN,
}
_STATES = {"Processing": ScannerState.BUSY, "Testing": ScannerState.BUSY}
_DEVICE_LINE = re.compile(
    r'\s*"?([^"=#]+?)"?\s*=\s*(http://\S+?)\s*(?:,\s*escl\s*)?', re.IGNORECASE
)


def of_device(device: str) -> ScannerState:
    """What stands in the way at a SANE device that opened: READY unless its scanner says otherwise."""
    address = address_of(device)
    return of_scanner(address) if address else ScannerState.READY


def address_of(device: str) -> str:
    """The eSCL address airscan.conf gives a device such as "airscan:e0:Name"; empty when it gives none."""
    backend, _, rest = device.partition(":")
    if backend != "airscan":
        return ""
    name = rest.partition(":")[2]
    for folder in os.environ.get("SANE_CONFIG_DIR", "/etc/sane.d").split(":"):
        path = Path(folder) / "airscan.conf"
        if not folder or not path.is_file():
            continue
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            found = _DEVICE_LINE.fullmatch(line)
            if found and found[1] == name:
                return found[2].rstrip("/")
    return ""


def of_scanner(address: str) -> ScannerState:
    """Ask the scanner at an eSCL address; GONE when it gives no status."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/ScannerStatus", timeout=PATIENCE) as answer:
            text = answer.read(MOST_BYTES).decode("utf-8", errors="replace")
    except (urllib.error.URLError, OSError, ValueError):
        return ScannerState.GONE
    feeder = _ADF_STATES.get(_element(text, "AdfState"), ScannerState.READY)
    if feeder in (ScannerState.READY, ScannerState.EMPTY):
        return _STATES.get(_element(text, "State"), feeder)
    return feeder


def _element(text: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}>\s*(\w+)\s*<", text)
    return found[1] if found else ""
