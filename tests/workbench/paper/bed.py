"""The scanner: how a sheet lies on its bed, and what its lamp, lens and sensor make of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from tests.workbench.paper.truth import Matrix, Picture
from tests.workbench.papers.sheet import px

Shade = npt.NDArray[np.float32]


class Bed(StrEnum):
    """What is seen around the sheet."""

    DARK = "dark"  # black: the sheet's edges are plain
    WHITE = "white"  # a white lid, hardly darker than paper, with a thin shadow at two edges
    FULL = "full"  # nothing: the picture is as large as the sheet, which fills the glass


_SHADES = {Bed.DARK: (42, 40, 43), Bed.WHITE: (226, 229, 228), Bed.FULL: (232, 233, 233)}


@dataclass(frozen=True)
class Lying:
    """How the sheet lies, and how well it is scanned."""

    bed: Bed = Bed.DARK
    skew: float = 0.0  # degrees clockwise
    turned: int = 0  # degrees clockwise that make it upright again
    margin: float = 7.0  # mm of bed around the sheet
    cut: float = 0.0  # mm of the sheet that lie beyond the scan's right edge
    noise: float = 4.0  # sigma of 255
    blur: float = 1.0  # sigma in pixels
    lamp: float = 1.0  # share of the light there should be
    uneven: float = 0.03  # of the light, from place to place
    shade: float = 0.0  # of 255, by which the bed is lighter than others


def placed(width: int, height: int, lying: Lying) -> tuple[Matrix, tuple[int, int]]:
    """Where a sheet of so many pixels comes to lie on the raw scan, and the scan's width and height."""
    angle = math.radians(lying.skew - lying.turned)
    cos, sin = math.cos(angle), math.sin(angle)
    turn = np.array([(cos, -sin, 0), (sin, cos, 0), (0, 0, 1)])
    corners = np.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)]) @ turn.T
    low, high = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
    if (
        lying.bed is Bed.FULL
    ):  # turned about its middle; what leaves the glass is a sliver of margin
        across = (height, width) if lying.turned in (90, 270) else (width, height)
        shift = (np.array(across) - low - high) / 2
    else:
        across = tuple(np.ceil(high - low).astype(int) + 2 * px(lying.margin))
        shift = px(lying.margin) - low
    move = np.array([(1, 0, shift[0]), (0, 1, shift[1]), (0, 0, 1)])
    cut = px(lying.cut + lying.margin) if lying.cut else 0
    return move @ turn, (int(across[0]) - cut, int(across[1]))


def scan(sheet: Picture, matrix: Matrix, size: tuple[int, int], lying: Lying, seed: int) -> Picture:
    """The raw scan of a sheet that lies there: BGR, `size` wide and high. Equal seeds give equal scans."""
    chance = np.random.default_rng(seed)
    raw = _bed((sheet.shape[0], sheet.shape[1]), matrix, size, lying)
    cv2.warpPerspective(
        sheet, matrix, size, raw, cv2.INTER_CUBIC, borderMode=cv2.BORDER_TRANSPARENT
    )
    raw = cv2.GaussianBlur(raw, (0, 0), lying.blur)
    light = lying.lamp * (1 + lying.uneven * _slow(size, chance))
    for top in range(0, size[1], 256):  # in bands: a whole page of floats is 350 MB
        band = raw[top : top + 256].astype(np.float32)
        band *= light[top : top + 256, :, None]
        band += chance.standard_normal(band.shape, dtype=np.float32) * np.float32(lying.noise)
        raw[top : top + 256] = np.clip(band, 0, 255).astype(np.uint8)
    return raw


def _bed(sheet: tuple[int, int], matrix: Matrix, size: tuple[int, int], lying: Lying) -> Picture:
    bed = np.empty((size[1], size[0], 3), dtype=np.uint8)
    bed[:] = [round(shade + lying.shade) for shade in _SHADES[lying.bed]]
    if lying.bed is Bed.WHITE:  # the sheet's thickness throws a shadow to the right and below
        height, width = sheet
        corners = np.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)])
        there = (corners @ matrix.T)[:, :2] + 5
        cv2.fillConvexPoly(bed, np.rint(there).astype(np.int32), (206, 208, 208), cv2.LINE_AA)
        bed[:] = cv2.GaussianBlur(bed, (0, 0), 2.5)
    return bed


def _slow(size: tuple[int, int], chance: np.random.Generator) -> Shade:
    """Something between -1 and 1 that changes slowly over the glass."""
    coarse = chance.uniform(-1, 1, (4, 3)).astype(np.float32)
    return cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
