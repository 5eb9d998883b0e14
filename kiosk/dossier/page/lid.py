"""A sheet under a light lid: its edges are hardly brighter than what is around, but they are straight and long."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.page.edges import turned
from kiosk.dossier.page.found import Picture

AGREE = 0.4  # of the places along an edge: so many must step at the same line
OF_BEST = 0.6  # of the clearest line's: rules of a table step both ways, but lie within the edge
NEAR = 4  # coarse pixels


def under_lid(
    likeness: Picture, frame: list[float], seen: list[bool], degrees: float, least: float
) -> tuple[list[float], list[bool]]:
    """The sides with those put right that no line of steps confirms; `frame` is left, top, right, bottom.

    `least` is the step, in levels of `likeness`, that counts.
    """
    upright, origin = _level(likeness, degrees)
    better, known = list(frame), list(seen)
    for side in range(4):
        axis, far = side % 2, side >= 2
        low, high = (round(frame[at] - origin[1 - axis]) for at in (1 - axis, 3 - axis))
        margin = max(1, (high - low) // 10)
        rows = upright if axis == 0 else upright.T
        edges = rows[max(0, low + margin) : max(1, high - margin)]
        at = round(frame[side] - origin[axis])
        middle = max(0, round((frame[axis] + frame[axis + 2]) / 2 - origin[axis]))
        up, down = _steps(edges, least), _steps(edges, -least)
        # In the fold of a book the paper may be darker than the lid: then the step goes the other way.
        for share in (down, up) if far else (up, down):
            if seen[side] and share[max(0, at - NEAR) : at + NEAR + 1].max(initial=0) >= AGREE:
                break
            share[slice(middle) if far else slice(middle, None)] = 0  # no edge lies beyond it
            lines = np.flatnonzero(share >= max(AGREE, OF_BEST * share.max(initial=0)))
            if len(lines):
                better[side] = float(lines[-1 if far else 0] + origin[axis])
                known[side] = True
                break
    return better, known


def _level(likeness: Picture, degrees: float) -> tuple[Picture, npt.NDArray[np.float64]]:
    """The scan turned so that the sheet lies straight, and where its first pixel is in the sheet's frame."""
    height, width = likeness.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    there = turned(corners, -degrees)
    origin = np.floor(there.min(axis=0))
    size = np.ceil(there.max(axis=0) - origin).astype(int)
    across, down, first = turned(np.array([(1.0, 0.0), (0.0, 1.0), origin + 0.5]), degrees)
    matrix = np.column_stack([across, down, first - 0.5])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    level = cv2.warpAffine(
        likeness,
        matrix,
        (int(size[0]), int(size[1])),
        flags=flags,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(level, np.uint8), origin


def _steps(rows: Picture, least: float) -> npt.NDArray[np.float64]:
    """For each boundary between columns, the share of rows that step by `least` there, up or (negative) down."""
    pairs = rows[:, :-1].astype(np.int16) + rows[:, 1:]
    step = (pairs[:, 2:] - pairs[:, :-2]) / 2
    share = (step > least if least > 0 else step < least).mean(axis=0)
    return np.concatenate([[0.0, 0.0], share, [0.0]])
