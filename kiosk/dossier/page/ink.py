"""What stands on the paper: how deep each fine pixel lies below it, and which of them are ink."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.dossier.page.found import Picture
from kiosk.dossier.page.geometry import COARSE, FINE, MM, PER_CELL, Placed
from kiosk.dossier.page.paper import Paper

BAND = 256  # fine rows held as colours at a time

FAINT_SHARE = 0.33  # of the deepest around: above it a pixel is ink; half would lose carbon copies
STRONG_SHARE = 0.45  # where what is around is black: small marks of print must not fill in
FAINT_TO, STRONG_FROM = 110, 185  # of 255: depth of carbon copies and pencil, and of black print
AROUND = round(3 / MM * COARSE) | 1  # coarse pixels: 1.5 mm either way
FLOOR = 0.085  # of paper's light: noise stays below
FAINT = 0.25  # of the page's strong ink: the other side shows less
STRONG = 95  # per cent of the inked cells are less deep than strong ink

SHARPEN = 0.8  # of what a blur of a pixel takes away is given back
SOFT = 0.45  # of the depth: the steepest step of a fold or of the other side; ink has more
SHALLOW = 0.45  # of the strong ink: only so far may softness unmake ink
BLURRED = 0.45  # of the depth: the steepest step of a page that did not lie flat
LONELY = 3  # fine pixels of ink within 5 x 5: dust
RIM = 5  # fine pixels at the page's border that may still show the bed


@dataclass(frozen=True)
class Depths:
    """How deep a page's pixels lie below its paper: 255 = no light left in one of the colours."""

    fine: Picture  # 300 dpi
    deepest: Picture  # 75 dpi: of each cell's fine pixels
    steepest: Picture  # 75 dpi: the largest step between neighbours in each cell
    strong: float  # of the page's strong ink

    @property
    def sharpness(self) -> float:
        """The steepest steps of strong ink over its depth: 1.0 is ideal; 1.0 too where there is none."""
        strong = (self.deepest > 0.6 * self.strong) & (self.deepest > 40)
        if np.count_nonzero(strong) < 20:
            return 1.0
        around = np.ones((3, 3), np.uint8)
        steps = cv2.dilate(self.steepest, around)[strong].astype(np.float32)
        return float(np.median(steps / cv2.dilate(self.deepest, around)[strong]))


def bands(height: int) -> Iterator[tuple[int, int]]:
    """First and last fine row (beyond) of each band of a page."""
    for top in range(0, height, BAND):
        yield top, min(height, top + BAND)


