"""The layers of a page: paper and photos as JPEG, ink as stencils of flat colours over them."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.dossier.page import coded
from kiosk.dossier.page.codes import Code, read
from kiosk.dossier.page.colour import part_colours
from kiosk.dossier.page.found import Box, Layer, LayerKind, Picture
from kiosk.dossier.page.geometry import COARSE, FINE, MIDDLE, MM, PER_CELL, Placed
from kiosk.dossier.page.ink import FLOOR, Depths, ink_of, limits_of
from kiosk.dossier.page.pale import part_pale
from kiosk.dossier.page.paper import CoarseBox, Paper
from kiosk.dossier.page.profile import Profile

SHADOW = round(25 / MM * COARSE) | 1  # what is broader and grey is a shadow, not a fill
RIM = 2  # coarse pixels (0.7 mm)
TRACE = 0.5  # of what lies below ink: the other side, folds, dirt
CODE = 0.5  # of a code's depth: its modules keep their width
CODE_QUALITY = 70
LEAST_INK = 8  # fine pixels; a stencil of fewer is left out


def paper_layer(paper: Paper, profile: Profile) -> Layer:
    """The paper without its ink and its shadows."""
    ink = cv2.threshold(paper.depth, int(FLOOR * 255), 255, cv2.THRESH_BINARY)[1]
    ink = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    page = cv2.addWeighted(paper.page, TRACE, paper.bare, 1 - TRACE, 0)
    cv2.copyTo(paper.bare, ink, page)
    clean = cv2.medianBlur(_rimless(_lit(np.asarray(page, np.uint8), paper)), 3)
    to = profile.paper_dpi
    if to != COARSE:
        clean = cv2.resize(
            clean, None, fx=to / COARSE, fy=to / COARSE, interpolation=cv2.INTER_LINEAR
        )
    box = (0, 0, paper.page.shape[1], paper.page.shape[0])
    return jpeg_layer(np.asarray(clean, np.uint8), profile.paper_quality, box)


def _rimless(page: Picture) -> Picture:
    """Without what the outermost coarse pixels show of the bed and of the sheet's own shadow."""
    inner = page[RIM:-RIM, RIM:-RIM]
    return np.asarray(cv2.copyMakeBorder(inner, RIM, RIM, RIM, RIM, cv2.BORDER_REPLICATE), np.uint8)


def _lit(page: Picture, paper: Paper) -> Picture:
    """As if the light had been even: broad grey shadows go, colours and fills stay."""
    value = _further(np.asarray(paper.bare.max(axis=2), np.uint8), SHADOW)
    light = cv2.morphologyEx(value, cv2.MORPH_CLOSE, np.ones((SHADOW, SHADOW), np.uint8))
    light = cv2.GaussianBlur(light, (0, 0), SHADOW / 12)[SHADOW:-SHADOW, SHADOW:-SHADOW]
    usual = float(np.percentile(light[::3, ::3], 70))
    full = np.clip(light, 0.3 * usual, usual).astype(np.uint8)
    return np.asarray(cv2.divide(page, cv2.merge([full] * 3), scale=usual), np.uint8)


def _further(value: Picture, span: int) -> Picture:
    """The picture with `span` more pixels all around in which a slope goes on: a book's fold has its deepest
    shadow at the very edge."""
    mirror = cv2.copyMakeBorder(value, span, span, span, span, cv2.BORDER_REFLECT).astype(np.int16)
    edge = cv2.copyMakeBorder(value, span, span, span, span, cv2.BORDER_REPLICATE).astype(np.int16)
    return np.asarray(np.clip(2 * edge - mirror, 0, 255), np.uint8)


def photo_layers(half: Picture, placed: Placed, paper: Paper, profile: Profile) -> list[Layer]:
    """Each photo as a picture of its own; `half` is the raw scan at 150 dpi."""
    layers = []
    for box in paper.photos:
        left, top, right, bottom = (round(side * profile.photo_dpi / COARSE) for side in box)
        photo = placed.taken(half, profile.photo_dpi, (left, top, right, bottom), MIDDLE)
        layers.append(jpeg_layer(photo, profile.photo_quality, box))
    return layers


def ink_layers(
    raw: Picture,
    placed: Placed,
    paper: Paper,
    depths: Depths,
    codes: tuple[Code, ...],
    coloured: bool,
) -> list[Layer]:
    """Black, and if `coloured` each colour of ink; then codes that no stencil keeps readable."""
    limits = limits_of(depths)
    for code in codes:
        left, top, right, bottom = code.box
        here = depths.deepest[top:bottom, left:right]
        limits[top:bottom, left:right] = int(CODE * float(np.percentile(here, 90)))
    ink = ink_of(depths, limits, paper)
    patches = [
        _patch(raw, placed, code, ink) for code in codes if code.text not in read(_part(ink, code))
    ]
    usual = paper.colour
    if not coloured:
        return [*_stencil(ink, (0, 0, 0)), *patches]
    colours = part_colours(raw, placed, paper, ink)
    layers = []
    for colour, mask in sorted(colours.masks.items()):
        layers += _stencil(mask, colours.tint(colour, usual))
    del colours  # two or three masks as large as the page
    pale = part_pale(depths, ink)
    if pale is not None:
        layers += _stencil(pale, _grey(depths, pale, usual))
    return [*_stencil(ink, _grey(depths, ink, usual)), *layers, *patches]


def _part(picture: Picture, code: Code) -> Picture:
    """A code as it will be seen: ink black, paper white."""
    left, top, right, bottom = (side * PER_CELL for side in code.box)
    return np.asarray(cv2.bitwise_not(picture[top:bottom, left:right]), np.uint8)


def _patch(raw: Picture, placed: Placed, code: Code, ink: Picture) -> Layer:
    """A code as a small grey picture, taken out of the ink."""
    left, top, right, bottom = (side * PER_CELL for side in code.box)
    page = placed.taken(raw, FINE, (left, top, right, bottom))
    ink[top:bottom, left:right] = 0
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    return jpeg_layer(grey, CODE_QUALITY, code.box)


def _grey(depths: Depths, ink: Picture, paper: tuple[int, int, int]) -> tuple[int, int, int]:
    """Red, green, blue of ink without a colour: as deep as its strokes are in their middle."""
    held = cv2.calcHist([depths.fine], [0], ink, [256], [0, 256]).ravel()
    if not held.any():
        return 0, 0, 0
    deeper = int(np.searchsorted(np.cumsum(held), 0.8 * held.sum()))
    blue, green, red = (round(under * (255 - deeper) / 255) for under in paper)
    return red, green, blue


def _stencil(mask: Picture, tint: tuple[int, int, int]) -> list[Layer]:
    """A mask cropped to what is in it; none where there is nothing."""
    left, top, width, height = cv2.boundingRect(mask)
    if cv2.countNonZero(mask) < LEAST_INK:
        return []
    part = np.ascontiguousarray(mask[top : top + height, left : left + width])
    box = _box((left, top, left + width, top + height), FINE)
    return [Layer(LayerKind.INK, coded.group4(part), width, height, box, tint)]


def jpeg_layer(picture: Picture, quality: int, box: CoarseBox) -> Layer:
    """A colour or grey picture that fills a coarse box of the page."""
    kind = LayerKind.COLOUR if picture.ndim == 3 else LayerKind.GREY
    height, width = picture.shape[:2]
    return Layer(kind, coded.jpeg(picture, quality), width, height, _box(box, COARSE))


def _box(box: CoarseBox, dpi: int) -> Box:
    left, top, right, bottom = (side * MM / dpi for side in box)
    return left, top, right, bottom
