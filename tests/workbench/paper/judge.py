"""Judging a rendered page against the truth: its strokes, its colours, its photos, its QR codes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from tests.workbench.paper.seen import Seen, visible
from tests.workbench.paper.truth import Mask, Paper, Picture, Region

NEAR = np.ones(
    (3, 3), np.uint8
)  # a pixel, a twelfth of a millimetre: a stroke there is the same stroke
CORE = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
FAINTEST = 30  # of 255 below the paper: less is nothing that a person would call a stroke
SMALL = 400  # pixels of a coloured region that is not looked at by itself


@dataclass(frozen=True)
class Strokes:
    """Shares: of the true ink that is seen, and of the seen ink that is true."""

    recall: float
    precision: float


@dataclass(frozen=True)
class Colour:
    """A region of coloured ink or a photo: still there, still of its colour; saturation against the raw's."""

    colour: str
    kept: bool
    saturation: float


def ink(page: Picture) -> Mask:
    """Strokes of a page of any kind: clearly below the local paper, and half as deep as the deepest near."""
    paper = _paper(page)
    depth = np.zeros(page.shape[:2], dtype=np.uint8)
    for channel in range(3):
        depth = np.maximum(depth, cv2.subtract(paper[:, :, channel], page[:, :, channel]))
    deep = depth[depth > FAINTEST]
    floor = FAINTEST if not deep.size else max(FAINTEST, 0.22 * float(np.percentile(deep, 90)))
    deepest = cv2.dilate(depth, np.ones((7, 7), np.uint8))
    return (depth > floor) & (depth >= 0.45 * deepest)


def strokes(seen: Seen, paper: Paper) -> Strokes:
    """Recall and precision of strokes on what of the sheet was scanned."""
    truth = paper.truth
    shown = ink(seen.upright(truth)) & ~truth.loose
    scanned = np.zeros(shown.shape, dtype=np.uint8)
    cv2.fillConvexPoly(scanned, np.rint(visible(paper)).astype(np.int32), 1)
    inner = cv2.erode(scanned, np.ones((41, 41), np.uint8), borderValue=0) > 0
    shown &= inner
    true = truth.ink & inner
    return Strokes(_share(true, shown), _share(shown, true | truth.loose))


def colours(seen: Seen, paper: Paper, raw: Picture) -> list[Colour]:
    """Every coloured region and photo; `raw` is the raw scan in the clean page's pixels."""
    shown = seen.upright(paper.truth)
    found = ink(shown)
    return [
        _photo(shown, raw, region) if not region.colour else _inked(shown, found, raw, region)
        for region in paper.truth.regions
        if not region.colour or int(region.mask.sum()) >= SMALL
    ]


def codes(page: Picture) -> set[str]:
    """Texts of the QR codes that can be read."""
    return {code.text for code in zxingcpp.read_barcodes(page, zxingcpp.BarcodeFormat.QRCode)}


def _share(wanted: Mask, there: Mask) -> float:
    """Of the wanted pixels, those with one of the others close by."""
    if not wanted.any():
        return 1.0
    return float(np.mean(cv2.dilate(there.astype(np.uint8), NEAR)[wanted] > 0))


def _paper(page: Picture) -> Picture:
    """The local paper: what is brightest around, without what is written on it."""
    small = cv2.resize(page, None, fx=1 / 6, fy=1 / 6, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((17, 17), np.uint8)), 9)
    return cv2.resize(paper, (page.shape[1], page.shape[0]))


def _inked(shown: Picture, found: Mask, raw: Picture, region: Region) -> Colour:
    here, mask = _inside(shown, region)
    # strokes without their edges, where ink and paper mix in the lens
    core = cv2.erode(mask.astype(np.uint8), CORE) > 0
    core = core if core.sum() >= SMALL / 4 else mask
    before, after = _mean(raw[here], core), _mean(shown[here], core)
    share = _share(mask, found[here])
    ratio = _saturation(after) / max(_saturation(before), 1e-6)
    strongest = {"red": 2, "blue": 0}[region.colour]
    # of a grey, too, some channel is the strongest
    coloured = int(after.argmax()) == strongest and ratio >= 0.5
    return Colour(region.colour, coloured and share >= 0.9, ratio)


def _photo(shown: Picture, raw: Picture, region: Region) -> Colour:
    here, _ = _inside(shown, region)
    soft = [cv2.GaussianBlur(page[here], (0, 0), 5).astype(np.float64) for page in (raw, shown)]
    alike = float(np.corrcoef(soft[0].ravel(), soft[1].ravel())[0, 1])
    before, after = (_saturation(page.reshape(-1, 3).mean(axis=0)) for page in soft)
    return Colour("", alike >= 0.97, after / max(before, 1e-6))


def _inside(page: Picture, region: Region) -> tuple[tuple[slice, slice], Mask]:
    """The region's place on the page, and its mask there; ink beyond the paper's edge is none."""
    left, top, right, bottom = region.box
    low, up = max(left, 0), max(top, 0)
    far, down = min(right, page.shape[1]), min(bottom, page.shape[0])
    return (slice(up, down), slice(low, far)), region.mask[
        up - top : down - top, low - left : far - left
    ]


def _mean(page: Picture, mask: Mask) -> npt.NDArray[np.float64]:
    return page[mask].mean(axis=0)


def _saturation(colour: npt.NDArray[np.float64]) -> float:
    return float((colour.max() - colour.min()) / max(colour.max(), 1.0))
