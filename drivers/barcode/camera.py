"""A camera as barcode reader: pictures in, texts out through a decoder that the caller brings.

No decoder ships here: none of the installed libraries finds QR codes in pictures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from drivers.barcode import BarcodeError, BarcodeState, Declared, qr

PAUSE = 0.05  # seconds between pictures


@dataclass(frozen=True)
class Frame:
    """One grey picture, a byte a pixel, row by row."""

    width: int
    height: int
    pixels: bytes = field(repr=False)


Decoder = Callable[[Frame], Sequence[str]]  # the texts of all codes in a picture
Camera = Callable[[], Frame | None]  # the next picture; None when the camera is gone


class CameraScanner:
    """Looks at pictures until one has the code of a card."""

    def __init__(self, camera: Camera, decode: Decoder) -> None:
        self._camera = camera
        self._decode = decode

    def state(self) -> BarcodeState | None:
        return None if self._camera() is not None else BarcodeState.SCANNER_GONE

    def scan(self, wait: float) -> Declared:
        until = time.monotonic() + wait
        state = BarcodeState.NOTHING
        while True:
            frame = self._camera()
            if frame is None:
                raise BarcodeError(BarcodeState.SCANNER_GONE)
            for text in self._decode(frame):
                try:
                    return qr.parse(text)
                except BarcodeError as error:
                    state = error.state
            if time.monotonic() >= until:
                raise BarcodeError(state)
            time.sleep(PAUSE)

    def close(self) -> None:
        """The camera is the caller's."""
