"""A barcode or MRZ reader on a serial line, or on USB set to act as one."""

from __future__ import annotations

import contextlib
import termios
from collections.abc import Iterator
from pathlib import Path

import serial

from drivers.barcode.lines import LineScanner

BAUD = 115_200
MOST_AT_ONCE = 65_536  # bytes


class SerialLine:
    """An open serial line, ours alone: of two that read, each would get a part."""

    def __init__(self, device: Path, baud: int = BAUD) -> None:
        """Raises OSError when it is not there, or another has it."""
        with _one_error():
            self._port = serial.Serial(str(device), baud, exclusive=True)

    def read(self, wait: float) -> bytes:
        with _one_error():
            self._port.timeout = wait
            return bytes(self._port.read(max(1, min(self._port.in_waiting, MOST_AT_ONCE))))

    def close(self) -> None:
        with contextlib.suppress(OSError, termios.error):
            self._port.close()


def serial_scanner(device: Path, baud: int = BAUD) -> LineScanner:
    return LineScanner(lambda: device, lambda found: SerialLine(found, baud))


@contextlib.contextmanager
def _one_error() -> Iterator[None]:
    """OSError alone: on a line just unplugged pyserial also raises termios.error, and TypeError once closed."""
    try:
        yield
    except termios.error as error:
        raise OSError(*error.args) from None
