"""QR codes in a grey picture, found by zxing-cpp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

MOST_CODES = 8  # in one picture
MOST_LETTERS = 4096

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Frame:
    """One grey picture, a byte a pixel, row by row."""

    width: int
    height: int
    pixels: bytes = field(repr=False)


def texts(frame: Frame) -> list[str]:
    """The texts of the QR codes in it, each of at most 4096 letters; [] when there are none.

    Raises ValueError when the pixels are not width times height.
    """
    grey = np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width)
    for better in (_as_it_is, _calmed, _sharpened):
        codes = _codes(better(grey))
        if codes:
            return [_text(code)[:MOST_LETTERS] for code in codes[:MOST_CODES]]
    return []


def _codes(grey: Grey) -> Sequence[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_rotate=True,
        try_downscale=True,  # of a noisy picture it finds half as many again
        try_invert=False,  # no card has a white code on black
    )


def _as_it_is(grey: Grey) -> Grey:
    return grey


def _calmed(grey: Grey) -> Grey:
    """Noise smoothed, the darkest made black: for a dim hall."""
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.0)
    return cv2.normalize(smooth, smooth, 0, 255, cv2.NORM_MINMAX).astype(np.uint8, copy=False)


def _sharpened(grey: Grey) -> Grey:
    """Edges lifted: for a card held too near for a fixed lens, or too far."""
    soft = cv2.GaussianBlur(grey, (0, 0), 3.0)
    return cv2.addWeighted(grey, 2.5, soft, -1.5, 0).astype(np.uint8, copy=False)


def _text(code: zxingcpp.Barcode) -> str:
    # A code that does not say its character set leaves zxing-cpp to guess; cards are UTF-8.
    try:
        return code.bytes.decode("utf-8")
    except UnicodeDecodeError:
        return code.text
