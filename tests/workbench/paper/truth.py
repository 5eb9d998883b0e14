"""What is true of a paper that was drawn by code: whatever a page made from its scan is measured against."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]  # rows x columns x 3: blue, green, red, as OpenCV has it
Mask = npt.NDArray[np.bool_]  # rows x columns
Matrix = npt.NDArray[np.float64]  # 3 x 3, homogeneous, x before y
Box = tuple[
    int, int, int, int
]  # left, top, right, bottom: pixels of the clean page, right and bottom outside


@dataclass(frozen=True)
class Line:
    """Printed words that stand on one line; `box` holds every mark above and below them."""

    words: str
    box: Box


@dataclass(frozen=True)
class Region:
    """Coloured ink, or a photo where `colour` is empty: its box, and in it the pixels the ink covers."""

    colour: str  # "red", "blue", "" (a photo)
    box: Box
    mask: Mask = field(repr=False)


@dataclass(frozen=True)
class Truth:
    """What is true of one side; all pixels but `placed` are those of `clean`."""

    clean: Picture = field(
        repr=False
    )  # the upright page, 300 dpi, as it was before it aged and was scanned
    ink: Mask = field(repr=False)  # strokes that were written, printed or stamped; photos are none
    loose: Mask = field(
        repr=False
    )  # where a mark may be kept or not: photos, holes, a copier's specks
    placed: Matrix = field(repr=False)  # from pixels of `clean` to pixels of the raw scan
    turned: int  # 0 | 90 | 180 | 270: degrees clockwise that make it upright again
    skew: float  # degrees clockwise by which it lay askew
    lines: tuple[Line, ...] = ()
    regions: tuple[Region, ...] = ()
    blank: bool = False
    verdict: str = "ok"
    codes: tuple[str, ...] = ()

    @property
    def corners(self) -> npt.NDArray[np.float64]:
        """The sheet's four corners on the raw scan, clockwise from the upright page's top left: 4 x 2."""
        height, width = self.clean.shape[:2]
        square = np.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)], float)
        there = square @ self.placed.T
        return there[:, :2] / there[:, 2:]


@dataclass(frozen=True)
class Paper:
    """One side of a sheet: the raw scan of it (300 dpi), and what is true of it."""

    name: str
    raw: Picture = field(repr=False)
    truth: Truth