def grown(
    coarse: Picture, top: int, bottom: int, left: int = 0, right: int | None = None
) -> Picture:
    """A part of a coarse picture at 300 dpi, smoothly; rows and columns are fine ones."""
    right = coarse.shape[1] * PER_CELL if right is None else right
    rows = np.clip(np.arange(top // PER_CELL - 1, bottom // PER_CELL + 1), 0, len(coarse) - 1)
    columns = slice(left // PER_CELL, right // PER_CELL)
    part = np.ascontiguousarray(coarse[rows][:, columns])
    size = (right - left, bottom - top + 2 * PER_CELL)
    wide = cv2.resize(part, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(wide[PER_CELL:-PER_CELL], np.uint8)


def depths_of(raw: Picture, placed: Placed, paper: Paper) -> Depths:
    """How deep every pixel of the upright page lies below its paper."""
    width, height = placed.size
    fine = np.empty((height, width), np.uint8)
    deepest = np.empty((height // PER_CELL, width // PER_CELL), np.uint8)
    steepest = np.empty_like(deepest)
    span = np.ones((3, 3), np.uint8)
    for top, bottom in bands(height):
        page = placed.taken(raw, FINE, (0, top, width, bottom))
        light = cv2.divide(page, grown(paper.bare, top, bottom), scale=255.0)
        blue, green, red = cv2.split(light)
        band = cv2.bitwise_not(cv2.min(cv2.min(blue, green), red), dst=fine[top:bottom])
        cells = slice(top // PER_CELL, bottom // PER_CELL)
        deepest[cells] = _cells(np.asarray(band, np.uint8))
        steepest[cells] = _cells(
            np.asarray(cv2.morphologyEx(band, cv2.MORPH_GRADIENT, span), np.uint8)
        )
    for left, top, right, bottom in paper.photos:
        deepest[top:bottom, left:right] = 0
        steepest[top:bottom, left:right] = 0
    inked = deepest[2:-2, 2:-2][deepest[2:-2, 2:-2] > max(40, int(FLOOR * 255))]
    strong = float(np.percentile(inked, STRONG)) if len(inked) else 255.0
    return Depths(fine, deepest, steepest, strong)


def _cells(fine: Picture) -> Picture:
    """The largest of each coarse cell's fine pixels."""
    rows = np.maximum(np.maximum(fine[0::4], fine[1::4]), np.maximum(fine[2::4], fine[3::4]))
    return np.maximum(
        np.maximum(rows[:, 0::4], rows[:, 1::4]), np.maximum(rows[:, 2::4], rows[:, 3::4])
    )


def limits_of(depths: Depths) -> Picture:
    """Above which depth a pixel is ink, at 75 dpi: by the deepest around it and in all of the page."""
    around = cv2.dilate(depths.deepest, np.ones((AROUND, AROUND), np.uint8))
    smooth = cv2.GaussianBlur(around, (5, 5), 0)
    floor = max(FLOOR * 255, FAINT * depths.strong)
    limits = np.maximum(cv2.LUT(smooth, _shares()), np.uint8(min(254.0, floor)))
    if depths.sharpness >= BLURRED:  # else nothing on the page has an edge to be told by
        limits[_soft(depths)] = 255
    return np.asarray(limits, np.uint8)


def _shares() -> Picture:
    """For each depth of what is around, the depth above which a pixel is ink."""
    around = np.arange(256)
    share = np.interp(around, (FAINT_TO, STRONG_FROM), (FAINT_SHARE, STRONG_SHARE))
    return np.asarray(around * share, np.uint8)


def _soft(depths: Depths) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Cells with folds, stains and the other side's print: shallow, and without an edge."""
    span = np.ones((3, 3), np.uint8)
    deepest = cv2.dilate(depths.deepest, span)
    steepest = cv2.dilate(depths.steepest, span)
    soft = (steepest < SOFT * deepest) & (deepest < SHALLOW * depths.strong)
    return np.asarray(soft, np.bool_)


def ink_of(depths: Depths, limits: Picture, paper: Paper) -> Picture:
    """The page's ink (255) at 300 dpi: no photos, no dust, nothing of the bed at the rim."""
    height, width = depths.fine.shape
    ink = np.empty((height, width), np.uint8)
    for top, bottom in bands(height):
        sharp = _sharpened(depths.fine, top, bottom)
        cv2.compare(sharp, grown(limits, top, bottom), cv2.CMP_GT, dst=ink[top:bottom])
    for left, top, right, bottom in paper.photos:
        ink[top * 4 : bottom * 4, left * 4 : right * 4] = 0
    for rim in (ink[:RIM], ink[-RIM:], ink[:, :RIM], ink[:, -RIM:]):
        rim[:] = 0
    return _without_dust(ink)


def _sharpened(depth: Picture, top: int, bottom: int) -> Picture:
    """A band with some of the lens' blur undone: the bowls of small marks open, hair strokes deepen."""
    first, last = max(0, top - 2), min(len(depth), bottom + 2)
    part = depth[first:last]
    soft = cv2.GaussianBlur(part, (5, 5), 1.2)
    sharp = cv2.addWeighted(part, 1 + SHARPEN, soft, -SHARPEN, 0)
    return np.asarray(sharp[top - first : bottom - first], np.uint8)


def _without_dust(ink: Picture) -> Picture:
    """In bands, for the counts are as large as the ink itself."""
    out = ink.copy()
    for top, bottom in bands(len(ink)):
        first, last = max(0, top - 2), min(len(ink), bottom + 2)
        count = cv2.boxFilter(ink[first:last] & 1, -1, (5, 5), normalize=False)
        out[top:bottom][count[top - first : bottom - first] <= LONELY] = 0
    return out
