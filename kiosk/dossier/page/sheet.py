"""The sheet on the scanner's bed: where its edges are, and whether all of it is there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.page.found import Picture
from kiosk.dossier.page.geometry import COARSE, MM, Corners, rectangle

TEXT = round(6 / MM * COARSE)  # 6 mm: print, lines and holes up to here are closed over
RING = 3  # coarse pixels at the picture's border where the bed is looked for
SHADOW = 100  # of 255: paper in the fold of a book is this much paper still
DARK_BED = 80.0  # levels from which a bed is a dark one
LEAST_STEP = 11.0  # levels between paper and bed; less is uneven light
REACH = 4.0  # coarse pixels by which the first guess of an edge may err
RECTANGLE = 0.9  # of a sheet's own bounding rectangle; less is no sheet
STRAIGHT = 0.3  # degrees: a sheet against the glass' stop lies straighter than one that slipped

Cloud = npt.NDArray[np.float64]  # n x 2

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


def find_sheet(coarse: Picture) -> Sheet | None:
    """The sheet on a scan of 75 dpi; None where no bed is seen around it, so that it fills the picture."""
    likeness, step = _likeness(coarse)
    if step < LEAST_STEP:
        return None
    edge = _outline(likeness, SHADOW if step > DARK_BED else 140)
    if edge is None:
        return None
    height, width = coarse.shape[:2]
    _, _, degrees = cv2.minAreaRect(edge.astype(np.float32))
    degrees = (degrees + 45) % 90 - 45
    inside = np.all((edge > 1) & (edge < np.array([width, height]) - 1), axis=1)
    degrees += _lean(_along(edge, inside, degrees))
    frame, seen = _sides(edge, inside, degrees)
    (left, top, right, bottom), lean = _refined(likeness, frame, seen, degrees)
    degrees += lean
    x, y = _turn(np.array([[(left + right) / 2, (top + bottom) / 2]]), degrees - lean)[0]
    corners = rectangle((float(x), float(y)), right - left, bottom - top, degrees)
    known = size_of((right - left) * MM / COARSE, (bottom - top) * MM / COARSE)
    cut = not all(seen) and (abs(degrees) > STRAIGHT or not known)
    return Sheet(corners, degrees, cut)


def _likeness(coarse: Picture) -> tuple[Picture, float]:
    """How much each pixel is paper (255) and how little bed (0), and the levels between them."""
    height, width = coarse.shape[:2]
    inner = coarse[height // 5 : height - height // 5, width // 5 : width - width // 5]
    flat = inner.reshape(-1, 3)
    light = flat.sum(axis=1, dtype=np.int32)
    paper = np.median(flat[light >= np.median(light)], axis=0)
    ring = (coarse[:RING], coarse[-RING:], coarse[:, :RING], coarse[:, -RING:])
    beds = [np.median(side.reshape(-1, 3), axis=0) for side in ring]
    bed = max(beds, key=lambda bed: float(np.abs(paper - bed).max()))
    step = paper - bed
    weight = (255 * step / max(1.0, step @ step)).astype(np.float32)
    offset = -float(bed @ weight)
    held = cv2.transform(coarse, np.array([[*weight, offset]], np.float32))
    return np.asarray(held, np.uint8), float(np.abs(step).max())


def _outline(likeness: Picture, least: int) -> Cloud | None:
    """The largest outline, in coarse pixels counted from the edge; None where it is no sheet's."""
    pad = TEXT + 1  # bed all around, or closing would join a sheet to the picture's border
    framed = cv2.copyMakeBorder(likeness, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
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


def _turn(points: Cloud, degrees: float) -> Cloud:
    angle = np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    return points @ np.array([[cos, sin], [-sin, cos]])


def _along(edge: Cloud, inside: npt.NDArray[np.bool_], degrees: float) -> list[Cloud]:
    """The points of the left, top, right and bottom edge in the sheet's own frame, without corners."""
    there = _turn(edge, -degrees)
    low, high = there.min(axis=0), there.max(axis=0)
    length = high - low
    found = []
    for side in range(4):
        axis, far = side % 2, side >= 2
        border = high[axis] if far else low[axis]
        other = 1 - axis
        near = np.abs(there[:, axis] - border) < 0.03 * length[axis] + 3
        middle = np.abs(there[:, other] - (low + high)[other] / 2) < 0.44 * length[other]
        found.append(there[near & middle & inside])
    return found


def _lean(sides: list[Cloud]) -> float:
    """Degrees that are still missing, from straight lines along the left, top, right and bottom edge."""
    total, weights = 0.0, 0.0
    for side, points in enumerate(sides):
        axis = side % 2
        run = points[:, 1 - axis]
        if len(points) < 40 or np.ptp(run) < 40:
            continue
        slope = _slope(run, points[:, axis])
        weight = float(np.ptp(run)) ** 2
        total += weight * (slope if axis else -slope)
        weights += weight
    return float(np.degrees(np.arctan(total / weights))) if weights else 0.0


def _slope(run: npt.NDArray[np.float64], off: npt.NDArray[np.float64]) -> float:
    """The slope of a line through most of the points: bent corners and tears stand aside."""
    keep = np.ones(len(run), np.bool_)
    slope = 0.0
    for _ in range(4):
        slope, start = np.polyfit(run[keep], off[keep], 1)
        wrong = np.abs(off - slope * run - start)
        keep = wrong <= max(1.0, 1.5 * float(np.median(wrong)))
    return float(slope)


def _sides(
    edge: Cloud, inside: npt.NDArray[np.bool_], degrees: float
) -> tuple[list[float], list[bool]]:
    """Left, top, right and bottom in the sheet's own frame, and which of them were seen."""
    there = _turn(edge, -degrees)
    low, high = there.min(axis=0), there.max(axis=0)
    places, seen = [], []
    for side, points in enumerate(_along(edge, inside, degrees)):
        axis = side % 2
        visible = len(points) > 0.3 * (high - low)[1 - axis]
        border = float(high[axis] if side >= 2 else low[axis])
        places.append(float(np.median(points[:, axis])) if visible else border)
        seen.append(bool(visible))
    return places, seen


def _refined(
    likeness: Picture, frame: list[float], seen: list[bool], degrees: float
) -> tuple[list[float], float]:
    """The seen sides to a tenth of a pixel, and the degrees that were still missing.

    Along each side, every profile across it is followed from the bed to where it is half paper.
    """
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    left, top, right, bottom = frame
    lines: list[Cloud] = []
    for side in range(4):
        axis, far = side % 2, side >= 2
        low, high = ((top, bottom), (left, right))[axis]
        run = np.arange(low + 0.06 * (high - low), high - 0.06 * (high - low))
        steps = np.arange(-REACH, REACH + 0.1, 0.5)  # from the bed inwards
        across = frame[side] + (-steps if far else steps)
        grid = np.empty((len(run), len(steps), 2))
        grid[:, :, axis], grid[:, :, 1 - axis] = across[None, :], run[:, None]
        places = (grid @ turn.T - 0.5).astype(np.float32)
        profile = cv2.remap(
            likeness, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        half = profile[:, -4:].mean(axis=1) / 2
        bed = profile <= half[:, None]
        last = len(steps) - 1 - np.argmax(bed[:, ::-1], axis=1)
        good = bed[:, :3].any(axis=1) & (last < len(steps) - 4) & (half > 30)
        if not seen[side] or good.sum() < 40:
            lines.append(np.empty((0, 2)))
            continue
        row, at = np.flatnonzero(good), last[good]
        here, there = profile[row, at].astype(float), profile[row, at + 1].astype(float)
        crossing = steps[at] + 0.5 * (half[good] - here) / np.maximum(there - here, 1)
        points = np.empty((len(row), 2))
        points[:, axis] = frame[side] + (-crossing if far else crossing)
        points[:, 1 - axis] = run[good]
        lines.append(points)
    lean = _lean(lines)
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    better = list(frame)
    for side, points in enumerate(lines):
        if len(points):
            straight = _turn(points - middle, -lean) + middle
            better[side] = float(np.median(straight[:, side % 2]))
    return better, lean
