"""From the raw scan to the upright page: one map, one warp, any part of the page at any resolution."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.page.found import Picture, Point

MM = 25.4  # in an inch
FINE, MIDDLE, COARSE = 300, 150, 75  # dpi: of ink, of words, of paper
PER_CELL = FINE // COARSE  # fine pixels along a coarse one

Corners = npt.NDArray[
    np.float64
]  # 4 x 2, clockwise from the top left; pixels counted from the edge
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Placed:
    """Where an upright page of so many fine pixels lies on a scan of `dpi`."""

    corners: Corners
    dpi: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in fine pixels, each a whole number of coarse ones."""
        across, down = self.extent
        scale = COARSE / self.dpi
        return (
            max(1, round(across * scale)) * PER_CELL,
            max(1, round(down * scale)) * PER_CELL,
        )

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height in the scan's pixels."""
        left_top, right_top, right_bottom, left_bottom = self.corners
        across = (right_top - left_top + right_bottom - left_bottom) / 2
        down = (left_bottom - left_top + right_bottom - right_top) / 2
        return float(np.hypot(*across)), float(np.hypot(*down))

    @property
    def points(self) -> tuple[Point, Point, Point, Point]:
        one, two, three, four = ((float(x), float(y)) for x, y in self.corners)
        return one, two, three, four

    def turned(self, degrees: int) -> Placed:
        """The same sheet, turned clockwise by 0, 90, 180 or 270 degrees."""
        return Placed(np.roll(self.corners, degrees // 90, axis=0), self.dpi)

    def taken(
        self, scan: Picture, dpi: int, box: tuple[int, int, int, int], scan_dpi: int | None = None
    ) -> Picture:
        """What lies in `box` (left, top, right, bottom; pixels at `dpi`) of the upright page.

        `scan` may be a shrunk copy of the raw scan, of `scan_dpi`.
        """
        left, top, right, bottom = box
        shrunk = (scan_dpi or self.dpi) / self.dpi
        origin = self.corners[0] * shrunk
        width, height = (side * dpi / FINE for side in self.size)
        across = (self.corners[1] - self.corners[0]) * shrunk / width
        down = (self.corners[3] - self.corners[0]) * shrunk / height
        linear = np.stack([across, down], axis=1)
        shift = origin + linear @ (np.array([left, top]) + 0.5) - 0.5
        return np.asarray(
            cv2.warpAffine(
                scan,
                np.hstack([linear, shift[:, None]]),
                (right - left, bottom - top),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            ),
            np.uint8,
        )


def shrunk(picture: Picture, dpi: int, to: int) -> Picture:
    """The whole picture at another resolution, each pixel the mean of those it stands for."""
    height, width = picture.shape[:2]
    size = (max(1, round(width * to / dpi)), max(1, round(height * to / dpi)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def rectangle(middle: Point, width: float, height: float, degrees: float) -> Corners:
    """The corners of a rectangle turned clockwise by `degrees`."""
    angle = np.radians(degrees)
    across = np.array([np.cos(angle), np.sin(angle)]) * width / 2
    down = np.array([-np.sin(angle), np.cos(angle)]) * height / 2
    centre = np.array(middle)
    return np.stack(
        [
            centre - across - down,
            centre + across - down,
            centre + across + down,
            centre - across + down,
        ]
    )
