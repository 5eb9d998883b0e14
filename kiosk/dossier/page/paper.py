"""The paper under the ink: its colour from place to place, photos on it, and whether anything stands on it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.dossier.page.found import Picture
from kiosk.dossier.page.geometry import COARSE, MM

STROKE = (
    round(5 / MM * COARSE) | 1
)  # print and pens are thinner than 5 mm; what is broader is no stroke
BROAD = 0.15  # of paper's light: a photo or a fill is so much darker over more than a stroke
PHOTO = round(9 / MM * COARSE)  # coarse pixels: no photo on a paper is smaller than 9 mm
SHARP = 10.0  # levels a pixel: the edge of a photo; a shadow fades in
LIVELY = 9.0  # levels of deviation inside a photo; a fill is flat

BLANK_DEPTH = 0.15  # of paper's light
BLANK_EDGE = round(4 / MM * COARSE)  # edges of sheets throw shadows
BLANK_MOST = 60  # coarse pixels of ink; a signature alone has 800
CREASE = 0.45  # of paper's light: a fold is shallower than any rule of print

CoarseBox = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Paper:
    """An upright page at 75 dpi, and the same without anything on it."""

    page: Picture  # rows x columns x 3
    bare: Picture  # rows x columns x 3
    depth: Picture  # rows x columns: how far below paper, 255 = no light at all
    photos: tuple[CoarseBox, ...]
    level: float  # of paper's light, 0 to 255

    @property
    def colour(self) -> tuple[int, int, int]:
        """Of most of the paper: blue, green, red."""
        blue, green, red = np.median(self.bare[::3, ::3].reshape(-1, 3), axis=0)
        return int(blue), int(green), int(red)


def paper_of(page: Picture) -> Paper:
    """What the paper of an upright page of 75 dpi is like."""
    calm = cv2.GaussianBlur(page, (3, 3), 0)
    closed = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, np.ones((STROKE, STROKE), np.uint8))
    bare = np.asarray(cv2.GaussianBlur(cv2.medianBlur(closed, 5), (5, 5), 0), np.uint8)
    depth = 255 - _least(np.asarray(cv2.divide(page, bare, scale=255.0), np.uint8))
    grey = cv2.cvtColor(bare, cv2.COLOR_BGR2GRAY)
    level = float(np.percentile(grey[::3, ::3], 70))
    return Paper(page, bare, depth, _photos(page, bare), level)


def _least(picture: Picture) -> Picture:
    blue, green, red = cv2.split(picture)
    return np.asarray(cv2.min(cv2.min(blue, green), red), np.uint8)


def _photos(page: Picture, bare: Picture) -> tuple[CoarseBox, ...]:
    """Broad, lively and sharply bounded: the boxes of what only a picture of its own can show."""
    usual = np.maximum(np.percentile(bare.reshape(-1, 3)[::7], 70, axis=0), 1)
    scale = np.diag(255 / usual).astype(np.float32)
    dark = 255 - _least(np.asarray(cv2.transform(bare, scale), np.uint8))
    broad = cv2.threshold(dark, int(BROAD * 255), 255, cv2.THRESH_BINARY)[1]
    broad = cv2.morphologyEx(broad, cv2.MORPH_OPEN, np.ones((PHOTO // 2, PHOTO // 2), np.uint8))
    broad = cv2.morphologyEx(broad, cv2.MORPH_CLOSE, np.ones((PHOTO, PHOTO), np.uint8))
    if not broad.any():
        return ()
    steep = _steepness(page)
    count, labels, found, _ = cv2.connectedComponentsWithStats(broad)
    boxes = []
    for index in range(1, count):
        left, top, width, height, area = (int(part) for part in found[index])
        if min(width, height) < PHOTO or area < 0.5 * width * height:
            continue
        here = slice(top, top + height), slice(left, left + width)
        inside = (labels[here] == index).astype(np.uint8)
        inner = cv2.erode(inside, np.ones((7, 7), np.uint8), borderValue=0)
        rim = (cv2.dilate(inside, np.ones((3, 3), np.uint8)) > 0) & (inner == 0)
        flat = bare[here][inner > 0]
        lively = len(flat) > 0 and float(flat.std(axis=0).max()) > LIVELY
        if lively and float(np.median(steep[here][rim])) > SHARP:
            boxes.append(_grown((left, top, left + width, top + height), bare.shape))
    return tuple(boxes)


def _steepness(page: Picture) -> Picture:
    """The steepest step within a millimetre, in levels a coarse pixel."""
    span = np.ones((3, 3), np.uint8)
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    steps = cv2.morphologyEx(cv2.GaussianBlur(grey, (3, 3), 0), cv2.MORPH_GRADIENT, span)
    return np.asarray(cv2.dilate(steps, span), np.uint8)


def _grown(box: CoarseBox, shape: tuple[int, ...]) -> CoarseBox:
    left, top, right, bottom = box
    return max(0, left - 2), max(0, top - 2), min(shape[1], right + 2), min(shape[0], bottom + 2)


def is_blank(paper: Paper) -> bool:
    """Whether nobody wrote, printed or stamped on the page: folds, holes and specks do not count."""
    if paper.photos:
        return False
    ink = paper.depth > BLANK_DEPTH * 255
    for edge in (ink[:BLANK_EDGE], ink[-BLANK_EDGE:], ink[:, :BLANK_EDGE], ink[:, -BLANK_EDGE:]):
        edge[:] = False
    count, labels, found, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    left = 0
    for index in range(1, count):
        x, y, width, height, area = (int(part) for part in found[index])
        if area < 4:
            continue
        inside = labels[y : y + height, x : x + width] == index
        depth = float(np.percentile(paper.depth[y : y + height, x : x + width][inside], 90)) / 255
        if not (_fold(width, height, area, depth) or _hole(width, height, area, depth)):
            left += area
        if left > BLANK_MOST:  # most pages tell with their first letters
            return False
    return True


def _fold(width: int, height: int, area: int, depth: float) -> bool:
    """Long, thin and shallow, or a shred of such."""
    long = float(np.hypot(width, height))
    return depth < CREASE and area < 4.5 * long and (long > 20 or depth < CREASE / 2)


def _hole(width: int, height: int, area: int, depth: float) -> bool:
    """A dark disc, or the rim of one."""
    small, large = sorted((width, height))
    return large <= 30 and small > 0.75 * large and area > 0.6 * width * height and depth > CREASE
