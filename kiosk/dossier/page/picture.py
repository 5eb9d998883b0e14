"""A picture file opened as a raw scan, within limits that its header must keep before a pixel is decoded."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from kiosk.dossier.page.found import MakeError, PageReason, Picture

FORMATS = (
    "JPEG",
    "PNG",
    "PPM",
)  # what scanners and scanimage give; each with one decoder of its own
MOST_BYTES = 200 * 1024 * 1024
MOST_PIXELS = 40_000_000  # A4 at 600 dpi is 35 million, two of them at 300 dpi 17
LIKELY_DPI = range(50, 1201)
_MODES = ("1", "L", "P", "RGB", "RGBA", "I;16", "LA")
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError)


@dataclass(frozen=True)
class Opened:
    """One raw scan."""

    raw: Picture  # rows x columns x 3: blue, green, red
    dpi: int
    jpeg: bytes | None = field(repr=False)  # the file itself, where it is a JPEG


def open_picture(path: Path, dpi: int) -> Opened:
    """The picture in a file; `dpi` counts where it does not say its own.

    Raises MakeError: NO_PICTURE, or TOO_LARGE before anything is decoded.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise MakeError(
                PageReason.TOO_LARGE, f"{size // 2**20} MB, and {MOST_BYTES // 2**20} are taken"
            )
        return picture_in(path.read_bytes(), dpi)
    except OSError as error:
        raise MakeError(PageReason.NO_PICTURE, _why(error)) from error


def picture_in(data: bytes, dpi: int) -> Opened:
    """The picture that a file of these bytes has; as `open_picture`."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check(image)
            said, kind = image.info.get("dpi", (dpi, dpi)), image.format
            raw = _whole_jpeg(data) if kind == "JPEG" and image.mode in ("L", "RGB") else None
            if raw is None:
                held = np.asarray(image.convert("RGB"), np.uint8)
                raw = np.asarray(cv2.cvtColor(held, cv2.COLOR_RGB2BGR), np.uint8)
    except Image.DecompressionBombError as error:
        raise MakeError(PageReason.TOO_LARGE) from error
    except MakeError:
        raise
    except _BROKEN as error:
        raise MakeError(PageReason.NO_PICTURE, _why(error)) from error
    return Opened(raw, _likely(said, dpi), data if kind == "JPEG" else None)


def _whole_jpeg(data: bytes) -> Picture | None:
    """Decoded in a third of Pillow's memory; None where the end is missing, of which OpenCV says nothing."""
    if not data.rstrip(b"\0").endswith(b"\xff\xd9"):
        return None
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    raw = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    return None if raw is None else np.asarray(raw, np.uint8)


def _check(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise MakeError(PageReason.TOO_LARGE, f"{width} x {height} pixels")
    if image.mode not in _MODES and image.mode != "CMYK":
        raise MakeError(PageReason.NO_PICTURE, f"pixels of the kind {image.mode}")


def _likely(said: object, dpi: int) -> int:
    match said:
        case (int() | float() as across, int() | float() as down):
            if round(across) in LIKELY_DPI and round(across) == round(down):
                return round(across)
    return dpi


def _why(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case PermissionError() | IsADirectoryError():
            return "it cannot be read"
    return "not a JPEG, PNG or PPM, or broken off"
