"""A barcode or MRZ reader on a serial line, or on USB set to act as one."""

from __future__ import annotations

import time
from pathlib import Path

import serial

from drivers.barcode import BarcodeError, BarcodeState, Declared
from drivers.barcode.assembled import MOST_LINE, Assembly

SLICE = 0.1  # seconds of one wait for bytes
ENDS = b"\r\n"


class SerialScanner:
    """Opens the device for each scan, so that one unplugged and back works again; from one thread."""

    def __init__(self, device: str, baud: int = 115_200) -> None:
        self._device = device
        self._baud = baud

    def state(self) -> BarcodeState | None:
        return None if Path(self._device).exists() else BarcodeState.SCANNER_GONE

    def scan(self, wait: float) -> Declared:
        try:
            with serial.Serial(self._device, self._baud, timeout=SLICE) as line:
                return _scanned(line, time.monotonic() + wait)
        except (serial.SerialException, OSError):
            raise BarcodeError(BarcodeState.SCANNER_GONE) from None

    def close(self) -> None:
        """Nothing is open between scans."""


def _scanned(line: serial.Serial, until: float) -> Declared:
    """Raises BarcodeError, SerialException."""
    assembly, waiting = Assembly(), bytearray()
    while time.monotonic() < until:
        waiting += line.read(max(1, line.in_waiting))
        if len(waiting) > MOST_LINE:
            raise BarcodeError(BarcodeState.UNREADABLE)
        while (
            end := next((i for i, octet in enumerate(waiting) if octet in ENDS), None)
        ) is not None:
            complete = bytes(waiting[:end])
            del waiting[: end + 1]
            declared = assembly.add(_text(complete))
            if declared is not None:
                return declared
    started = bool(waiting) or assembly.half_way
    raise BarcodeError(BarcodeState.UNREADABLE if started else BarcodeState.NOTHING)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BarcodeError(BarcodeState.UNREADABLE) from None
