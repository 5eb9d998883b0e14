"""A sheet's four edges as straight lines, from the points of its outline and then from its pixels."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.page.found import Picture

REACH = 4.0  # coarse pixels by which the first guess of an edge may err

Cloud = npt.NDArray[np.float64]  # n x 2: x, y


def turned(points: Cloud, degrees: float) -> Cloud:
    """The points turned clockwise about the origin."""
    angle = np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(points @ np.array([[cos, sin], [-sin, cos]]), np.float64)


def along(edge: Cloud, inside: npt.NDArray[np.bool_], degrees: float) -> list[Cloud]:
    """The points of the left, top, right and bottom edge in the sheet's own frame, without corners."""
    there = turned(edge, -degrees)
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


def lean(sides: list[Cloud]) -> float:
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


def sides(
    edge: Cloud, inside: npt.NDArray[np.bool_], degrees: float
) -> tuple[list[float], list[bool]]:
    """Left, top, right and bottom in the sheet's own frame, and which of them were seen."""
    there = turned(edge, -degrees)
    low, high = there.min(axis=0), there.max(axis=0)
    places, seen = [], []
    for side, points in enumerate(along(edge, inside, degrees)):
        axis = side % 2
        visible = len(points) > 0.3 * (high - low)[1 - axis]
        border = float(high[axis] if side >= 2 else low[axis])
        places.append(float(np.median(points[:, axis])) if visible else border)
        seen.append(bool(visible))
    return places, seen


def refined(
    likeness: Picture, frame: list[float], seen: list[bool], degrees: float, least: float
) -> tuple[list[float], float]:
    """The seen sides to a tenth of a pixel, and the degrees that were still missing.

    `least` is the step between sheet and surroundings, in levels of `likeness`, that counts.
    """
    left, top, right, bottom = frame
    lines = []
    for side in range(4):
        points = _crossings(likeness, frame, side, degrees, least)
        lines.append(points if seen[side] and len(points) >= 40 else np.empty((0, 2)))
    missing = lean(lines)
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    better = list(frame)
    for side, points in enumerate(lines):
        if len(points):
            straight = turned(points - middle, -missing) + middle
            better[side] = float(np.median(straight[:, side % 2]))
    return better, missing


def _crossings(
    likeness: Picture, frame: list[float], side: int, degrees: float, least: float
) -> Cloud:
    """Where each profile across a side, followed from the paper, is half way down to the bed or the shadow."""
    axis, far = side % 2, side >= 2
    low, high = frame[1 - axis], frame[3 - axis]
    run = np.arange(low + 0.06 * (high - low), high - 0.06 * (high - low))
    steps = np.arange(-REACH, REACH + 0.1, 0.5)  # from the bed inwards
    grid = np.empty((len(run), len(steps), 2))
    grid[:, :, axis] = (frame[side] + (-steps if far else steps))[None, :]
    grid[:, :, 1 - axis] = run[:, None]
    places = turned(grid.reshape(-1, 2), degrees).reshape(grid.shape).astype(np.float32) - 0.5
    profile = cv2.remap(
        likeness,
        np.ascontiguousarray(places[:, :, 0]),
        np.ascontiguousarray(places[:, :, 1]),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    inner, outer = profile[:, -4:].mean(axis=1), profile.min(axis=1)
    half = (inner + outer) / 2
    below = profile <= half[:, None]
    last = len(steps) - 1 - np.argmax(below[:, ::-1], axis=1)
    good = below[:, :3].any(axis=1) & (last < len(steps) - 4) & (inner - outer > least)
    row, at = np.flatnonzero(good), last[good]
    here, there = profile[row, at].astype(float), profile[row, at + 1].astype(float)
    crossing = steps[at] + 0.5 * (half[good] - here) / np.maximum(there - here, 1)
    points = np.empty((len(row), 2))
    points[:, axis] = frame[side] + (-crossing if far else crossing)
    points[:, 1 - axis] = run[good]
    return points
