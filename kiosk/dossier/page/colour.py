"""Coloured ink told from black, by the share of light it lets through: on any paper, in any shadow."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.page.found import Picture
from kiosk.dossier.page.geometry import FINE, PER_CELL, Placed
from kiosk.dossier.page.ink import bands, grown
from kiosk.dossier.page.paper import Paper

# A pixel lets through what its ink lets through, in part: how much one colour lacks more than another,
# over what is lacking at all, is the same in a stroke's middle and at its edge.
SHARE = 0.22
LEAST = 16  # of 255: what noise never does
TINGE = 24  # of 255: a cell of the coarse page that may hold coloured ink
NEAR = 5  # coarse pixels around such a cell
FEWEST = 500  # fine pixels (3.6 mm2): fewer are fringes, and black
STROKE = 5  # fine pixels in which most decide

Sums = npt.NDArray[np.float64]


class Colours:
    """The page's ink parted into black and up to three colours, each with the tint it has in the mean."""

    def __init__(self) -> None:
        self.masks: dict[
            int, Picture
        ] = {}  # by the colour let through most: 0 blue, 1 green, 2 red
        self.light: dict[
            int, Sums
        ] = {}  # what is let through in the mean: blue, green, red, of 255

    def tint(self, colour: int, paper: tuple[int, int, int]) -> tuple[int, int, int]:
        """Red, green, blue of an ink on this paper."""
        blue, green, red = (
            round(min(255.0, part * under / 255))
            for part, under in zip(self.light[colour], paper, strict=True)
        )
        return red, green, blue


def part_colours(raw: Picture, placed: Placed, paper: Paper, ink: Picture) -> Colours:
    """Moves coloured ink out of `ink`, which keeps the black."""
    found = Colours()
    near = _near_colour(paper)
    if not near.any():
        return found
    sums = {colour: np.zeros(3) for colour in range(3)}
    counts = dict.fromkeys(range(3), 0)
    for top, bottom in bands(len(ink)):
        columns = np.flatnonzero(near[top // PER_CELL : bottom // PER_CELL].any(axis=0))
        if not len(columns):
            continue
        left, right = int(columns[0]) * PER_CELL, int(columns[-1] + 1) * PER_CELL
        here = ink[top:bottom, left:right]
        page = placed.taken(raw, FINE, (left, top, right, bottom))
        light = cv2.divide(page, grown(paper.bare, top, bottom, left, right), scale=255.0)
        for colour, mask in _parted(np.asarray(light, np.uint8), here):
            whole = found.masks.setdefault(colour, np.zeros_like(ink))
            whole[top:bottom, left:right] = mask
            count = cv2.countNonZero(mask)
            counts[colour] += count
            sums[colour] += np.array(cv2.mean(light, mask)[:3]) * count
    for colour in list(found.masks):
        if counts[colour] < FEWEST:
            del found.masks[colour]
            continue
        found.light[colour] = sums[colour] / counts[colour]
        ink &= ~found.masks[colour]
    return found


def _near_colour(paper: Paper) -> npt.NDArray[np.bool_]:
    light = cv2.divide(paper.page, cv2.max(paper.bare, 1), scale=255.0)
    blue, green, red = cv2.split(light)
    spread = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
    for left, top, right, bottom in paper.photos:
        spread[top:bottom, left:right] = 0
    tinged = cv2.threshold(spread, TINGE, 255, cv2.THRESH_BINARY)[1]
    calm = cv2.morphologyEx(tinged, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return np.asarray(cv2.dilate(calm, np.ones((NEAR, NEAR), np.uint8)) > 0)


def _parted(light: Picture, ink: Picture) -> list[tuple[int, Picture]]:
    """The coloured ink of a band: by the colour that it lets through most, a mask."""
    lacking = cv2.blur(cv2.bitwise_not(light), (3, 3))
    blue, green, red = cv2.split(lacking)
    most = cv2.max(cv2.max(blue, green), red)
    least = cv2.min(cv2.min(blue, green), red)
    need = cv2.max(cv2.convertScaleAbs(most, alpha=SHARE), float(LEAST))
    coloured = cv2.compare(cv2.subtract(most, least), need, cv2.CMP_GT) & ink
    if not coloured.any():
        return []
    # Edges and fringes go with the stroke they belong to.
    span = (STROKE, STROKE)
    twice = cv2.boxFilter(coloured & 1, -1, span, normalize=False) * 2
    coloured = cv2.compare(twice, cv2.boxFilter(ink & 1, -1, span, normalize=False), cv2.CMP_GT)
    coloured &= ink
    blue, green, red = cv2.split(cv2.blur(lacking, span))
    is_red = cv2.compare(red, cv2.min(blue, green), cv2.CMP_LT)
    is_blue = cv2.compare(blue, green, cv2.CMP_LE) & ~is_red
    masks = ((0, is_blue), (1, ~(is_red | is_blue)), (2, is_red))
    parted = [(colour, np.asarray(mask & coloured, np.uint8)) for colour, mask in masks]
    return [(colour, mask) for colour, mask in parted if mask.any()]
