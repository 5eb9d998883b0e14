"""A written page painted as a picture to be read: our own documents only, nothing else is interpreted."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pikepdf
from PIL import Image

from kiosk.dossier.ocr.program import DPI
from kiosk.dossier.page.found import Layer, LayerKind, Picture
from kiosk.dossier.page.text import POINTS_PER_MM

MOST_PIXELS = 40_000_000  # of a layer, and of the page: A3 at 300 dpi has 17 million
_LUMA = (0.299, 0.587, 0.114)  # of red, green, blue (ITU-R BT.601)
_UNSEEN = frozenset({"BT", "ET", "Tf", "Tm", "Tz", "Tj"})  # in rendering mode 3


class NotOurs(Exception):
    """The page is not one of those this kiosk writes; the text never quotes it."""


def painted(width_mm: float, height_mm: float, layers: tuple[Layer, ...]) -> Picture:
    """The page in grey at 300 dpi, rows x columns. Raises NotOurs for layers that cannot be."""
    width, height = round(width_mm / 25.4 * DPI), round(height_mm / 25.4 * DPI)
    if not (width > 0 and height > 0 and width * height <= MOST_PIXELS):
        raise NotOurs("no page is so large")
    canvas = np.full((height, width), 255, np.uint8)
    for layer in layers:
        _paint(canvas, layer)
    return canvas


def written_page(pdf: bytes, number: int) -> tuple[float, float, tuple[Layer, ...]]:
    """Width and height in mm, and the layers, of page `number` (from 1) of a document; raises NotOurs.

    As it is written: a page that viewers turn (/Rotate) is told as it is before that.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            page = opened.pages[number - 1]
            left, foot, right, top = (float(edge) for edge in page.mediabox)
            layers = tuple(_layers(page, (left, top)))
    except NotOurs:
        raise
    except (pikepdf.PdfError, IndexError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotOurs(type(error).__name__) from error
    return (right - left) / POINTS_PER_MM, (top - foot) / POINTS_PER_MM, layers


def _layers(page: pikepdf.Page, corner: tuple[float, float]) -> Iterator[Layer]:
    """The pictures in the order they are painted: `q [colour] place cm /Name Do Q`, again and again."""
    colour, place = (0, 0, 0), (0.0, 0.0, 0.0, 0.0)
    for step in pikepdf.parse_content_stream(page):
        operands, name = step.operands, str(step.operator)
        if name == "rg":
            red, green, blue = (round(float(part) * 255) for part in operands)
            colour = red, green, blue
        elif name == "cm":
            place = _box([float(part) for part in operands], corner)
        elif name == "Do":
            yield _layer(page.resources["/XObject"][str(operands[0])], place, colour)
        elif name == "Q":
            colour = (0, 0, 0)
        elif name == "Tr" and int(operands[0]) != 3:
            raise NotOurs("it shows text")
        elif name not in _UNSEEN and name not in ("q", "Tr"):
            raise NotOurs("it draws what we do not")


def _box(matrix: list[float], corner: tuple[float, float]) -> tuple[float, float, float, float]:
    wide, askew, lean, high, x, y = matrix
    if askew or lean or wide <= 0 or high <= 0:
        raise NotOurs("it lies askew")
    left, top = x - corner[0], corner[1] - y - high
    edges = (left, top, left + wide, top + high)
    return (
        edges[0] / POINTS_PER_MM,
        edges[1] / POINTS_PER_MM,
        edges[2] / POINTS_PER_MM,
        edges[3] / POINTS_PER_MM,
    )


def _layer(
    held: Any,  # noqa: ANN401 - pikepdf's objects are untyped
    box: tuple[float, float, float, float],
    colour: tuple[int, int, int],
) -> Layer:
    width, height = int(held["/Width"]), int(held["/Height"])
    if not (width > 0 and height > 0 and width * height <= MOST_PIXELS):
        raise NotOurs("no picture is so large")
    if "/SMask" in held or "/Mask" in held:
        raise NotOurs("it is masked")
    coded = str(held["/Filter"])
    data = bytes(held.read_raw_bytes())
    if coded == "/DCTDecode":
        return Layer(LayerKind.COLOUR, data, width, height, box)
    if coded == "/CCITTFaxDecode" and bool(held.get("/ImageMask", False)):
        return Layer(LayerKind.INK, data, width, height, box, colour)
    raise NotOurs("coded as we do not")


def _paint(canvas: Picture, layer: Layer) -> None:
    left, top, right, bottom = (round(edge / 25.4 * DPI) for edge in layer.box)
    low, high = max(0, left), max(0, top)
    right, bottom = min(right, canvas.shape[1]), min(bottom, canvas.shape[0])
    if right <= low or bottom <= high:
        return
    size = (right - low, bottom - high)
    under = canvas[high:bottom, low:right]
    if layer.kind is LayerKind.INK:
        ink = cv2.resize(_stencil(layer), size, interpolation=cv2.INTER_NEAREST)
        shade = round(sum(w * part for w, part in zip(_LUMA, layer.colour, strict=True)))
        under[ink > 0] = shade
    else:
        under[:] = cv2.resize(_jpeg(layer), size, interpolation=cv2.INTER_LINEAR)


def _jpeg(layer: Layer) -> Picture:
    return _decoded(layer.data, "JPEG", layer)


def _stencil(layer: Layer) -> Picture:
    """Ink as 255, from one strip of ITU-T T.6 put into the TIFF that its decoder wants."""
    tags = (
        (256, layer.width),
        (257, layer.height),
        (258, 1),  # bits
        (259, 4),  # Group 4
        (262, 1),  # zero is black: what comes out white is ink
        (273, 8 + 2 + 9 * 12 + 4),  # where the strip begins
        (277, 1),
        (278, layer.height),
        (279, len(layer.data)),
    )
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    head = struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + rows + struct.pack("<I", 0)
    return _decoded(head + layer.data, "TIFF", layer)


def _decoded(data: bytes, kind: str, layer: Layer) -> Picture:
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            if image.size != (layer.width, layer.height):
                raise NotOurs("it lies about its size")
            return np.asarray(image.convert("L"), np.uint8)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotOurs(type(error).__name__) from error
