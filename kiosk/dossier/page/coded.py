"""Pictures of a page coded for a PDF: CCITT Group 4 for ink, JPEG for paper and photos."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image
from PIL.TiffImagePlugin import STRIPBYTECOUNTS, STRIPOFFSETS

from kiosk.dossier.page.found import LayerKind, Picture


def group4(mask: Picture) -> bytes:
    """A stencil (rows x columns, ink where not 0) as one strip of ITU-T T.6, ink as black runs."""
    held = io.BytesIO()
    picture = Image.fromarray(mask).convert("1", dither=Image.Dither.NONE)
    picture.save(held, "TIFF", compression="group4", strip_size=mask.size)
    with Image.open(held, formats=["TIFF"]) as tiff:
        offsets, counts = tiff.tag_v2[STRIPOFFSETS], tiff.tag_v2[STRIPBYTECOUNTS]  # type: ignore[attr-defined]
    if len(offsets) != 1:
        raise AssertionError("libtiff wrote more than one strip")
    return held.getvalue()[offsets[0] : offsets[0] + counts[0]]


def jpeg(picture: Picture, quality: int) -> bytes:
    """A colour (rows x columns x 3) or grey (rows x columns) picture as baseline JPEG."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    done, data = cv2.imencode(".jpg", picture, options)
    if not done:
        raise AssertionError("libjpeg takes any picture of bytes")
    return np.asarray(data, np.uint8).tobytes()


def jpeg_kind(data: bytes, size: tuple[int, int]) -> LayerKind | None:
    """The kind of layer a JPEG of that width and height can be as it is; None for any other."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            kinds = {"RGB": LayerKind.COLOUR, "L": LayerKind.GREY}
            return kinds.get(image.mode) if image.size == size else None
    except (OSError, SyntaxError, Image.DecompressionBombError):
        return None
