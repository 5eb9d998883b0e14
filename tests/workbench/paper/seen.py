"""A page of a PDF as an independent reader shows it, and where on it the clean page's pixels have come to lie."""

from __future__ import annotations

import math
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from tests.workbench.paper.truth import Mask, Matrix, Paper, Picture, Truth

DPI = 300
COARSE, FINE = 8, 2  # pixels of a page in one of the pictures that are compared
PATCH, MOST = 96, 90  # at FINE: pieces of the clean page that are looked for, and how many
STRIDES = (64, 32, 16)  # at FINE: how far apart; closer where little is written
REACH = (64, 12, 6)  # at FINE: how far off a piece may be, look by look
FEWEST, SCORE = 4, 0.45
Polygon = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """One rendered page, 300 dpi, and how it lies: `there` maps pixels of the clean page to it."""

    page: Picture = field(repr=False)
    there: Matrix | None = field(repr=False)  # None: nothing of the clean page is on it

    @property
    def turned(self) -> int:
        """Degrees clockwise by which it lies turned: 0 is upright; -1 where nothing was found."""
        return -1 if self.there is None else round(self._angle() / 90) * 90 % 360

    @property
    def skew(self) -> float:
        """Degrees by which it still lies askew; infinite where nothing was found."""
        if self.there is None:
            return math.inf
        angle = self._angle()
        return angle - round(angle / 90) * 90

    def upright(self, truth: Truth) -> Picture:
        """The rendered page in the clean page's own pixels."""
        height, width = truth.clean.shape[:2]
        if self.there is None:
            return np.full_like(truth.clean, 255)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpPerspective(
            *(self.page, self.there, (width, height)),
            flags=flags,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        )

    def _angle(self) -> float:
        assert self.there is not None
        return math.degrees(math.atan2(self.there[1, 0], self.there[0, 0]))


def render(pdf: bytes, page: int = 1) -> Picture:
    """A page as poppler's pdftoppm shows it at 300 dpi; raises CalledProcessError where it cannot."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "page.pdf", Path(folder) / "page"
        path.write_bytes(pdf)
        which = ["-f", str(page), "-l", str(page), "-singlefile"]
        subprocess.run(["pdftoppm", "-r", str(DPI), *which, path, out], check=True)
        shown = cv2.imread(str(out.with_suffix(".ppm")), cv2.IMREAD_COLOR)
    assert shown is not None
    return np.asarray(shown, dtype=np.uint8)


def find(page: Picture, truth: Truth) -> Seen:
    """Where the clean page lies on a rendered one: a turn, a shift and a size, from many small pieces."""
    if not truth.ink.any():
        return Seen(page, None)
    drawn = _dark(truth.clean)
    there = _coarse(_dark(page), drawn)
    for reach in REACH:
        there = _closer(page, drawn, truth.ink, there, reach)
        if there is None:
            return Seen(page, None)
    return Seen(page, there)


def visible(paper: Paper) -> Polygon:
    """What of the sheet is on the raw scan at all: a polygon in the clean page's pixels."""
    height, width = paper.raw.shape[:2]
    scanned = moved(_rectangle(width, height), np.linalg.inv(paper.truth.placed))
    return _common(_rectangle(*paper.truth.clean.shape[1::-1]), scanned)[1]


def cropped(seen: Seen, paper: Paper) -> tuple[float, float]:
    """IoU of the rendered page with the true sheet, and the share of the sheet that is on it."""
    if seen.there is None:
        return 0.0, 0.0
    height, width = seen.page.shape[:2]
    shown = moved(_rectangle(width, height), np.linalg.inv(seen.there))
    return overlap(shown, visible(paper))


def overlap(crop: Polygon, sheet: Polygon) -> tuple[float, float]:
    """IoU of two convex polygons, and the share of the second that lies within the first."""
    ours, true = abs(cv2.contourArea(crop)), abs(cv2.contourArea(sheet))
    both = _common(crop, sheet)[0]
    return both / (ours + true - both), min(1.0, both / true)  # it may overshoot by rounding


def moved(points: npt.NDArray[np.floating], matrix: Matrix) -> Polygon:
    """Points through a matrix."""
    return cv2.perspectiveTransform(
        points.astype(np.float32).reshape(-1, 1, 2), matrix.astype(np.float64)
    ).reshape(-1, 2)


def _rectangle(width: int, height: int) -> Polygon:
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)


def _common(one: Polygon, other: Polygon) -> tuple[float, Polygon]:
    area, polygon = cv2.intersectConvexConvex(cv2.convexHull(one), cv2.convexHull(other))
    return float(area), np.asarray(polygon, dtype=np.float32).reshape(-1, 2)


