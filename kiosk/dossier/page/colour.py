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
FEWEST = 300  # fine pixels (2 mm2) in the middle of strokes: fewer are fringes, and black
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
            count, total = _core(np.asarray(light, np.uint8), mask)
            counts[colour] += count
            sums[colour] += total
    for colour in list(found.masks):
        if counts[colour] < FEWEST:
            del found.masks[colour]
            continue
        found.light[colour] = sums[colour] / counts[colour]
        ink &= ~found.masks[colour]
    return found


def _core(light: Picture, mask: Picture) -> tuple[int, Sums]:
    """How many pixels are deeper than the mean of the strokes, and the sum of what they let through.

    Edges are half paper: with them a thin line would be painted too pale, and on coloured paper grey.
    """
    inked = light[mask > 0]
    least = inked.min(axis=1)
    core = inked[least <= least.mean()]
    return len(core), core.sum(axis=0, dtype=np.float64)


def _near_colour(paper: Paper) -> npt.NDArray[np.bool_]:
    light = cv2.divide(paper.page, paper.bare, scale=255.0)
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
    spread = cv2.subtract(most, least)
    coloured = cv2.compare(spread, cv2.convertScaleAbs(most, alpha=SHARE), cv2.CMP_GT)
    tinged = cv2.threshold(spread, LEAST, 255, cv2.THRESH_BINARY)[1]
    coloured = cv2.bitwise_and(cv2.bitwise_and(coloured, tinged), ink)
    if not cv2.countNonZero(coloured):
        return []
    # Edges and fringes go with the stroke they belong to: where colour is more than half of the ink.
    span = (STROKE, STROKE)
    more = cv2.compare(
        cv2.blur(coloured, span), cv2.blur(cv2.convertScaleAbs(ink, alpha=0.5), span), cv2.CMP_GT
    )
    coloured = cv2.bitwise_and(more, ink)
    blue, green, red = cv2.split(cv2.blur(lacking, span))
    is_red = cv2.compare(red, cv2.min(blue, green), cv2.CMP_LT)
    not_red = cv2.bitwise_not(is_red)
    is_blue = cv2.bitwise_and(cv2.compare(blue, green, cv2.CMP_LE), not_red)
    is_green = cv2.bitwise_and(cv2.bitwise_not(is_blue), not_red)
    masks = ((0, is_blue), (1, is_green), (2, is_red))
    parted = [(colour, cv2.bitwise_and(mask, coloured)) for colour, mask in masks]
    return [
        (colour, np.asarray(mask, np.uint8)) for colour, mask in parted if cv2.countNonZero(mask)
    ]
