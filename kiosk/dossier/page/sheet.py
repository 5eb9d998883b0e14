"""The sheet on the scanner's bed: where its edges are, and whether all of it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.dossier.page.edges import Cloud, along, lean, refined, sides, turned
from kiosk.dossier.page.found import Picture
from kiosk.dossier.page.geometry import COARSE, MM, Corners, rectangle
from kiosk.dossier.page.lid import under_lid

TEXT = round(6 / MM * COARSE)  # 6 mm: print, lines and holes up to here are closed over
RING = 3  # coarse pixels at the picture's border where the bed is looked for
BED, STEP = (
    64,
    128,
)  # likeness of the bed, and how much more the paper has; shadows have less than the bed
ON_DARK = BED + 0.4 * STEP  # paper in the fold of a book is this much paper still
ON_LIGHT = BED + 0.55 * STEP  # uneven light on a lid is no paper yet
DARK_BED = 80.0  # levels from which a bed is a dark one
LID_STEP = 7.0  # levels that an edge under a light lid has at least
LEAST_STEP = 11.0  # levels between paper and bed; less is uneven light
RECTANGLE = 0.9  # of a sheet's own bounding rectangle; less is no sheet
STRAIGHT = 0.3  # degrees: a sheet against the glass' stop lies straighter than one that slipped

# Width and height in mm, upright or across; a till's strip is known by its width.
SIZES = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "A6": (105.0, 148.0),
    "F4": (215.0, 330.0),
    "letter": (215.9, 279.4),
    "card": (85.6, 54.0),
}
STRIPS = (57.5, 80.0)
NEAR = 3.0  # mm


@dataclass(frozen=True)
class Sheet:
    """A sheet whose edges were seen."""

    corners: Corners  # coarse pixels, clockwise from the top left as it lies
    degrees: float  # clockwise by which it lies askew, within -45..45
    cut: bool  # part of it lies outside of the scan


def size_of(width_mm: float, height_mm: float) -> str:
    """The name of a paper size, either way round; "receipt", or "" for none."""
    short, long = sorted((width_mm, height_mm))
    for name, known in SIZES.items():
        low, high = sorted(known)
        if abs(short - low) <= NEAR and abs(long - high) <= NEAR:
            return name
    strip = any(abs(short - width) <= NEAR for width in STRIPS)
    return "receipt" if strip and long > short * 1.2 else ""


def find_sheet(coarse: Picture, print_skew: Callable[[], float]) -> Sheet | None:
    """The sheet on a scan of 75 dpi; None where no bed is seen around it, so that it fills the picture.

    `print_skew` is asked, in degrees, only where the sheet's outline does not tell how it lies.
    """
    likeness, step = _likeness(coarse)
    if step < LEAST_STEP:
        return None
    dark_bed = step > DARK_BED
    edge = _outline(likeness, ON_DARK if dark_bed else ON_LIGHT)
    if edge is not None:
        degrees, frame, seen = _outlined(edge, coarse)
    elif not dark_bed:
        degrees = print_skew()
        frame, seen = _whole(coarse, degrees), [False] * 4
    else:
        return None
    if not dark_bed:
        frame, seen = under_lid(likeness, frame, seen, degrees, STEP * LID_STEP / step)
    if not any(seen):
        return None
    (left, top, right, bottom), missing = refined(likeness, frame, seen, degrees, STEP / 4)
    x, y = turned(np.array([[(left + right) / 2, (top + bottom) / 2]]), degrees)[0]
    degrees += missing
    corners = rectangle((float(x), float(y)), right - left, bottom - top, degrees)
    known = size_of((right - left) * MM / COARSE, (bottom - top) * MM / COARSE)
    cut = not all(seen) and (abs(degrees) > STRAIGHT or not known)
    if not dark_bed:  # here an edge that is not seen may still be there
        cut = cut and _runs_out(coarse, seen)
    return Sheet(corners, degrees, cut)


def _outlined(edge: Cloud, coarse: Picture) -> tuple[float, list[float], list[bool]]:
    """Degrees, the sides in the sheet's frame, and which of them were seen."""
    height, width = coarse.shape[:2]
    _, _, degrees = cv2.minAreaRect(edge.astype(np.float32))
    degrees = (degrees + 45) % 90 - 45
    inside = np.all((edge > 1) & (edge < np.array([width, height]) - 1), axis=1)
    degrees += lean(along(edge, inside, degrees))
    return degrees, *sides(edge, inside, degrees)


def _whole(coarse: Picture, degrees: float) -> list[float]:
    """The sides of a sheet as large as the picture."""
    height, width = coarse.shape[:2]
    x, y = turned(np.array([[width / 2, height / 2]]), -degrees)[0]
    return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]


def _runs_out(coarse: Picture, seen: list[bool]) -> bool:
    """Whether ink reaches the scan's border on a side where no edge was seen."""
    grey = cv2.cvtColor(coarse, cv2.COLOR_BGR2GRAY)
    borders = (grey[:, :RING], grey[:RING], grey[:, -RING:], grey[-RING:])
    dark = 0.7 * float(np.median(grey))
    return any(
        not there and np.count_nonzero(border < dark) > 2 * RING
        for border, there in zip(borders, seen, strict=True)
    )


def _likeness(coarse: Picture) -> tuple[Picture, float]:
    """How much each pixel is paper, and the levels between paper and bed if the paper were white."""
    height, width = coarse.shape[:2]
    inner = coarse[height // 5 : height - height // 5, width // 5 : width - width // 5]
    flat = inner[::3, ::3].reshape(-1, 3)
    light = flat.sum(axis=1, dtype=np.int32)
    paper = np.median(flat[light >= np.median(light)], axis=0)
    ring = (coarse[:RING], coarse[-RING:], coarse[:, :RING], coarse[:, -RING:])
    beds = [np.median(side.reshape(-1, 3), axis=0) for side in ring]
    bed = max(beds, key=lambda bed: float(np.abs(paper - bed).max()))
    step = paper - bed
    weight = (STEP * step / max(1.0, step @ step)).astype(np.float32)
    offset = BED - float(bed @ weight)
    held = cv2.transform(coarse, np.array([[*weight, offset]], np.float32))
    return np.asarray(held, np.uint8), float(np.abs(step).max() * 255 / max(1.0, paper.max()))


def _outline(likeness: Picture, least: float) -> Cloud | None:
    """The largest outline, in coarse pixels counted from the edge; None where it is no sheet's."""
    pad = TEXT + 1  # bed all around, or closing would join a sheet to the picture's border
    framed = cv2.copyMakeBorder(likeness, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=BED)
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((TEXT, TEXT), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    paper = cv2.threshold(opened, least, 255, cv2.THRESH_BINARY)[1]
    outlines, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    largest = max(outlines, key=cv2.contourArea)
    area = cv2.contourArea(largest)
    (_, (across, down), _) = cv2.minAreaRect(largest)
    if area < 400 or area < RECTANGLE * across * down:
        return None
    return largest[:, 0, :].astype(np.float64) - pad + 0.5