def _dark(page: Picture) -> Picture:
    """Darkness below the local paper, 0 to 255, at FINE."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, None, fx=1 / FINE, fy=1 / FINE, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((31, 31), np.uint8))
    return cv2.subtract(paper, small)


def _coarse(page: Picture, drawn: Picture) -> Matrix:
    """The quarter turn and the shift under which two pages look most alike."""
    step = FINE / COARSE
    small, wanted = (
        cv2.resize(which, None, fx=step, fy=step, interpolation=cv2.INTER_AREA)
        for which in (page, drawn)
    )
    small, wanted = (cv2.GaussianBlur(which, (0, 0), 1.5) for which in (small, wanted))
    best, there = -1.0, np.eye(3)
    for turn in range(4):
        turned = np.ascontiguousarray(np.rot90(wanted, -turn))  # clockwise
        high = max(turned.shape[0] - small.shape[0], 0) + 24
        wide = max(turned.shape[1] - small.shape[1], 0) + 24
        room = cv2.copyMakeBorder(small, high, high, wide, wide, cv2.BORDER_CONSTANT)
        score = cv2.matchTemplate(room, turned, cv2.TM_CCOEFF_NORMED)
        _, most, _, (x, y) = cv2.minMaxLoc(score)
        if most > best:
            best, there = most, _quarter(turn, drawn.shape[1] * FINE, drawn.shape[0] * FINE)
            there[:2, 2] += ((x - wide) * COARSE, (y - high) * COARSE)
    return there


def _quarter(turn: int, width: int, height: int) -> Matrix:
    rows = (
        ((1, 0, 0), (0, 1, 0)),
        ((0, -1, height), (1, 0, 0)),
        ((-1, 0, width), (0, -1, height)),
        ((0, 1, 0), (-1, 0, width)),
    )[turn]
    return np.array([*rows, (0, 0, 1)], dtype=float)


def _closer(page: Picture, drawn: Picture, ink: Mask, there: Matrix, reach: int) -> Matrix | None:
    """A better `there`, from where pieces of the clean page are found within `reach`; None: nowhere."""
    width, height = drawn.shape[1] * FINE, drawn.shape[0] * FINE
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    near = cv2.warpPerspective(
        *(page, there, (width, height)), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    dark = _dark(near)
    here, found = [], []
    for left, top in _pieces(ink):
        piece = drawn[top : top + PATCH, left : left + PATCH]
        low, up = max(left - reach, 0), max(top - reach, 0)
        room = dark[up : top + PATCH + reach, low : left + PATCH + reach]
        if room.shape[0] < PATCH or room.shape[1] < PATCH:
            continue
        score = cv2.matchTemplate(room, piece, cv2.TM_CCOEFF_NORMED)
        _, most, _, (x, y) = cv2.minMaxLoc(score)
        if most >= SCORE:
            across, down = _between(score, x, y)
            here.append((left, top))
            found.append((low + across, up + down))
    if len(here) < FEWEST:
        return None
    fitted, _ = cv2.estimateAffinePartial2D(
        *(np.array(points, dtype=np.float32) * FINE for points in (here, found)),
        method=cv2.RANSAC,
        ransacReprojThreshold=3.0,
    )
    return None if fitted is None else there @ np.vstack([fitted, (0, 0, 1)])


def _pieces(ink: Mask) -> list[tuple[int, int]]:
    """Where on the clean page (FINE) ink is, spread over all of it."""
    small = cv2.resize(
        ink.astype(np.uint8) * 255, None, fx=1 / FINE, fy=1 / FINE, interpolation=cv2.INTER_AREA
    )
    sums = cv2.boxFilter(small.astype(np.float32), -1, (PATCH, PATCH), anchor=(0, 0))
    places: list[tuple[int, int]] = []
    for stride in STRIDES:
        places = [
            (left, top)
            for top in range(0, small.shape[0] - PATCH, stride)
            for left in range(0, small.shape[1] - PATCH, stride)
            if sums[top, left] > 2
        ]
        if len(places) >= MOST:
            break
    # every so many: the richest alone may all lie in one corner
    return places[:: max(1, len(places) // MOST)]


def _between(score: npt.NDArray[np.float32], x: int, y: int) -> tuple[float, float]:
    """The peak between pixels, by a parabola through its neighbours."""
    peak = [float(x), float(y)]
    for axis, (at, last) in enumerate(((x, score.shape[1] - 1), (y, score.shape[0] - 1))):
        if 0 < at < last:
            before, middle, after = (
                float(score[y, x + step] if axis == 0 else score[y + step, x])
                for step in (-1, 0, 1)
            )
            bend = before - 2 * middle + after
            if bend < 0:
                peak[axis] += (before - after) / (2 * bend)
    return peak[0], peak[1]
