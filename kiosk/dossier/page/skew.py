"""How far print lies askew, where no edge of a sheet tells it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.page.found import Picture

MOST = 8.0  # degrees looked at, either way
FEWEST = 1500  # coarse pixels of ink: less is no text
POINTS = 12000
CLEAR = 1.6  # a peak so many times higher than the usual: lines of print

Cloud = npt.NDArray[np.float64]


def text_skew(coarse: Picture) -> float:
    """Degrees clockwise by which lines of print lie askew, upright or sideways; 0.0 without any."""
    grey = cv2.cvtColor(coarse, cv2.COLOR_BGR2GRAY)
    hollow = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8))
    down, across = np.nonzero(hollow > max(20, int(0.3 * float(np.percentile(hollow, 99)))))
    if len(down) < FEWEST:
        return 0.0
    every = len(down) // POINTS + 1
    points = np.stack([across[::every], down[::every]], axis=1).astype(np.float64)
    points -= points.mean(axis=0)
    sharpest, degrees = CLEAR, 0.0
    for line in (points, points[:, ::-1] * (1, -1)):  # sideways: a quarter turn more
        steps = np.arange(-MOST, MOST + 0.01, 0.25)
        scores = np.array([_sharpness(line, step) for step in steps])
        clear = float(scores.max() / np.median(scores))
        if clear > sharpest:
            sharpest, degrees = clear, _peak(line, float(steps[scores.argmax()]))
    return degrees


def _peak(points: Cloud, near: float) -> float:
    steps = np.arange(near - 0.3, near + 0.31, 0.03)
    scores = np.array([_sharpness(points, step) for step in steps])
    smooth = np.convolve(scores, np.ones(5) / 5, mode="same")[2:-2]
    return float(steps[2:-2][smooth.argmax()])


def _sharpness(points: Cloud, degrees: float) -> float:
    """How unevenly ink falls onto rows that are turned by so much."""
    angle = np.radians(degrees)
    rows = points[:, 1] * np.cos(angle) - points[:, 0] * np.sin(angle)
    held = np.bincount((rows - rows.min()).astype(np.intp))
    return float(np.sum(np.diff(held).astype(np.float64) ** 2))
