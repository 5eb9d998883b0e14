"""How far print lies askew, where no edge of a sheet tells it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.page.found import Picture

MOST = 8.0  # degrees looked at, either way
STEP, FINE_STEP = 0.25, 0.02
FEWEST = 4000  # pixels of ink at 150 dpi: less is no text
ROUGH, EXACT = 10_000, 50_000  # points that are turned, for the first look and for the last
CLEAR = 1.6  # a peak so many times higher than the usual: lines of print

Cloud = npt.NDArray[np.float64]


def text_skew(half: Picture) -> float:
    """Degrees clockwise by which lines of print lie askew on a scan of 150 dpi, upright or sideways.

    0.0 where there are no lines of print.
    """
    grey = cv2.cvtColor(half, cv2.COLOR_BGR2GRAY)
    hollow = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((17, 17), np.uint8))
    down, across = np.nonzero(
        hollow > max(20, int(0.3 * float(np.percentile(hollow[::4, ::4], 99))))
    )
    if len(down) < FEWEST:
        return 0.0
    # Some of them, somewhere within their pixels: in order and on the raster they would favour no turn at all.
    chance = np.random.default_rng(0)
    some = chance.permutation(len(down))[:EXACT]
    points = np.stack([across[some], down[some]], axis=1) + chance.random((len(some), 2))
    points -= points.mean(axis=0)
    sideways = points[:, ::-1] * (1, -1)  # a quarter turn more
    clearest, degrees = CLEAR, 0.0
    for lines in (points, sideways):
        near, clear = _rough(lines[:ROUGH])
        if clear > clearest:
            clearest, degrees = clear, _exact(lines, near)
    return degrees


def _rough(points: Cloud) -> tuple[float, float]:
    """Where ink falls onto rows most unevenly, and how much more so than usual."""
    steps = np.arange(-MOST, MOST + STEP / 2, STEP)
    scores = np.array([_sharpness(points, step) for step in steps])
    return float(steps[scores.argmax()]), float(scores.max() / np.median(scores))


def _exact(points: Cloud, near: float) -> float:
    """The middle of the peak."""
    steps = np.arange(near - 0.4, near + 0.401, FINE_STEP)
    scores = np.array([_sharpness(points, step) for step in steps])
    smooth = np.convolve(scores, np.ones(3) / 3, mode="same")[1:-1]
    weights = np.clip(smooth - 0.8 * smooth.max(), 0, None)
    return float((weights * steps[1:-1]).sum() / weights.sum())


def _sharpness(points: Cloud, degrees: float) -> float:
    """How unevenly ink falls onto rows that are turned by so much."""
    angle = np.radians(degrees)
    rows = points[:, 1] * np.cos(angle) - points[:, 0] * np.sin(angle)
    held = np.bincount((rows - rows.min()).astype(np.intp))
    return float(np.sum(np.diff(held).astype(np.float64) ** 2))
