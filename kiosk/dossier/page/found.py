"""What is found on one scanned side, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]  # rows x columns (x 3: blue, green, red), as OpenCV has it
Point = tuple[float, float]  # x, y
Box = tuple[float, float, float, float]  # left, top, right, bottom


class PageVerdict(StrEnum):
    """Whether the side can be used; each but OK names why a person must scan it again."""

    OK = "ok"
    TOO_DARK = "too-dark"  # the paper itself is dark: the lid was open, or the lamp fails
    BLURRED = "blurred"  # the ink has no sharp edges: the sheet did not lie flat
    CUT_EDGE = "cut-edge"  # part of the sheet lay outside of what was scanned


class PageReason(StrEnum):
    """Why nothing can be made of a picture."""

    NO_PICTURE = "no-picture"  # not an image of a kind that is taken
    TOO_LARGE = "too-large"  # more pixels than a page can have; said before any is decoded
    TOO_SMALL = "too-small"  # less than a stamp
    NO_PROFILE = "no-profile"  # nobody wrote a profile of that name


class MakeError(ValueError):
    """No page can be made; `reason` says why. The text never quotes what was scanned."""

    def __init__(self, reason: PageReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Found:
    """What was found on one side. Its codes are a citizen's, so they never show themselves."""

    sheet: tuple[
        Point, Point, Point, Point
    ]  # raw pixels; of the upright page: clockwise from top left
    turned: int  # 0 | 90 | 180 | 270: degrees clockwise by which it was turned to stand upright
    skew: float  # degrees clockwise by which it lay askew, and no longer does; within -45..45
    width_mm: float  # of the upright page
    height_mm: float
    size: str  # "A4", "A5", ...; "receipt" for a till's strip; "" for none of them
    blank: bool  # nobody wrote or printed on it; it is kept all the same
    verdict: PageVerdict
    codes: tuple[str, ...] = field(default=(), repr=False)  # texts of its QR codes, from the top


class LayerKind(StrEnum):
    """How a layer is written down."""

    COLOUR = "colour"  # JPEG (ITU-T T.81), YCbCr
    GREY = "grey"  # JPEG of one component
    INK = "ink"  # CCITT Group 4 (ITU-T T.6): a stencil that one flat colour is painted through


@dataclass(frozen=True)
class Layer:
    """One picture of a page, ready for a PDF."""

    kind: LayerKind
    data: bytes = field(repr=False)
    width: int  # pixels of `data`
    height: int
    box: Box  # where it lies: millimetres from the page's top left corner
    colour: tuple[int, int, int] = (0, 0, 0)  # of INK: red, green, blue


@dataclass(frozen=True)
class MadePage:
    """One side, upright, straight and cropped to its sheet: layers from the bottom up."""

    found: Found
    width_mm: float  # of the page that is written: the sheet's
    height_mm: float
    layers: tuple[Layer, ...]
    preview: bytes = field(repr=False)  # JPEG of the upright page, 75 dpi, for a screen

    @property
    def size(self) -> int:
        """Bytes of all layers; the PDF adds about 1 kB a page."""
        return sum(len(layer.data) for layer in self.layers)
