"""One scanned side made into a page, by the rules of its profile."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.dossier.page import coded
from kiosk.dossier.page.codes import Code, find_codes
from kiosk.dossier.page.found import (
    Found,
    Layer,
    LayerKind,
    MadePage,
    MakeError,
    PageReason,
    PageVerdict,
    Picture,
)
from kiosk.dossier.page.geometry import COARSE, FINE, MIDDLE, MM, Placed, rectangle, shrunk
from kiosk.dossier.page.ink import BLURRED, Depths, depths_of
from kiosk.dossier.page.layers import ink_layers, jpeg_layer, paper_layer, photo_layers
from kiosk.dossier.page.paper import Paper, is_blank, paper_of
from kiosk.dossier.page.profile import Profile, Written
from kiosk.dossier.page.sheet import find_sheet, size_of
from kiosk.dossier.page.skew import text_skew
from kiosk.dossier.page.upright import marks, turn_of

SMALLEST = 10.0  # mm: a stamp has more
TOO_DARK = 120.0  # of 255: the light of paper
PREVIEW_QUALITY = 60
FULL_FRAME = 1.0  # degrees up to which print on a sheet without edges tells how the sheet lies


@dataclass(frozen=True)
class Examined:
    """One side before anything is made of it."""

    placed: Placed
    degrees: float
    turned: int
    cut: bool
    paper: Paper
    half: Picture  # the raw scan at 150 dpi


def make_page(
    raw: Picture, dpi: int, profile: Profile, jpeg: bytes | None = None, turn: int = 0
) -> MadePage:
    """What lies on the scanner as one clean page.

    `raw` is rows x columns x 3 (blue, green, red), untouched by the call; `jpeg` the scanner's own bytes of it,
    for a profile that leaves them alone; `turn` degrees clockwise (0, 90, 180, 270) by which somebody wants it
    turned beyond what seems upright. Equal scans give equal pages. Raises MakeError (TOO_SMALL).
    """
    height, width = raw.shape[:2]
    if min(height, width) * MM / dpi < SMALLEST:
        raise MakeError(PageReason.TOO_SMALL)
    seen = _examine(raw, dpi, turn)
    paper, placed = seen.paper, seen.placed
    depths = depths_of(raw, placed, paper)
    codes = find_codes(raw, placed, paper)
    found = _found(seen, depths, codes)
    preview = coded.jpeg(paper.page, PREVIEW_QUALITY)
    if profile.written is Written.AS_SCANNED:
        layer = _untouched(raw, dpi, jpeg, profile.photo_quality)
        return MadePage(found, layer.box[2], layer.box[3], (layer,), preview)
    layers = _layers(raw, seen, depths, codes, profile)
    return MadePage(found, found.width_mm, found.height_mm, layers, preview)


def _examine(raw: Picture, dpi: int, turn: int) -> Examined:
    """Where the sheet lies, which way up, and what its paper is like."""
    half = shrunk(raw, dpi, MIDDLE)
    coarse = shrunk(half, MIDDLE, COARSE)
    sheet = find_sheet(coarse, lambda: text_skew(half))
    if sheet is None:
        height, width = coarse.shape[:2]
        degrees, cut = text_skew(half), False
        corners = rectangle((width / 2, height / 2), *_frame(width, height, degrees), degrees)
    else:
        corners, degrees, cut = sheet.corners, sheet.degrees, sheet.cut
    scale = np.array([raw.shape[1] / coarse.shape[1], raw.shape[0] / coarse.shape[0]])
    lying = Placed(corners * scale, dpi)
    across, down = (side * MIDDLE // FINE for side in lying.size)
    grey = np.asarray(cv2.cvtColor(half, cv2.COLOR_BGR2GRAY), np.uint8)
    seems = turn_of(marks(lying.taken(grey, MIDDLE, (0, 0, across, down), MIDDLE)))
    turned = (seems + turn) % 360
    placed = lying.turned(turned)
    across, down = (side * COARSE // FINE for side in placed.size)
    page = placed.taken(coarse, COARSE, (0, 0, across, down), COARSE)
    return Examined(placed, degrees, turned, cut, paper_of(page), half)


def _frame(width: int, height: int, degrees: float) -> tuple[float, float]:
    """How large a sheet without edges is taken for: print that is more askew must not be cropped off."""
    if abs(degrees) <= FULL_FRAME:
        return width, height
    angle = np.radians(abs(degrees))
    return (
        float(width * np.cos(angle) + height * np.sin(angle)),
        float(width * np.sin(angle) + height * np.cos(angle)),
    )


def _found(seen: Examined, depths: Depths, codes: tuple[Code, ...]) -> Found:
    across, down = (side * MM / FINE for side in seen.placed.size)
    blank, verdict = is_blank(seen.paper), PageVerdict.OK
    if seen.paper.level < TOO_DARK:
        verdict = PageVerdict.TOO_DARK
    elif seen.cut:
        verdict = PageVerdict.CUT_EDGE
    elif not blank and depths.sharpness < BLURRED:
        verdict = PageVerdict.BLURRED
    return Found(
        sheet=seen.placed.points,
        turned=seen.turned,
        skew=seen.degrees,
        width_mm=across,
        height_mm=down,
        size=size_of(across, down),
        blank=blank,
        verdict=verdict,
        codes=tuple(code.text for code in codes),
    )


def _untouched(raw: Picture, dpi: int, jpeg: bytes | None, quality: int) -> Layer:
    """The scanner's own JPEG as it came; coded anew only where there is none a PDF may hold."""
    height, width = raw.shape[:2]
    box = (0.0, 0.0, width * MM / dpi, height * MM / dpi)
    kind = coded.jpeg_kind(jpeg, (width, height)) if jpeg else None
    if jpeg is None or kind is None:
        return Layer(LayerKind.COLOUR, coded.jpeg(raw, quality), width, height, box)
    return Layer(kind, jpeg, width, height, box)


def _layers(
    raw: Picture, seen: Examined, depths: Depths, codes: tuple[Code, ...], profile: Profile
) -> tuple[Layer, ...]:
    paper, placed = seen.paper, seen.placed
    if profile.written is Written.GREY:
        grey = np.asarray(cv2.cvtColor(seen.half, cv2.COLOR_BGR2GRAY), np.uint8)
        return (_whole(grey, placed, profile.paper_dpi, profile.paper_quality),)
    mixed = profile.written is Written.MIXED
    ink = ink_layers(raw, placed, paper, depths, codes, coloured=mixed)
    if not mixed:
        return tuple(ink)
    if sum(len(layer.data) for layer in ink) > profile.most_ink:
        return (_whole(seen.half, placed, profile.photo_dpi, profile.photo_quality),)
    photos = photo_layers(seen.half, placed, paper, profile)
    return (paper_layer(paper, profile), *photos, *ink)


def _whole(half: Picture, placed: Placed, dpi: int, quality: int) -> Layer:
    """The upright page as one JPEG."""
    across, down = (round(side * dpi / FINE) for side in placed.size)
    page = placed.taken(half, dpi, (0, 0, across, down), MIDDLE)
    width, height = (side * COARSE // FINE for side in placed.size)
    return jpeg_layer(page, quality, (0, 0, width, height))
